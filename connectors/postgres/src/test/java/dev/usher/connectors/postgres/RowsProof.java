package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** One server's tables, on which one random policy after another is applied and looked at. */
final class RowsProof implements AutoCloseable {
  static final int ROWS = 40;

  private static final List<String> WORDS =
      List.of("select", "select", "select", "insert", "update", "update", "delete");

  /** What a plan may be refused for, and nothing else. */
  private static final Set<String> REFUSALS =
      Set.of(
          "columns-and-rows",
          "rows-not-carried",
          "rows-unread",
          "moves-rows",
          "gives-nothing",
          "view-writes");

  private final RowsCount count;
  private final Shop shop;
  private final List<String> accounts;
  private final String helper;
  private final Map<String, Map<Integer, Map<String, Value>>> tables = new TreeMap<>();
  private final Session<PostgresFact> session;

  RowsProof(Postgres server, RowsCount count) {
    this.count = count;
    shop = new Shop(server);
    String tag = shop.database().tag();
    String old = shop.database().role("old_" + tag, "login");
    helper = shop.database().role("helper_" + tag, "login");
    if (server.major() >= 16)
      shop.database()
          .run(
              "grant %s to %s with admin option, inherit false, set false"
                  .formatted(old, shop.usher));
    accounts =
        List.of(
            shop.account("ann"),
            shop.account("b'o\"b"),
            shop.account("C\u00e9"),
            shop.account("dan"),
            shop.account("Eve x"),
            old);
    fill();
    session = shop.open();
  }

  private void fill() {
    String columns =
        "(id int primary key, "
            + RandomRows.COLUMNS.entrySet().stream()
                .map(one -> Sql.name(one.getKey()) + " " + one.getValue())
                .collect(Collectors.joining(", "))
            + ")";
    shop.database()
        .run(
            "set role " + shop.owner,
            "create table public.r0 " + columns,
            "create table public.r1 " + columns + " partition by range (id)",
            "create table public.r1_a partition of public.r1 for values from (0) to (20)",
            "create table public.r1_b partition of public.r1 default",
            "create table public.r2 " + columns,
            "create table public.r3 " + columns);
    RandomRows rows = new RandomRows(Seeds.generator(4711));
    try (Connection connection = shop.database().connect()) {
      for (String table : RandomRows.TABLES) {
        Map<Integer, Map<String, Value>> all = new TreeMap<>();
        for (int id = 0; id < ROWS; id++) all.put(id, rows.row(id));
        tables.put(table, all);
        List<String> names = new ArrayList<>(List.of("id"));
        names.addAll(RandomRows.COLUMNS.keySet());
        try (PreparedStatement insert = insert(connection, table, names)) {
          for (Map<String, Value> row : all.values()) {
            set(insert, names, row);
            insert.addBatch();
          }
          insert.executeBatch();
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static PreparedStatement insert(Connection connection, String table, List<String> columns)
      throws SQLException {
    return connection.prepareStatement(
        "insert into public.%s (%s) values (%s)"
            .formatted(
                table,
                columns.stream().map(Sql::name).collect(Collectors.joining(", ")),
                columns.stream().map(_ -> "?").collect(Collectors.joining(", "))));
  }

  static void set(PreparedStatement insert, List<String> columns, Map<String, Value> row)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++)
      insert.setObject(i + 1, RandomRows.jdbc(columns.get(i), row.get(columns.get(i))));
  }

  /** One policy over one brownfield; all that is asked of it is asked by one new connection. */
  void trial(RandomGenerator random) throws SQLException {
    Access access =
        new RandomRows(random)
            .access(shop.target(), WORDS, accounts, accounts.getLast(), shop.server.major() >= 16);
    count.policies++;
    try (Connection connection = shop.database().connect();
        Brownfield brownfield =
            new Brownfield(shop, connection, random, there(connection), helper)) {
      brownfield.make();
      try {
        trial(connection, random, brownfield, access);
      } catch (AssertionError wrong) {
        throw new AssertionError(
            wrong.getMessage() + "\n" + brownfield.done + "\n" + access, wrong);
      }
    }
  }

  private List<String> there(Connection connection) {
    Set<String> all = new TreeSet<>(Sql.column(connection, "select rolname from pg_roles"));
    return accounts.stream().filter(all::contains).toList();
  }

  private void trial(
      Connection connection, RandomGenerator random, Brownfield brownfield, Access access)
      throws SQLException {
    Shop.Planned planned = shop.plan(session, access);
    if (!planned.errors().isEmpty()) {
      Set<String> allowed = new TreeSet<>(REFUSALS);
      allowed.addAll(brownfield.codes);
      assertThat(allowed).containsAll(planned.errors());
      count.refused(planned.errors());
      return;
    }
    shop.run(session, planned.plan(), Shop::mustBeDone);
    count.applied++;
    if (!brownfield.done.isEmpty()) count.overBrownfields++;
    Catalogue catalogue = planned.observed().catalogues().get(shop.target());
    Meaning meaning = new Meaning(access, catalogue);
    Ways ways = new Ways(connection, meaning, access, accounts);
    // In an order that a seed has again.
    for (String account : accounts) {
      if (!access.members().containsKey(account)) continue;
      List<Face> faces = Face.of(access, catalogue, account);
      Held held = Held.read(connection, faces.stream().map(Face::role).toList());
      count.hats += faces.size() - 1;
      for (String table : RandomRows.TABLES) {
        ways.paths(account, table, brownfield, tables.get(table));
        // What others gave stays, where nobody is narrowed by it: it is told, and not meant.
        if (ways.hasOther(account, table) || ways.isSwitchedByOthers(table)) continue;
        Resource on = Resource.of(shop.target(), Segment.plain("public"), Segment.plain(table));
        assertThat(read(account, on))
            .as(account + " reads " + on)
            .isEqualTo(meant(access, account, on));
        Face.addUp(faces, meaning, account, on, tables.get(table));
        for (Face face : faces)
          new Asking(connection, face, access, table, tables.get(table), held, count).all(random);
      }
    }
    assertThat(shop.plan(session, access).statements()).as("nothing is left to do").isEmpty();
  }

  /** By the server's own answers, which is what {@code verify} goes by. */
  private Optional<Extent> read(String account, Resource on) {
    try (var all = session.probe(new Probe(Set.of(account), Optional.of(on), true))) {
      Reach reach = all.findFirst().orElseThrow();
      return Optional.ofNullable(reach.can().getOrDefault(on, Map.of()).get("select"));
    }
  }

  private static Optional<Extent> meant(Access access, String account, Resource on) {
    List<String> columns = new ArrayList<>(List.of("id"));
    columns.addAll(RandomRows.COLUMNS.keySet());
    Map<String, Set<String>> rows = new TreeMap<>();
    for (Access.Held held : access.heldBy(account)) {
      if (!held.right().words().contains("select")) continue;
      for (String column : columns)
        if (held.right().covers(on.column(column)))
          rows.computeIfAbsent(column, _ -> new TreeSet<>()).add(Digest.of(held.right().rows()));
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(Extent.of(rows, columns));
  }

  /** Nobody has anything any more. */
  void end() {
    shop.run(
        session, shop.plan(session, new Means(shop.target()).access()).plan(), Shop::mustBeDone);
  }

  @Override
  public void close() {
    session.close();
    shop.close();
  }
}
