package dev.usher.connectors.mariadb.proof;

import static dev.usher.connectors.mariadb.Ground.name;

import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.testkit.MariaDb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random content of one database: tables, views, sequences and routines with odd names. */
record Content(Target target, String database, Catalogue catalogue) {
  private static final List<String> ODD =
      List.of(
          "Orders",
          "orders",
          "select",
          "a b",
          "a`b.c",
          "say \"hi\"",
          "o'clock",
          "größe",
          "日本語",
          "back\\slash",
          "*",
          "{a,b}",
          "x/y",
          "view:v",
          "--",
          "%s",
          "t_",
          "t%",
          "e\u0301",
          "\u00e9",
          "l".repeat(63),
          "ü".repeat(63));

  private static final List<String> COLUMNS =
      List.of("id", "Name", "a b", "größe", "a`b", "%", "x'y", "select", "日本");

  static Content random(MariaDb server, RandomGenerator random, Target target, String database) {
    Names names = new Names(random, new HashSet<>());
    Map<Resource, Entry> entries = new TreeMap<>();
    entries.put(Resource.of(target), Entry.BARE);
    List<String> sql = new ArrayList<>();
    String in = name(database) + ".";
    for (int i = 0; i < 3 + random.nextInt(4); i++) {
      String table = names.next("t");
      List<String> columns = COLUMNS.subList(0, 1 + random.nextInt(COLUMNS.size()));
      String columnsSql =
          String.join(", ", columns.stream().map(one -> name(one) + " int").toList());
      sql.add("create table " + in + name(table) + " (" + columnsSql + ")");
      entries.put(Resource.of(target, Segment.plain(table)), new Entry(columns, Set.of()));
      if (random.nextInt(3) > 0) continue;
      String view = names.next("v");
      sql.add("create view " + in + name(view) + " as select * from " + in + name(table));
      entries.put(Resource.of(target, new Segment("view", view)), new Entry(columns, Set.of()));
    }
    for (int i = 0; i < random.nextInt(3) && !server.isMySql(); i++) {
      String sequence = names.next("s");
      sql.add("create sequence " + in + name(sequence));
      entries.put(Resource.of(target, new Segment("sequence", sequence)), Entry.BARE);
    }
    for (String kind : List.of("function", "procedure")) {
      // What the server forgets is refused, and tried elsewhere.
      if (!isAscii(database)) continue;
      Names own = new Names(random, new HashSet<>());
      for (int i = 0; i < random.nextInt(3); i++) {
        String routine = own.next("r");
        sql.add(
            "create "
                + kind
                + " "
                + in
                + name(routine)
                + (kind.equals("function") ? "() returns int deterministic return 1" : "() do 0"));
        entries.put(Resource.of(target, new Segment(kind, routine)), Entry.BARE);
      }
    }
    server.run(sql.toArray(String[]::new));
    return new Content(target, database, new Catalogue(entries));
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  /** Names that are all different, in whatever case and with whatever accents. */
  private record Names(RandomGenerator random, Set<String> used) {
    String next(String prefix) {
      String odd = ODD.get(random.nextInt(ODD.size()));
      boolean twin =
          prefix.equals("r") && (used.contains(odd.toLowerCase(Locale.ROOT)) || !isAscii(odd));
      if (random.nextBoolean() && !twin && used.add(odd)) {
        used.add(odd.toLowerCase(Locale.ROOT));
        return odd;
      }
      String plain = prefix + used.size();
      used.add(plain);
      return plain;
    }
  }
}
