package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is done for a few people by a look at them alone is what a look at all would have done: it
 * finds nothing to do afterwards. Where that would not be certain, no such plan is made.
 */
@Tag("long")
class AloneTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final String[] THINGS = {
    "public/customers", "public/orders", "public/*", "billing/*", "public/customers.name"
  };

  private static final Condition SOME =
      new Condition.In(new Operand.Row("c"), new Operand.Subject("customers"));

  /** A cluster with a policy that moves. */
  private static final class Company implements AutoCloseable {
    final Shop shop;
    final RandomGenerator random;
    final List<String> people = new ArrayList<>();
    final String keeper;
    final Map<Target, Means> roles = new TreeMap<>();
    final Map<Target, Map<String, Set<String>>> held = new TreeMap<>();
    final Map<String, Map<String, Value>> known = new TreeMap<>();
    Holds holds = Holds.NONE;

    /**
     * @param hats whether some roles are put on
     */
    Company(Postgres server, RandomGenerator random, boolean hats) {
      this.shop = new Shop(server, "prod", "staging");
      this.random = random;
      keeper = shop.account("keeper");
      for (int i = 0; i < 6; i++) people.add(shop.account("p" + i));
      for (Target target : shop.databases.keySet()) {
        Means means = new Means(target);
        for (int i = 0; i < 4; i++) {
          means.role("r" + i, random.nextBoolean() ? "read" : "read write", any(THINGS));
          if (hats && random.nextInt(2) == 0) means.carry("r" + i, Carry.SWITCH);
          if (i > 0 && random.nextInt(3) == 0) means.includes("r" + i, "r" + random.nextInt(i));
        }
        // What is done in a role that is put on is held against the tables where rows are narrowed.
        if (hats) means.role("some", "read", "billing/*");
        else means.rows("some", "read", SOME, "billing/*");
        roles.put(target, means.member(keeper, customers(1), "r0", "r1", "r2", "r3", "some"));
        held.put(target, new TreeMap<>());
      }
      for (String person : people) if (random.nextBoolean()) move(person);
    }

    private static Map<String, Value> customers(int... some) {
      List<Value> all = Arrays.stream(some).<Value>mapToObj(Value.Int::new).toList();
      return Map.of("customers", new Value.Many(all));
    }

    String any(String[] words) {
      return words[random.nextInt(words.length)];
    }

    /** Joins, moves, leaves, is suspended or comes back. */
    void move(String person) {
      holds = holds.without(person);
      if (random.nextInt(5) == 0)
        holds = holds.with(shop.target(), new Hold(person, Hold.Kind.SUSPENDED));
      known.put(person, random.nextInt(4) == 0 ? Map.of() : customers(random.nextInt(3)));
      boolean leaves = random.nextInt(3) == 0;
      for (Map<String, Set<String>> there : held.values()) {
        there.remove(person);
        Set<String> some = new TreeSet<>();
        for (int i = 0; i < 4; i++) if (random.nextInt(3) == 0) some.add("r" + i);
        if (random.nextInt(3) == 0) some.add("some");
        if (!leaves && !some.isEmpty()) there.put(person, some);
      }
    }

    Access[] meant() {
      return held.entrySet().stream()
          .map(
              one -> {
                Means means = Objects.requireNonNull(roles.get(one.getKey()));
                Access rest = means.access().without(Set.copyOf(people));
                Map<String, Access.Member> members = new TreeMap<>(rest.members());
                Means some = new Means(one.getKey());
                one.getValue()
                    .forEach(
                        (who, what) ->
                            some.member(
                                who,
                                known.getOrDefault(who, Map.of()),
                                what.toArray(String[]::new)));
                members.putAll(some.access().members());
                return new Access(rest.target(), rest.type(), rest.at(), rest.roles(), members);
              })
          .toArray(Access[]::new);
    }

    Access[] under(Access[] meant) {
      return Arrays.stream(meant).map(one -> one.under(holds)).toArray(Access[]::new);
    }

    /** As the engine does; empty where it is refused. */
    Optional<List<String>> alone(Set<String> who) {
      return AloneTest.alone(shop, who, holds.among(who), meant());
    }

    @Override
    public void close() {
      shop.close();
    }
  }

  private static Optional<List<String>> alone(
      Shop shop, Set<String> who, Holds holds, Access... all) {
    Set<String> others = new HashSet<>();
    for (Access one : all) others.addAll(one.members().keySet());
    others.removeAll(who);
    List<Access> meant = Arrays.stream(all).map(one -> one.without(others)).toList();
    Map<String, Set<String>> accounts = new TreeMap<>();
    who.forEach(one -> accounts.put(one, Set.of(one)));
    try (Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(shop.target()), "1:left");
      List<Access> withAll = new ArrayList<>();
      for (int i = 0; i < all.length; i++)
        withAll.add(
            new Access(
                all[i].target(),
                all[i].type(),
                all[i].at(),
                all[i].roles(),
                meant.get(i).members()));
      ObservedState<PostgresFact> seen = session.alone(accounts, withAll).orElseThrow();
      Optional<DesiredState<PostgresFact>> desired =
          shop.connector.compileAlone(
              shop.realm(), meant.stream().map(one -> one.under(holds)).toList(), accounts, seen);
      if (desired.isEmpty()) return Optional.empty();
      var changes = Diff.between(desired.get(), seen);
      var stages = shop.connector.arrange(shop.realm(), changes, seen);
      Plan plan = new Plan(shop.realm().key(), shop.connector.fingerprint(seen), stages);
      List<Outcome> outcomes = new ArrayList<>();
      shop.run(session, plan, outcomes::add);
      outcomes.forEach(Shop::mustBeDone);
      return Optional.of(Shop.statements(plan));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aLookAtAllFindsNothingToDoAfterwards(Postgres server) {
    aLookAtAllFindsNothing(server, false);
  }

  @Test
  void norWhereRolesArePutOn() {
    aLookAtAllFindsNothing(Postgres.newest(), true);
  }

  private static void aLookAtAllFindsNothing(Postgres server, boolean hats) {
    int[] count = new int[2];
    Seeds.each(
        Integer.getInteger("usher.alone", 4),
        random -> {
          try (Company company = new Company(server, random, hats)) {
            company.shop.apply(company.under(company.meant()));
            for (int move = 0; move < 6; move++) {
              Set<String> who = new TreeSet<>();
              for (int i = 0; i <= random.nextInt(3); i++)
                who.add(company.people.get(random.nextInt(company.people.size())));
              who.forEach(company::move);
              Optional<List<String>> done = company.alone(who);
              count[0]++;
              if (done.isPresent()) {
                count[1]++;
                Shop.Planned after = company.shop.plan(company.under(company.meant()));
                assertThat(after.statements()).as(who + " by " + done.get()).isEmpty();
                assertThat(after.errors()).isEmpty();
              } else company.shop.apply(company.under(company.meant()));
            }
          }
        });
    assertThat(count[1]).as("of " + count[0] + " by a look at them alone").isEqualTo(count[0]);
  }

  private static Access reading(Shop shop, String... accounts) {
    Means means = new Means(shop.target()).role("analyst", "read", "public/*");
    for (String account : accounts) means.member(account, "analyst");
    return means.access();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void nothingIsPlannedSoThatIsNotCertain(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String carol = shop.account("carol");
      String was = shop.account("was");
      Set<String> her = Set.of(alice);
      assertThat(alone(shop, her, Holds.NONE, reading(shop, alice))).as("no such role").isEmpty();
      shop.apply(reading(shop, alice));
      assertThat(alone(shop, her, Holds.NONE, reading(shop, alice)))
          .as("a role that nobody else is in may have been left half made")
          .isEmpty();
      shop.apply(reading(shop, alice, carol));
      assertThat(alone(shop, her, Holds.NONE, reading(shop, alice, carol)).orElseThrow())
          .as("nothing to do")
          .isEmpty();
      Access hat =
          new Means(shop.target())
              .role("analyst", "read", "public/*")
              .member(alice, "analyst")
              .member(carol, "analyst")
              .carry("analyst", Carry.SWITCH)
              .access();
      assertThat(alone(shop, her, Holds.NONE, hat)).as("nobody comes in by a hat yet").isEmpty();
      shop.database().run("create role \"" + was + "\" login");
      assertThat(alone(shop, Set.of(was), Holds.NONE, reading(shop, alice, carol, was)))
          .as("somebody who was there before")
          .isEmpty();
      shop.database().run("grant select on public.log to \"" + alice + "\"");
      assertThat(alone(shop, her, Holds.NONE, reading(shop, carol)))
          .as("tied in a database")
          .isEmpty();
      shop.database().run("revoke select on public.log from \"" + alice + "\"");
      shop.settings.put("creators", List.of(alice));
      assertThat(alone(shop, her, Holds.NONE, reading(shop, alice, carol)))
          .as("whose things of tomorrow somebody is to have")
          .isEmpty();
      shop.settings.remove("creators");
      try (Connection session = shop.database().connectAs(alice)) {
        assertThat(alone(shop, her, Holds.NONE, reading(shop, carol)).orElseThrow()).isNotEmpty();
        assertThat(session.isValid(5)).as("her session").isFalse();
      }
      assertThat(shop.plan(reading(shop, carol)).statements()).isEmpty();
    }
  }

  /** Under the lock it is looked again at them, and whoever else changes holds up nobody. */
  @ParameterizedTest
  @MethodSource(ALL)
  void onlyWhoeverIsLookedAtMovesIt(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String carol = shop.account("carol");
      shop.apply(reading(shop, alice, carol));
      Access[] meant = {reading(shop, alice)};
      try (Session<PostgresFact> session = shop.open();
          Session<PostgresFact> other = shop.open()) {
        Map<String, Set<String>> her = Map.of(alice, Set.of(alice));
        assertThat(session.alone(her, List.of(meant)))
            .as("without a mark nothing tells who was there")
            .isEmpty();
        session.mark(Set.of(shop.target()), "1:left");
        ObservedState<PostgresFact> seen = session.alone(her, List.of(meant)).orElseThrow();
        String print = shop.connector.fingerprint(seen);
        shop.database().run("alter role \"" + carol + "\" nologin");
        assertThat(session.lock(print)).isInstanceOf(Session.Lock.Held.class);
        session.close();
        shop.database().run("alter role \"" + alice + "\" nologin");
        assertThat(other.lock(print)).isInstanceOf(Session.Lock.Moved.class);
      }
    }
  }
}
