package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.inspect.Answers.Parameter;
import dev.usher.connectors.postgres.inspect.Answers.Question;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Hangs;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.PostgresFact.Residue;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One database: what is in its managed schemas, and every privilege there and of our roles. */
public final class InspectDatabase {
  private final PostgresFact.Server server;
  private final InspectCluster cluster;
  private final Policy.System system;
  private final List<String> schemas;
  private final List<String> creators;
  private final Optional<Set<String>> few;
  private final InspectThings there;
  private final Map<PostgresFact, Origin> facts;
  private final Set<String> made;
  private final Set<String> accounts;
  private final Map<Thing, List<Acl>> acls = new LinkedHashMap<>();

  /**
   * @param system whether usher takes from PUBLIC what it has on managed things, and from others
   * @param creators whose tables of tomorrow the policy speaks of
   * @param few accounts whose attributes are looked at; empty: all
   * @param facts where what is found goes
   */
  InspectDatabase(
      PostgresFact.Server server,
      InspectCluster cluster,
      Policy.System system,
      List<String> schemas,
      List<String> creators,
      Optional<Set<String>> few,
      Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.cluster = cluster;
    this.system = system;
    this.schemas = schemas;
    this.creators = creators;
    this.few = few;
    this.there = new InspectThings(server.target(), schemas);
    this.facts = facts;
    this.made = made().map(InspectCluster.Known::name).collect(Collectors.toSet());
    this.accounts = cluster.accounts().stream().map(cluster::name).collect(Collectors.toSet());
  }

  /**
   * Reads in sixteen queries, and three more for creators, whatever is in the database.
   *
   * @param another opens one more connection, where the catalogue is so large that it is worth it
   */
  Catalogue read(Connection connection, Optional<Supplier<Connection>> another)
      throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    InspectViews views = InspectViews.read(connection, server.target(), schemas);
    Catalogue catalogue;
    try (Answers held =
        another.isPresent()
            ? Answers.meanwhile(connection, another.get(), held())
            : Answers.later(connection, held())) {
      catalogue = there.read(connection, views);
      there.owners.forEach(
          (on, owner) ->
              facts.put(new Owner(server.target(), on, cluster.name(owner)), Origin.CONTEXT));
      held.take();
    }
    Map<List<Acl>, Acl> whole = new HashMap<>();
    acls.forEach(
        (on, parts) ->
            facts.put(
                new Held(server.target(), on, whole.computeIfAbsent(parts, Acl::of)), Origin.OURS));
    facts.putAll(views.facts);
    new InspectRows(server, there, views.views, made, few, facts).read(connection, managed);
    new InspectBirths(server, cluster, schemas, creators, made, facts).read(connection, managed);
    return catalogue;
  }

  /** What is held, on things that are known by then. */
  private List<Question> held() {
    Parameter managed = new Parameter("text", schemas.toArray());
    Object[] oids =
        system.isExclusive()
            ? cluster.roles.keySet().toArray()
            : made().map(InspectCluster.Known::oid).toArray();
    return List.of(
        new Question(InspectSql.PRIVILEGES, this::alike, Collections.nCopies(5, managed)),
        new Question(InspectSql.STRAYS, this::stray, List.of(new Parameter("oid", oids), managed)));
  }

  /**
   * What keeps roles of ours from being dropped, anywhere in the cluster, and is not found by
   * looking into the databases themselves.
   *
   * @param managed names of databases
   * @param open names of those, and of others that usher's account has looked into
   */
  static void residue(
      Connection connection,
      InspectCluster cluster,
      Target first,
      Collection<String> managed,
      Collection<String> open,
      Map<PostgresFact, Origin> facts)
      throws SQLException {
    Array names = connection.createArrayOf("text", managed.toArray());
    InspectThings.each(
        connection,
        InspectSql.RESIDUE,
        row -> {
          InspectCluster.Known role = cluster.roles.get(row.getLong(1));
          if (role == null || !cluster.isMade(role)) return;
          String database = row.getString(2);
          boolean closed = !database.isEmpty() && !open.contains(database);
          // What passes between it and others has been looked at one by one.
          if (!closed && row.getBoolean(5) && cluster.accounts().contains(role.oid())) return;
          Hangs how = closed ? Hangs.OTHERS : Hangs.valueOf(row.getString(4));
          facts.put(
              new Residue(first, role.name(), database, row.getString(3), how), Origin.CONTEXT);
        },
        names,
        names);
  }

  /** What is held alike on several things; the entries of their columns come by themselves. */
  private void alike(ResultSet row) throws SQLException {
    String column = row.getString(3);
    String owner = cluster.name(row.getLong(4));
    Long[] grantors = (Long[]) row.getArray(5).getArray();
    Long[] grantees = (Long[]) row.getArray(6).getArray();
    String[] privileges = (String[]) row.getArray(7).getArray();
    Boolean[] grantable = (Boolean[]) row.getArray(8).getArray();
    char kind = row.getString(1).charAt(0);
    Set<Item> ours = new LinkedHashSet<>();
    List<Item> others = new ArrayList<>();
    for (int i = 0; i < grantors.length; i++) {
      if (!isKnown(grantees[i])) continue;
      Item item = item(column, privileges[i], grantees[i], grantors[i], grantable[i]);
      // What its holder has passed on cannot go before what hangs on it.
      boolean hangs = grantable[i] && List.of(grantors).contains(grantees[i]);
      boolean take = isOurs(item) || isCarried(owner, item) || !hangs && isTaken(kind, owner, item);
      if (take && canTake(owner, item.grantor())) ours.add(item);
      else others.add(item);
    }
    Acl acl = Acl.of(ours);
    for (Long oid : (Long[]) row.getArray(2).getArray()) {
      Thing on = there.things.get(InspectThings.key(kind, oid));
      if (on == null) continue;
      if (!ours.isEmpty()) held(on, acl);
      for (Item item : others) foreign(on, item);
    }
  }

  /**
   * Held by a role of ours where usher does not manage, or by somebody on a partition by itself.
   */
  private void stray(ResultSet row) throws SQLException {
    String kind = row.getString(1);
    String schema = row.getString(2);
    Thing on =
        switch (kind.charAt(0)) {
          case 'N' -> Thing.schema(row.getString(3));
          case 'F' -> new Thing(Thing.Kind.FUNCTION, schema, row.getString(3), row.getString(4));
          case 'T' -> new Thing(Thing.Kind.TYPE, schema, row.getString(3), "");
          default -> new Thing(Thing.Kind.ofRelation(kind.charAt(0)), schema, row.getString(3), "");
        };
    if (there.owners.containsKey(on)) return;
    String owner = cluster.name(row.getLong(5));
    long grantee = row.getLong(8);
    boolean anothers = grantee != 0 && !made.contains(cluster.name(grantee));
    if (anothers && !schemas.contains(schema)) return;
    facts.put(new Owner(server.target(), on, owner), Origin.CONTEXT);
    if (!isKnown(grantee)) return;
    Item item =
        item(row.getString(6), row.getString(9), grantee, row.getLong(7), row.getBoolean(10));
    boolean take = isOurs(item) || !item.grantable() && isTaken(kind.charAt(0), owner, item);
    if (take && canTake(owner, item.grantor())) held(on, Acl.of(Set.of(item)));
    else foreign(on, item);
  }

  private Item item(
      String column, String privilege, long grantee, long grantor, boolean grantable) {
    return new Item(column, privilege, cluster.name(grantee), cluster.name(grantor), grantable);
  }

  private void held(Thing on, Acl acl) {
    acls.computeIfAbsent(on, _ -> new ArrayList<>(1)).add(acl);
  }

  private void foreign(Thing on, Item item) {
    Privilege privilege = Privilege.of(server.target(), on, item);
    facts.put(privilege, Origin.FOREIGN);
    // What an account holds so is looked at by itself, for it may be taken when that leaves.
    if (made.contains(item.grantee()) && !accounts.contains(item.grantee())) {
      facts.put(
          new Residue(
              server.target(),
              item.grantee(),
              server.database(),
              "holds " + privilege.prose(),
              Hangs.OTHERS),
          Origin.CONTEXT);
    }
  }

  private Stream<InspectCluster.Known> made() {
    return cluster.roles.values().stream().filter(cluster::isMade);
  }

  /** PUBLIC, or a role that was there at the same moment. */
  private boolean isKnown(long grantee) {
    return grantee == 0 || cluster.roles.containsKey(grantee);
  }

  private boolean isOurs(Item item) {
    return item.grantee().equals(PostgresFact.PUBLIC)
        ? system.revokesPublic()
        : made.contains(item.grantee());
  }

  /**
   * Held by a grant of others where there are to be none. The database itself has other schemas
   * too, and stays open to them.
   */
  private boolean isTaken(char kind, String owner, Item item) {
    return system.isExclusive()
        && kind != 'D'
        && !item.grantee().equals(PostgresFact.PUBLIC)
        && !item.grantee().equals(owner)
        && !item.grantee().equals(server.admin());
  }

  /** Of a role that was taken over: what the policy could have given as it is. */
  private boolean isCarried(String owner, Item item) {
    return cluster.isAdopted(item.grantee(), server.target())
        && item.grantor().equals(owner)
        && !item.grantee().equals(owner)
        && !item.grantable();
  }

  /** A grant is taken by its grantor alone; the owner's by whoever has the owner's privileges. */
  private boolean canTake(String owner, String grantor) {
    if (!cluster.knows(grantor)) return false;
    return server.superuser()
        || (grantor.equals(owner)
            ? server.usable().contains(owner)
            : server.becomes().contains(grantor));
  }
}
