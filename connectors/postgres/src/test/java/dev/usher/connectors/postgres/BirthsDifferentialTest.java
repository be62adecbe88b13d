package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random policies, and a creator who makes tables, views, partitions and the rest after the apply:
 * nobody can do more than is meant, and whoever may do something on everything can at once. {@code
 * -Dusher.births=N} is how many policies on each server.
 */
@Tag("long")
class BirthsDifferentialTest {
  private static final List<String> ON =
      List.of(
          "a/**",
          "a/**",
          "a/*",
          "b/**",
          "**",
          "*/*",
          "a/view:*",
          "a/materialized-view:*",
          "a/foreign-table:*",
          "*/sequence:*",
          "a/function:*",
          "a/t0",
          "b/*");

  private static final List<String> WORDS =
      List.of(
          "read",
          "write",
          "select",
          "insert update",
          "use",
          "select insert update delete truncate references",
          "select execute usage",
          "delete");

  private static final List<String> ACTIONS =
      List.of("select", "insert", "update", "delete", "truncate", "references", "trigger");

  /**
   * Something that is there after the apply.
   *
   * @param meant what has to be meant for it to be used: for a partition its table
   */
  private record Made(String sql, String name, Segment segment, String schema, Resource meant) {}

  private static final class Count {
    private int policies;
    private int refused;
    private int cells;
    private int held;
    private int atOnce;
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void nobodyHasMoreFromBirthThanIsMeant(Postgres server) {
    Count count = new Count();
    int policies = Integer.getInteger("usher.births", 10);
    try (Shop shop = new Shop(server)) {
      String creator = shop.database().role("migrator_" + shop.database().tag(), "nologin");
      shop.database()
          .run(
              "create schema a",
              "create schema b",
              "alter schema a owner to " + shop.owner,
              "alter schema b owner to " + shop.owner,
              "grant usage, create on schema a, b to " + creator,
              AdminScript.owner(shop.usher, creator),
              "create foreign data wrapper nowhere",
              "create server nowhere foreign data wrapper nowhere",
              "grant usage on foreign server nowhere to " + creator,
              "create table a.t0 (x int, y int)",
              "create table b.t0 (x int, y int)",
              "alter table a.t0 owner to " + shop.owner,
              "alter table b.t0 owner to " + shop.owner);
      shop.settings.put("schemas", List.of("a", "b"));
      shop.settings.put("creators", List.of(creator));
      shop.settings.put("public", List.of("revoke"));
      List<String> people = List.of(shop.account("ann"), shop.account("bob"), shop.account("eve"));
      long seed = Seeds.first();
      for (int i = 0; i < (Seeds.isReplay() ? 1 : policies); i++)
        Seeds.with(seed + i, random -> trial(shop, creator, people, random, count));
      shop.apply(new Means(shop.target()).access());
      assertThat(shop.database().rows("select 1 from pg_default_acl")).isEmpty();
    }
    System.out.printf(
        "%s: %d policies and %d refused, %d cells of what came later, %d held at once, of which %d"
            + " had to be%n",
        server, count.policies, count.refused, count.cells, count.held, count.atOnce);
    assertThat(count.atOnce).isPositive();
  }

  private static void trial(
      Shop shop, String creator, List<String> people, RandomGenerator random, Count count) {
    boolean parted = random.nextInt(3) == 0;
    if (parted) as(shop, creator, "create table b.parted (x int, y int) partition by range (x)");
    Access meant = meant(shop, people, random);
    Shop.Planned planned = shop.plan(meant);
    if (planned.errors().isEmpty()) {
      shop.apply(meant);
      count.policies++;
      List<Made> made = made(shop, parted, random);
      as(shop, creator, made.stream().map(Made::sql).toArray(String[]::new));
      for (String who : people) check(shop, who, meant, made, parted, false, count);
      if (shop.plan(meant).errors().isEmpty()) {
        shop.apply(meant);
        for (String who : people) check(shop, who, meant, made, parted, true, count);
        assertThat(shop.plan(meant).statements()).as("nothing is left to do").isEmpty();
      }
    } else {
      count.refused++;
    }
    shop.database().run("drop owned by " + creator);
    shop.database().run("grant usage, create on schema a, b to " + creator);
    shop.database().run("grant usage on foreign server nowhere to " + creator);
  }

  private static Access meant(Shop shop, List<String> people, RandomGenerator random) {
    Means means = new Means(shop.target());
    List<String> roles = List.of("r1", "r2", "r3");
    for (String role : roles) {
      means.role(role, "trigger", "b/t0");
      for (int i = 0; i <= random.nextInt(3); i++) {
        String on = any(ON, random);
        String words = any(WORDS, random);
        switch (random.nextInt(9)) {
          case 0 -> means.role(role, words, on, "-a/t0");
          case 1 -> means.columns(role, "select", Set.of("x"), on.equals("a/t0") ? on : "a/*");
          case 2 -> means.rows(role, "select", new Condition.Has(new Operand.Row("x")), "a/t0");
          default -> means.role(role, words, on);
        }
      }
    }
    if (random.nextBoolean()) means.includes("r3", "r1");
    for (String who : people) {
      List<String> held = new ArrayList<>(List.of(any(roles, random)));
      if (random.nextInt(3) == 0) held.add(any(roles, random));
      means.member(who, held.stream().distinct().toArray(String[]::new));
    }
    return means.access();
  }

  private static <T> T any(List<T> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }

  private static List<Made> made(Shop shop, boolean parted, RandomGenerator random) {
    List<Made> all = new ArrayList<>();
    for (String in : List.of("a", "b")) {
      all.add(made(shop, "create table %s (id serial primary key, x int)", in, "t1", ""));
      all.add(made(shop, "create view %s as select * from b.t1", in, "v1", "view"));
      all.add(
          made(
              shop, "create materialized view %s as select 1 as x", in, "m1", "materialized-view"));
      all.add(
          made(shop, "create foreign table %s (x int) server nowhere", in, "f1", "foreign-table"));
      all.add(made(shop, "create sequence %s", in, "s1", "sequence"));
      all.add(made(shop, "create table %s (x int) partition by range (x)", in, "p1", ""));
      Made part =
          made(
              shop,
              "create table %s partition of " + in + ".p1 for values from (1) to (9)",
              in,
              "p1_1",
              "");
      all.add(new Made(part.sql(), part.name(), part.segment(), in, thing(shop, in, "p1", "")));
    }
    // Views of what comes last.
    all.sort(Comparator.comparing(one -> one.segment().kind().isEmpty() ? 0 : 1));
    if (parted && random.nextBoolean())
      all.add(
          new Made(
              "create table a.far partition of b.parted for values from (1) to (9)",
              "a.far",
              Segment.plain("far"),
              "a",
              thing(shop, "b", "parted", "")));
    return all;
  }

  private static Made made(Shop shop, String sql, String in, String name, String kind) {
    return new Made(
        sql.formatted(in + "." + name),
        in + "." + name,
        new Segment(kind, name),
        in,
        thing(shop, in, name, kind));
  }

  private static Resource thing(Shop shop, String in, String name, String kind) {
    return Resource.of(shop.target(), Segment.plain(in), new Segment(kind, name));
  }

  private static void check(
      Shop shop,
      String who,
      Access meant,
      List<Made> made,
      boolean parted,
      boolean applied,
      Count count) {
    List<Right> rights = meant.heldBy(who).stream().map(Access.Held::right).toList();
    Map<String, Boolean> can = new TreeMap<>();
    StringBuilder sql = new StringBuilder("select * from (values (null, null)");
    for (Made one : made)
      for (String action : actions(one))
        sql.append(", ('%s %s', %s)".formatted(one.name(), action, ask(who, one, action)));
    shop.database().rows(sql + ") v (cell, can) where cell is not null").stream()
        .forEach(row -> can.put(row.get(0), row.get(1).equals("t")));
    boolean rows =
        meant.roles().values().stream()
            .anyMatch(role -> role.rights().stream().anyMatch(one -> one.rows().isPresent()));
    for (Made one : made) {
      String kind = meant.type().kindOf(one.meant());
      boolean part = !one.meant().path().getLast().name().equals(one.segment().name());
      for (String action : actions(one)) {
        boolean ought = holds(meant, rights, one.meant(), kind, action);
        boolean does = can.getOrDefault(one.name() + " " + action, false);
        String cell =
            who + " " + action + " " + one.name() + (applied ? ", applied\n" : "\n") + meant;
        count.cells++;
        if (does) {
          count.held++;
          assertThat(ought).as("over: " + cell).isTrue();
        }
        if (applied && ought && !part) assertThat(does).as("missing: " + cell).isTrue();
        if (applied || !ought || rows || parted) continue;
        if (!atOnce(meant, who, one, kind, action)) continue;
        count.atOnce++;
        assertThat(does).as("not at once: " + cell).isTrue();
      }
    }
  }

  private static List<String> actions(Made one) {
    return one.segment().kind().equals("sequence") ? List.of("select", "usage", "update") : ACTIONS;
  }

  private static String ask(String who, Made one, String action) {
    String kind = one.segment().kind().equals("sequence") ? "sequence" : "table";
    return "has_%s_privilege('%s', '%s', '%s')::text = 'true'"
        .formatted(kind, who, one.name(), action);
  }

  private static boolean holds(
      Access meant, List<Right> rights, Resource on, String kind, String action) {
    return rights.stream()
        .anyMatch(
            right ->
                right.covers(on)
                    && right.rows().isEmpty()
                    && right.allows(meant.type(), kind, action));
  }

  /** Whether one role of theirs means it of all that is born alike, with nothing narrowed. */
  private static boolean atOnce(Access meant, String who, Made one, String kind, String action) {
    List<String> kinds =
        kind.equals("sequence")
            ? List.of(kind)
            : List.of("", "view", "materialized-view", "foreign-table");
    Access.Member member = meant.members().get(who);
    if (member == null) return false;
    for (String role : meant.closure(member.roles().keySet())) {
      Access.Role its = meant.roles().get(role);
      if (its == null) continue;
      List<Right> whole = its.rights().stream().filter(right -> right.except().isEmpty()).toList();
      boolean all =
          kinds.stream()
              .allMatch(
                  each ->
                      holds(
                          meant,
                          whole,
                          Resource.of(
                              one.meant().target(),
                              Segment.plain(one.schema()),
                              new Segment(each, "whatever")),
                          each.isEmpty() ? "table" : each,
                          action));
      if (all) return true;
    }
    return false;
  }

  private static void as(Shop shop, String role, String... statements) {
    List<String> all = new ArrayList<>(List.of("set role " + role));
    all.addAll(List.of(statements));
    all.add("reset role");
    shop.database().run(all.toArray(String[]::new));
  }
}
