package dev.usher.connectors.postgres.proof;

import static dev.usher.testkit.Sql.name;

import dev.usher.testkit.Sql;
import dev.usher.testkit.live.Answers;
import dev.usher.testkit.live.Cell;
import dev.usher.testkit.live.Thing;
import java.sql.Connection;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What others do behind usher's back. */
final class Tampering {
  private Tampering() {}

  /** Grants about one cell in that many, and says which. */
  static BitSet grantSome(
      Connection connection, Answers answers, String role, RandomGenerator random, int oneIn) {
    BitSet granted = new BitSet();
    for (int i = 0; i < answers.cells().size(); i++) {
      if (random.nextInt(oneIn) > 0) continue;
      Sql.run(connection, grant(answers.cells().get(i), answers.thing(i), connection, role));
      granted.set(i);
    }
    return granted;
  }

  /**
   * Does something that apply has to mend, to a role that usher made. From 16 on memberships have a
   * grantor, and usher's account can take back only its own: there it is the one who gives them.
   */
  static void tamper(
      Connection connection, Answers answers, Estate estate, RandomGenerator random) {
    List<String> ours =
        Sql.column(
            connection,
            """
            select r.rolname from pg_roles r join pg_shdescription d
            on d.objoid = r.oid and d.classoid = 'pg_authid'::regclass
            where d.description like 'usher:%%' and r.rolname not like '%s\\_adopted'
            order by 1
            """
                .formatted(estate.tag()));
    if (ours.isEmpty()) return;
    String role = ours.get(random.nextInt(ours.size()));
    String other = ours.get(random.nextInt(ours.size()));
    List<Integer> mendable =
        IntStream.range(0, answers.cells().size())
            .filter(i -> !isSuperusers(answers.thing(i)))
            .boxed()
            .toList();
    int cell = mendable.get(random.nextInt(mendable.size()));
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int each : mendable) {
          if (random.nextInt(30) > 0) continue;
          Sql.run(
              connection, grant(answers.cells().get(each), answers.thing(each), connection, role));
        }
      }
      case 1 -> {
        if (estate.server().major() < 16) {
          Sql.run(connection, "grant " + name(estate.helper()) + " to " + name(role));
        }
      }
      case 2 -> Sql.run(connection, "alter role " + name(role) + " createdb bypassrls");
      case 3 ->
          Sql.run(
              connection,
              grant(answers.cells().get(cell), answers.thing(cell), connection, role)
                  + " with grant option");
      case 4 -> {
        if (!role.equals(other)
            && Sql.rows(
                    connection,
                    "select 1 where pg_has_role(%s, %s, 'member')"
                        .formatted(Sql.text(role), Sql.text(other)))
                .isEmpty()) {
          Sql.run(
              connection,
              "set session authorization " + name(estate.admin()),
              "grant " + name(role) + " to " + name(other),
              "reset session authorization");
        }
      }
      default ->
          Sql.run(
              connection,
              "revoke all on "
                  + what(answers.thing(cell), connection)
                  + " from "
                  + ours.stream().map(Sql::name).collect(Collectors.joining(", ")));
    }
  }

  /** What constructs a range is the bootstrap superuser's, so usher takes back no grant on it. */
  private static boolean isSuperusers(Thing thing) {
    return thing.belongs() && thing.ask().equals("function");
  }

  private static String grant(Cell cell, Thing thing, Connection connection, String role) {
    String columns = cell.on().column().map(column -> " (" + name(column) + ")").orElse("");
    return "grant "
        + cell.action()
        + columns
        + " on "
        + what(thing, connection)
        + " to "
        + name(role);
  }

  /** A thing as GRANT names it. */
  static String what(Thing thing, Connection connection) {
    if (thing.ask().equals("database")) {
      return "database " + name(Sql.column(connection, "select current_database()").getFirst());
    }
    if (thing.ask().equals("function")) {
      // Names and types may hold parentheses and dots: the server writes it best.
      String regprocedure = "select " + thing.oid() + "::regprocedure::text";
      return "routine " + Sql.column(connection, regprocedure).getFirst();
    }
    return thing.ask()
        + " "
        + thing.on().path().stream()
            .map(segment -> name(segment.name()))
            .collect(Collectors.joining("."));
  }
}
