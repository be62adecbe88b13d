package dev.usher.connectors.postgres.proof;

import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.Thing;
import java.sql.Connection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What exists, by questions of our own: what the connector's inspection is held against. */
final class OwnCatalogue {
  private OwnCatalogue() {}

  static Catalogue read(Connection connection, List<Thing> things) {
    Map<String, Set<Companion>> companions = companions(connection, things);
    Map<Resource, Entry> entries = new HashMap<>();
    for (Thing thing : things) {
      if (thing.belongs()) continue;
      entries.put(
          thing.on(),
          new Entry(
              thing.columns().stream().map(Thing.Column::name).toList(),
              companions.getOrDefault(Long.toString(thing.oid()), Set.of())));
    }
    return new Catalogue(entries);
  }

  /** By table: the sequences that its columns' defaults call nextval on. */
  private static Map<String, Set<Companion>> companions(Connection connection, List<Thing> things) {
    Map<Long, Thing> byOid = new HashMap<>();
    things.stream()
        .filter(thing -> thing.ask().equals("sequence"))
        .forEach(thing -> byOid.put(thing.oid(), thing));
    Map<String, Set<Companion>> companions = new HashMap<>();
    String sql =
        """
        select d.adrelid, s.refobjid
        from pg_attrdef d join pg_depend s
          on s.classid = 'pg_attrdef'::regclass and s.objid = d.oid
          and s.refclassid = 'pg_class'::regclass and s.refobjid <> d.adrelid
        """;
    for (List<String> row : Sql.rows(connection, sql)) {
      Thing sequence = byOid.get(Long.parseLong(row.get(1)));
      if (sequence == null) continue;
      companions
          .computeIfAbsent(row.getFirst(), _ -> new HashSet<>())
          .add(new Companion("insert", sequence.on(), "usage"));
    }
    return companions;
  }
}
