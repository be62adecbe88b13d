package dev.usher.connectors.postgres;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Cause;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is planned for a few people by a look at all but other people is what would be planned for
 * them among all, statement by statement; or nothing is planned so.
 */
@Tag("long")
class AroundTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final List<String> ROLES =
      List.of("r0", "r1", "r2", "hat", "some", "part", "seen", "shown", "made");
  private static final Map<String, Value> NUMBERS =
      Map.of("customers", new Value.Many(List.of(new Value.Int(1))));
  private static final String[] THINGS = {
    "public/customers", "public/orders", "public/*", "billing/*", "public/customers.name"
  };

  /** A cluster with a policy of everything that there is, which moves. */
  private static final class Company implements AutoCloseable {
    final Shop shop;
    final RandomGenerator random;
    final List<String> people = new ArrayList<>();
    final Set<String> before = new TreeSet<>();
    final Map<String, String> keepers = new TreeMap<>();
    final Means roles;
    final Map<String, Set<String>> held = new TreeMap<>();
    final Map<String, Map<String, Value>> known = new HashMap<>();

    Company(Postgres server, RandomGenerator random) {
      this.shop = new Shop(server, "prod");
      this.random = random;
      roles = new Means(shop.target());
      for (int i = 0; i < 3; i++) {
        roles.role("r" + i, random.nextBoolean() ? "read" : "read write", any(THINGS));
        if (i > 0 && random.nextInt(3) == 0) roles.includes("r" + i, "r" + random.nextInt(i));
      }
      roles.role("hat", "read write", random.nextBoolean() ? "public/orders" : "billing/*");
      if (server.major() >= 16) roles.carry("hat", Carry.SWITCH);
      if (random.nextInt(3) > 0) roles.rows("some", "read", in("c", "customers"), "billing/*");
      else roles.role("some", "read", "billing/*");
      // With some rows of all columns it is more than PostgreSQL can tell apart.
      roles.rows("part", "read", Set.of("c"), in("c", "regions"), "billing/*");
      roles.rows("seen", "read", in("customer", "customers"), "public/orders");
      roles.carry("seen", Carry.VIEW);
      roles.columns("shown", "read", Set.of("name"), "public/customers");
      roles.carry("shown", Carry.VIEW);
      roles.role("made", "read", "public/**");
      if (random.nextBoolean()) creator(shop);
      if (random.nextInt(4) == 0) shop.settings.put("exclusive", List.of("true"));
      if (random.nextInt(3) == 0) {
        String legacy = shop.account("legacy");
        shop.database().run("create role \"" + legacy + "\"", granting(legacy));
        shop.database().run("grant select on public.customers to \"" + legacy + "\"");
        shop.things.put("adopt-roles", Map.of("r0", List.of(legacy)));
      }
      for (String role : ROLES) {
        // Some have nobody yet, and whoever has them last may leave.
        if (random.nextInt(3) == 0) continue;
        String keeper = shop.account("keeps_" + role);
        keepers.put(role, keeper);
      }
      for (int i = 0; i < 7; i++) {
        String person = shop.account("p" + i);
        people.add(person);
        if (random.nextInt(4) > 0) continue;
        before.add(person);
        shop.database().run("create role \"" + person + "\" login", granting(person));
        if (random.nextBoolean())
          shop.database().run("grant select on public.log to \"" + person + "\"");
      }
    }

    private String granting(String role) {
      return "grant \"" + role + "\" to " + shop.usher + " with admin option";
    }

    private static Condition in(String column, String attribute) {
      return new Condition.In(new Operand.Row(column), new Operand.Subject(attribute));
    }

    private String any(String[] words) {
      return words[random.nextInt(words.length)];
    }

    /** Joins, moves or leaves. */
    void move(String person) {
      held.remove(person);
      Value one =
          switch (random.nextInt(12)) {
            case 0 -> new Value.Text("x");
            case 1 -> new Value.Int(1);
            case 2 -> new Value.Many(List.of());
            default -> new Value.Many(List.of(new Value.Int(random.nextInt(3))));
          };
      String name = random.nextInt(4) == 0 ? "regions" : "customers";
      known.put(person, random.nextInt(4) == 0 ? Map.of() : Map.of(name, one));
      if (random.nextInt(4) == 0) return;
      Set<String> some = new TreeSet<>();
      for (int i = random.nextInt(3); i >= 0; i--)
        some.add(ROLES.get(random.nextInt(ROLES.size())));
      held.put(person, some);
    }

    void leave(String person) {
      held.remove(person);
    }

    Access meant() {
      Means all = new Means(shop.target());
      Map<String, Value> numbers =
          Map.of(
              "customers",
              new Value.Many(List.of(new Value.Int(1), new Value.Int(2))),
              "regions",
              new Value.Many(List.of(new Value.Int(1))));
      keepers.forEach((role, keeper) -> all.member(keeper, numbers, role));
      held.forEach(
          (who, what) ->
              all.member(
                  who,
                  before.contains(who),
                  known.getOrDefault(who, Map.of()),
                  what.toArray(String[]::new)));
      Access every = withRoles(all.access());
      // As the engine derives it: what nobody has is not there.
      return every.without(Set.of(""));
    }

    Access withRoles(Access members) {
      return new Access(
          members.target(),
          members.type(),
          members.at(),
          roles.access().roles(),
          members.members());
    }

    /** Something that usher did not do. */
    void tamper() {
      String who = people.get(random.nextInt(people.size()));
      // Every role may have nobody yet.
      String keeper =
          keepers.isEmpty()
              ? who
              : List.copyOf(keepers.values()).get(random.nextInt(keepers.size()));
      switch (random.nextInt(7)) {
        case 0 -> run("grant select on public.orders to %s", who);
        case 1 -> run("grant select on public.customers to %s with grant option", keeper);
        case 2 -> {
          String table = "public.own_" + random.nextInt(1000);
          // Of which usher may give something.
          shop.database()
              .run(
                  "create table if not exists " + table + " (id int)",
                  "alter table " + table + " owner to " + shop.owner);
        }
        case 3 -> run("alter role %s createdb", who);
        case 4 ->
            shop.database()
                .run(
                    "do $$ declare g text; begin for g in select rolname from pg_roles where"
                        + " rolname like 'usher_prod_shop_r1%' loop execute format('revoke all on"
                        + " all tables in schema public from %I', g); end loop; end $$");
        case 5 -> run("grant pg_read_all_data to %s", who);
        case 6 ->
            shop.database()
                .run(
                    "create or replace view public.wide as select * from public.orders",
                    "alter view public.wide owner to " + shop.owner,
                    "grant select on public.wide to public");
        default -> throw new AssertionError();
      }
    }

    private void run(String sql, Object... role) {
      boolean isThere =
          Arrays.stream(role)
              .allMatch(
                  one ->
                      !shop.database()
                          .rows("select 1 from pg_roles where rolname = '" + one + "'")
                          .isEmpty());
      if (isThere)
        shop.database()
            .run(
                sql.formatted(
                    Arrays.stream(role).map(one -> "\"" + one + "\"").toArray(Object[]::new)));
    }

    @Override
    public void close() {
      shop.close();
    }
  }

  /**
   * What it comes to for some people.
   *
   * @param isTheirsAlone whether nothing else comes or goes for it, but what has to for them
   * @param besides what does
   * @param leftOver tables where row security is on and is to go
   */
  private record Comes(
      List<String> statements,
      Set<String> errors,
      boolean isTheirsAlone,
      Set<PostgresFact> besides,
      Set<String> leftOver) {
    /** Who is the first in a role is told meanwhile what is left over; among all they wait. */
    boolean isOfLeftOver(String statement) {
      return (statement.startsWith("CREATE POLICY") || statement.startsWith("DO "))
          && leftOver.stream().anyMatch(statement::contains);
    }
  }

  /** As the engine plans for a few among all, of what many hold on one thing their part alone. */
  private static Comes amongAll(
      Shop shop, Session<PostgresFact> session, Set<String> who, Access meant) {
    ObservedState<PostgresFact> all = session.inspect();
    DesiredState<PostgresFact> desired = shop.connector.compile(shop.realm(), List.of(meant), all);
    DesiredState<PostgresFact> without =
        shop.connector.compile(shop.realm(), List.of(meant.without(who)), all);
    Set<PostgresFact> there = parts(all.facts().keySet(), who);
    Set<PostgresFact> wanted = parts(desired.facts().keySet(), who);
    Set<PostgresFact> otherwise = parts(without.facts().keySet(), who);
    Set<PostgresFact> taken = new HashSet<>(otherwise);
    taken.removeAll(wanted);
    taken.retainAll(there);
    wanted.removeAll(otherwise);
    wanted.removeAll(there);
    Set<Diagnostic> told = new HashSet<>(desired.diagnostics());
    without.diagnostics().forEach(told::remove);
    Set<Change<PostgresFact>> pending = bare(Diff.between(without, all));
    List<Change<PostgresFact>> own = new ArrayList<>();
    for (Change<PostgresFact> change : Diff.between(desired, all)) {
      if (fact(change) instanceof Held one) part(one.key(), all, wanted, taken).ifPresent(own::add);
      else if (who.contains(fact(change).account()) || !pending.contains(bare(change)))
        own.add(change);
    }
    Set<PostgresFact> besides = new HashSet<>(wanted);
    besides.addAll(taken);
    Set<String> leftOver = new HashSet<>();
    for (PostgresFact fact : all.facts().keySet())
      if (fact instanceof RowFact.Switch one && !desired.facts().containsKey(one))
        leftOver.add(one.on().sql());
    return new Comes(
        statements(shop, own, all),
        told.stream().filter(Diagnostic::isError).map(Diagnostic::message).collect(toSet()),
        wanted.stream()
                .allMatch(
                    fact ->
                        isOfNewborn(fact, all, who)
                            || isAsked(fact, taken)
                            || isOfFirstRows(fact, all, wanted, who))
            && taken.stream().allMatch(fact -> isFromBirth(fact) || isAsked(fact, wanted)),
        besides,
        leftOver);
  }

  /** What comes on one thing and goes from it, beside whatever is there. */
  private static Optional<Change<PostgresFact>> part(
      Held key,
      ObservedState<PostgresFact> all,
      Set<PostgresFact> wanted,
      Set<PostgresFact> taken) {
    Optional<Held> before =
        all.facts().entrySet().stream()
            .filter(one -> one.getValue() == ObservedState.Origin.OURS)
            .flatMap(one -> one.getKey() instanceof Held held ? Stream.of(held) : Stream.empty())
            .filter(held -> held.key().equals(key))
            .findFirst();
    Set<Acl.Item> items = new LinkedHashSet<>();
    before.ifPresent(held -> items.addAll(held.acl().items()));
    items.removeAll(items(taken, key));
    items.addAll(items(wanted, key));
    Held after = new Held(key.target(), key.on(), Acl.of(items));
    if (before.isEmpty())
      return items.isEmpty()
          ? Optional.empty()
          : Optional.of(new Change.Add<>(after, Set.<Cause>of()));
    if (before.get().equals(after)) return Optional.empty();
    return Optional.of(
        items.isEmpty()
            ? new Change.Remove<>(before.get(), Set.of())
            : new Change.Replace<>(before.get(), after, Set.of()));
  }

  private static Set<Acl.Item> items(Set<PostgresFact> parts, Held on) {
    return parts.stream()
        .flatMap(fact -> fact instanceof Privilege one ? Stream.of(one) : Stream.empty())
        .filter(one -> one.on().equals(on.on()))
        .map(Privilege::item)
        .collect(toSet());
  }

  /** Of a role that is not there, or that usher made and nobody else is in. */
  private static boolean isOfNewborn(
      PostgresFact fact, ObservedState<PostgresFact> all, Set<String> who) {
    Set<String> whose =
        switch (fact) {
          case PostgresFact.Group one -> Set.of(one.name());
          case PostgresFact.Membership one -> Set.of(one.member());
          case Privilege one -> Set.of(one.grantee());
          case BirthFact.Default one -> Set.of(one.grantee());
          case RowFact.Rule one -> one.roles();
          case RowFact.View one -> one.readers();
          default -> Set.of();
        };
    return !whose.isEmpty() && Collections.disjoint(whose, inhabited(all, who));
  }

  /** And those that somebody else made, or took over. */
  private static Set<String> inhabited(ObservedState<PostgresFact> all, Set<String> who) {
    Set<String> made = new HashSet<>();
    Set<String> inhabited = new HashSet<>();
    all.facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof PostgresFact.Group one && origin == ObservedState.Origin.OURS)
                made.add(one.name());
              if (fact instanceof PostgresFact.Role one) inhabited.add(one.name());
            });
    inhabited.removeAll(made);
    List<PostgresFact.Membership> members =
        all.facts().keySet().stream()
            .flatMap(
                fact ->
                    fact instanceof PostgresFact.Membership one ? Stream.of(one) : Stream.empty())
            .filter(one -> one.inherit() || one.set())
            .filter(one -> !who.contains(one.member()))
            .toList();
    boolean isMore = true;
    while (isMore) {
      isMore = false;
      for (PostgresFact.Membership one : members)
        if (inhabited.contains(one.member())) isMore |= inhabited.add(one.group());
    }
    return inhabited;
  }

  /** What switches row security on, and tells those of all rows so who are in something. */
  private static boolean isOfFirstRows(
      PostgresFact fact,
      ObservedState<PostgresFact> all,
      Set<PostgresFact> wanted,
      Set<String> who) {
    if (all.facts().keySet().stream().anyMatch(one -> one.key().equals(fact.key()))) return false;
    return switch (fact) {
      case RowFact.Switch _, RowFact.Store _ -> true;
      case RowFact.Rule one ->
          wanted.contains(new RowFact.Switch(one.target(), one.on()))
              && (one.name().equals("usher_others")
                  || inhabited(all, who).containsAll(one.roles()));
      default -> false;
    };
  }

  /** A policy or a view that asks otherwise than before. */
  private static boolean isAsked(PostgresFact fact, Set<PostgresFact> before) {
    return (fact instanceof RowFact.Rule || fact instanceof RowFact.View)
        && before.stream().anyMatch(one -> one.key().equals(fact.key()));
  }

  private static boolean isFromBirth(PostgresFact fact) {
    return fact instanceof BirthFact.Default || fact instanceof Privilege;
  }

  private static Set<Change<PostgresFact>> bare(List<Change<PostgresFact>> changes) {
    return changes.stream().map(AroundTest::bare).collect(toSet());
  }

  private static Change<PostgresFact> bare(Change<PostgresFact> change) {
    return switch (change) {
      case Change.Add<PostgresFact>(PostgresFact after, var _) -> new Change.Add<>(after, Set.of());
      case Change.Replace<PostgresFact>(PostgresFact before, PostgresFact after, var _) ->
          new Change.Replace<>(before, after, Set.of());
      case Change.Remove<PostgresFact>(PostgresFact before, var _) ->
          new Change.Remove<>(before, Set.of());
    };
  }

  /** All that is not of some people; what many hold on one thing is taken to pieces. */
  private static Set<PostgresFact> parts(Set<PostgresFact> facts, Set<String> who) {
    Set<PostgresFact> parts = PostgresFact.privileges(facts).collect(toSet());
    for (PostgresFact fact : facts)
      if (!(fact instanceof Held) && !who.contains(fact.account())) parts.add(fact);
    return parts;
  }

  private static List<String> statements(
      Shop shop, List<Change<PostgresFact>> changes, ObservedState<PostgresFact> observed) {
    return shop.connector.arrange(shop.realm(), changes, observed).stream()
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  private static PostgresFact fact(Change<PostgresFact> change) {
    return switch (change) {
      case Change.Add<PostgresFact>(PostgresFact after, var _) -> after;
      case Change.Replace<PostgresFact>(PostgresFact _, PostgresFact after, var _) -> after;
      case Change.Remove<PostgresFact>(PostgresFact before, var _) -> before;
    };
  }

  private static Optional<Plan> around(
      Shop shop,
      Session<PostgresFact> session,
      Set<String> who,
      Access all,
      Map<String, Access.Role> roles) {
    Set<String> others = new HashSet<>(all.members().keySet());
    others.removeAll(who);
    Access few = all.without(others);
    Access meant = new Access(few.target(), few.type(), few.at(), roles, few.members());
    Map<String, Set<String>> accounts = new TreeMap<>();
    who.forEach(one -> accounts.put(one, Set.of(one)));
    return session
        .around(accounts, List.of(meant))
        .flatMap(
            seen ->
                shop.connector
                    .compileAround(shop.realm(), List.of(meant), accounts, seen)
                    .map(
                        desired ->
                            new Plan(
                                shop.realm().key(),
                                shop.connector.fingerprint(seen),
                                shop.connector.arrange(
                                    shop.realm(), Diff.between(desired, seen), seen))));
  }

  /** Of some, with whom it is looked at others as it is with one of them alone. */
  private static void isRefusedAround(Shop shop, String who, Means means) {
    try (Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(shop.target()), "1:left");
      Access meant = means.access();
      Comes all = amongAll(shop, session, Set.of(who), meant);
      assertThat(all.errors).isNotEmpty();
      assertThat(around(shop, session, Set.of(who), meant, meant.roles())).isEmpty();
    }
  }

  /**
   * What others get from birth is taken from them, for one who is to see some rows comes to it; who
   * comes after her goes without.
   */
  @Test
  void whatARoleMayNotHaveBesideHerRowsGoesWithHerPlan() {
    try (Shop shop = new Shop(Postgres.newest())) {
      creator(shop);
      Means means =
          new Means(shop.target())
              .role("made", "read", "public/**")
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .member(shop.account("one"), "made")
              .member(shop.account("two"), NUMBERS, "some");
      shop.apply(means.access());
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "made", "some");
      assertThat(joins(shop, zoe, means)).anyMatch(sql -> sql.contains("DEFAULT PRIVILEGES"));
      String yan = shop.account("yan");
      means.member(yan, "made");
      assertThat(joins(shop, yan, means)).noneMatch(sql -> sql.contains("DEFAULT PRIVILEGES"));
    }
  }

  /** Nobody has such an attribute: policies and views look for it from then on. */
  @Test
  void whoIsTheFirstWithAnAttribute() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .rows("seen", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .carry("seen", Carry.VIEW)
              .member(shop.account("one"), "some", "seen");
      shop.apply(means.access());
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some", "seen");
      assertThat(joins(shop, zoe, means))
          .anyMatch(sql -> sql.contains("POLICY"))
          .anyMatch(sql -> sql.contains("VIEW"));
    }
  }

  /** Row security is switched on for her; whoever had all rows, usher's or not, has them still. */
  @Test
  void whoIsTheFirstToHaveSomeRowsOfATable() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target())
              .role("reader", "read", "public/orders")
              .role("writer", "read write", "public/orders")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(one, "reader")
              .member(shop.account("two"), "writer");
      shop.apply(means.access().without(Set.of("")));
      String odd = shop.account("odd");
      shop.database()
          .run(
              "create role \"" + odd + "\" login",
              "grant select on public.orders to \"" + odd + "\"");
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some");
      List<String> statements = joins(shop, zoe, means);
      assertThat(statements)
          .anyMatch(sql -> sql.contains("ENABLE ROW LEVEL SECURITY"))
          .anyMatch(sql -> sql.contains("usher_others") && sql.contains(odd))
          .anyMatch(sql -> sql.contains("usher_reads_update"));
    }
  }

  /** Attributes are kept where something asks for them: of others nothing is known before. */
  @Test
  void whatOthersHaveForAttributesIsNotGuessed() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Condition level =
          new Condition.Compare(row("customer"), Condition.Op.EQ, new Operand.Subject("level"));
      Means means =
          new Means(shop.target())
              .role("later", "read", "public/customers")
              .rows("later", "read", level, "nowhere/*")
              .rows("some", "read", level, "public/orders")
              .member(shop.account("one"), Map.of("level", new Value.Text("high")), "later");
      shop.apply(means.access().without(Set.of("")));
      String zoe = shop.account("zoe");
      isRefusedAround(shop, zoe, means.member(zoe, Map.of("level", new Value.Int(3)), "some"));
    }
  }

  /** Under the lock it is looked at again who is in it, also by another hand. */
  @Test
  void whoComesIntoARoleMeanwhileByAnotherHandIsNoticed() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target()).role("reader", "read", "public/orders").member(one, "reader");
      shop.apply(means.access());
      String group = group(shop, means, "reader");
      String odd = shop.account("odd");
      shop.database()
          .run(
              "create role \"" + odd + "\"",
              "revoke \"" + group + "\" from \"" + one + "\" granted by " + shop.usher,
              "revoke select on public.orders from \"" + group + "\"");
      String zoe = shop.account("zoe");
      Access meant = means.member(zoe, "reader").access().without(Set.of(one));
      try (Session<PostgresFact> session = shop.open()) {
        session.mark(Set.of(shop.target()), "1:left");
        Plan few = around(shop, session, Set.of(zoe), meant, meant.roles()).orElseThrow();
        assertThat(session.lock(few.fingerprint())).isInstanceOf(Session.Lock.Held.class);
        assertThat(session.isStill(few.fingerprint())).isTrue();
        shop.database().run("grant \"" + group + "\" to \"" + odd + "\"");
        assertThat(session.isStill(few.fingerprint())).isFalse();
      }
    }
  }

  /** Who writes is held by a policy of its own to what others, who are narrowed, may read. */
  @Test
  void whoIsTheFirstToWriteWhereRowsAreNarrowedForOthers() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .role("writer", "read write", "public/orders")
              .member(shop.account("one"), NUMBERS, "some");
      shop.apply(means.access().without(Set.of("")));
      String zoe = shop.account("zoe");
      assertThat(joins(shop, zoe, means.member(zoe, "writer")))
          .anyMatch(sql -> sql.contains("usher_reads_update"));
    }
  }

  /** Nobody is in the role that has all rows but by another that includes it. */
  @Test
  void whoIsTheFirstToHaveSomeRowsWhereOthersReadByARoleWithinTheirs() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .role("inner", "read", "public/orders")
              .role("outer", "read", "public/customers")
              .includes("outer", "inner")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(shop.account("one"), "outer");
      shop.apply(means.access().without(Set.of("")));
      String zoe = shop.account("zoe");
      assertThat(joins(shop, zoe, means.member(zoe, NUMBERS, "some")))
          .anyMatch(sql -> sql.contains("ENABLE ROW LEVEL SECURITY"));
    }
  }

  /** A look at all takes it first; row security would silence who holds it. */
  @Test
  void whatSomebodyHoldsBesideIsNotSilencedByHerRows() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target())
              .role("other", "read", "public/customers")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(one, "other");
      shop.apply(means.access().without(Set.of("")));
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some");
      assertThat(plan(shop, zoe, means)).isPresent();
      for (String holder : List.of(one, group(shop, means, "other"))) {
        String on = "public.orders";
        shop.database().run("grant select on %s to \"%s\"".formatted(on, holder));
        assertThat(plan(shop, zoe, means)).as(holder).isEmpty();
        shop.database().run("revoke select on %s from \"%s\"".formatted(on, holder));
      }
    }
  }

  /** Whatever somebody else has put there would be in force with it. */
  @Test
  void whatAnotherHandHasReadyForATableKeepsHerRowsForALookAtAll() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .role("reader", "read", "public/orders")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(shop.account("one"), "reader");
      shop.apply(means.access().without(Set.of("")));
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some");
      shop.database().run("create policy odd on public.orders using (true)");
      isRefusedAround(shop, zoe, means);
      shop.database().run("drop policy odd on public.orders");
      shop.database().run("alter table public.orders enable row level security");
      isRefusedAround(shop, zoe, means);
      shop.database().run("alter table public.orders disable row level security");
      assertThat(joins(shop, zoe, means)).isNotEmpty();
    }
  }

  /** She had some rows, alone; what row security is left of it hides nothing from her. */
  @Test
  void whoIsTheFirstInARoleSeesAllRowsWhereRowSecurityIsLeftOver() throws SQLException {
    try (Shop shop = new Shop(Postgres.newest())) {
      String zoe = shop.account("zoe");
      Means means =
          new Means(shop.target())
              .role("reader", "read", "public/orders")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(zoe, NUMBERS, "some");
      shop.database().run("insert into public.orders (customer) values (1), (2), (3)");
      shop.apply(means.access().without(Set.of("")));
      Access moved = means.member(zoe, "reader").access();
      try (Session<PostgresFact> session = shop.open()) {
        session.mark(Set.of(shop.target()), "1:left");
        Plan few = around(shop, session, Set.of(zoe), moved, moved.roles()).orElseThrow();
        shop.run(session, few, Shop::mustBeDone);
      }
      try (Connection hers = shop.database().connectAs(zoe);
          Statement statement = hers.createStatement();
          ResultSet rows = statement.executeQuery("select count(*) from public.orders")) {
        rows.next();
        assertThat(rows.getLong(1)).isEqualTo(3);
      }
      shop.apply(moved.without(Set.of("")));
      assertThat(
              shop.database()
                  .rows("select 1 from pg_class where relname = 'orders' and relrowsecurity"))
          .isEmpty();
    }
  }

  /** Among all what is left over of a role goes, and is given no policy. */
  @Test
  void whatIsLeftOverOfARoleIsToldNothingOfFirstRows() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target())
              .role("reader", "read", "public/orders")
              .rows("some", "read", new Condition.In(row("customer"), customers()), "public/orders")
              .member(one, "reader");
      shop.apply(means.access().without(Set.of("")));
      String group = group(shop, means, "reader");
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some");
      assertThat(plan(shop, zoe, means)).isPresent();
      shop.database().run("revoke \"" + group + "\" from \"" + one + "\" granted by " + shop.usher);
      assertThat(plan(shop, zoe, means)).isEmpty();
    }
  }

  /** What her role lost by another hand is given back by the look at all, and nobody waits. */
  @Test
  void whatARoleHasLostHoldsUpNobodyWhereSomebodyIsInIt() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target())
              .role("reader", "read", "public/orders", "public/customers")
              .member(one, "reader");
      shop.apply(means.access());
      String group = group(shop, means, "reader");
      shop.database().run("revoke select on public.orders from \"" + group + "\"");
      String zoe = shop.account("zoe");
      String odd = shop.account("odd");
      means.member(zoe, "reader");
      Access all = means.access();
      Access alone = all.without(Set.of(one));
      try (Session<PostgresFact> session = shop.open()) {
        session.mark(Set.of(shop.target()), "1:left");
        shop.database()
            .run("revoke \"" + group + "\" from \"" + one + "\" granted by " + shop.usher);
        assertThat(
                Shop.statements(
                    around(shop, session, Set.of(zoe), alone, alone.roles()).orElseThrow()))
            .as("what nobody else is in is hers alone")
            .anyMatch(sql -> sql.contains("GRANT SELECT ON TABLE \"public\".\"orders\""));
        shop.database()
            .run("create role \"" + odd + "\"", "grant \"" + group + "\" to \"" + odd + "\"");
        assertThat(around(shop, session, Set.of(zoe), alone, alone.roles()))
            .as("somebody is in it, and it may be half made")
            .isEmpty();
        shop.database().run("grant \"" + group + "\" to \"" + one + "\"");
        assertThat(around(shop, session, Set.of(zoe), all, all.roles())).isPresent();
      }
    }
  }

  /** It was made whole, and then lost something, and who was in it has moved away. */
  @Test
  void whatARoleLacksThatNobodyIsInComesWithWhoIsTheFirst() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String one = shop.account("one");
      Means means =
          new Means(shop.target())
              .role("inner", "read", "public/orders")
              .role("outer", "read", "public/customers")
              .includes("outer", "inner")
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .member(one, NUMBERS, "outer", "some")
              .member(shop.account("two"), NUMBERS, "some");
      shop.apply(means.access());
      String inner = group(shop, means, "inner");
      String outer = group(shop, means, "outer");
      Means moved =
          new Means(shop.target())
              .role("inner", "read", "public/orders")
              .role("outer", "read", "public/customers")
              .includes("outer", "inner")
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .member(one, NUMBERS, "some")
              .member(shop.account("two"), NUMBERS, "some");
      shop.database()
          .run(
              "revoke \"" + outer + "\" from \"" + one + "\" granted by " + shop.usher,
              "revoke \"" + inner + "\" from \"" + outer + "\" granted by " + shop.usher,
              "revoke select on public.orders from \"" + inner + "\"",
              "revoke select on public.customers from \"" + outer + "\"");
      String zoe = shop.account("zoe");
      assertThat(joins(shop, zoe, moved.member(zoe, NUMBERS, "outer", "some")))
          .hasSizeGreaterThan(4);
    }
  }

  /**
   * Others are to be in it, and were before somebody dropped it: what it is to hold is not hers.
   */
  @Test
  void aRoleThatWasTakenAwayIsNotHersAlone() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .role("inner", "read", "public/orders")
              .role("outer", "read", "public/customers")
              .includes("outer", "inner")
              .member(shop.account("one"), "outer");
      shop.apply(means.access());
      String zoe = shop.account("zoe");
      means.member(zoe, "inner");
      assertThat(plan(shop, zoe, means)).isPresent();
      String inner = group(shop, means, "inner");
      shop.database().run("drop owned by \"" + inner + "\"", "drop role \"" + inner + "\"");
      assertThat(plan(shop, zoe, means)).isEmpty();
    }
  }

  /** Nobody has such an attribute yet, and the policy that would ask for it is gone. */
  @Test
  void whatIsNotThereAsItOughtToBeIsNotChangedForHer() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .member(shop.account("one"), "some");
      shop.apply(means.access());
      String zoe = shop.account("zoe");
      means.member(zoe, NUMBERS, "some");
      assertThat(plan(shop, zoe, means)).isPresent();
      List<List<String>> policies =
          shop.database()
              .rows(
                  "select quote_ident(policyname), quote_ident(tablename) from pg_policies where schemaname ="
                      + " 'billing' and policyname <> 'usher_others'");
      assertThat(policies).isNotEmpty();
      List<String> one = policies.getFirst();
      shop.database().run("drop policy %s on billing.%s".formatted(one.get(0), one.get(1)));
      assertThat(plan(shop, zoe, means)).isEmpty();
    }
  }

  private static Optional<Plan> plan(Shop shop, String who, Means means) {
    try (Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(shop.target()), "1:left");
      return around(shop, session, Set.of(who), means.access(), means.access().roles());
    }
  }

  private static String group(Shop shop, Means means, String role) {
    return shop.plan(means.access()).observed().facts().keySet().stream()
        .flatMap(fact -> fact instanceof PostgresFact.Group one ? Stream.of(one) : Stream.empty())
        .filter(one -> one.role().equals(role))
        .map(PostgresFact.Group::name)
        .findFirst()
        .orElseThrow();
  }

  /** Under the lock a role that was taken over is known as such too. */
  @Test
  void whoWasThereBeforeAndIsInARoleThatWasThereMoves() {
    try (Shop shop = new Shop(Postgres.newest())) {
      String legacy = shop.account("legacy");
      String zoe = shop.account("zoe");
      shop.database()
          .run(
              "create role \"" + legacy + "\"",
              "create role \"" + zoe + "\" login",
              "grant \"" + legacy + "\", \"" + zoe + "\" to " + shop.usher + " with admin option",
              "grant select on public.customers to \"" + legacy + "\"");
      shop.things.put("adopt-roles", Map.of("old", List.of(legacy)));
      Means means =
          new Means(shop.target())
              .role("old", "read", "public/customers")
              .role("more", "read", "public/orders")
              .member(shop.account("one"), "old", "more")
              .member(zoe, true, "old");
      shop.apply(means.access());
      assertThat(joins(shop, zoe, means.member(zoe, true, "old", "more"))).isNotEmpty();
    }
  }

  /** Her plan around, which is what it is among all, is carried out; and nothing is left to do. */
  private static List<String> joins(Shop shop, String who, Means means) {
    Access meant = means.access();
    try (Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(shop.target()), "1:left");
      Comes all = amongAll(shop, session, Set.of(who), meant);
      Plan few = around(shop, session, Set.of(who), meant, meant.roles()).orElseThrow();
      assertThat(Shop.statements(few)).isEqualTo(all.statements);
      shop.run(session, few, Shop::mustBeDone);
      assertThat(shop.plan(session, meant).statements()).isEmpty();
      return all.statements;
    }
  }

  /** She is in a role, which holds nothing, and is in one of somebody's who sees it all. */
  @Test
  void aWayAroundRowsIsFoundHoweverFar() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means means =
          new Means(shop.target())
              .rows("some", "read", new Condition.In(row(), customers()), "billing/*")
              .member(shop.account("one"), NUMBERS, "some");
      shop.apply(means.access());
      String zoe = shop.account("zoe");
      String near = shop.account("near");
      String far = shop.account("far");
      shop.database()
          .run(
              "create role \"" + zoe + "\" login",
              "grant \"" + zoe + "\" to " + shop.usher + " with admin option",
              "create role \"" + near + "\"",
              "create role \"" + far + "\"",
              "grant \"" + near + "\" to \"" + zoe + "\"",
              "grant \"" + far + "\" to \"" + near + "\"",
              "grant pg_read_all_data to \"" + far + "\"");
      isRefusedAround(shop, zoe, means.member(zoe, true, NUMBERS, "some"));
    }
  }

  /** Who makes tables, and has none yet that have children. */
  private static void creator(Shop shop) {
    String maker = shop.account("maker");
    shop.database()
        .run(
            "create role \"" + maker + "\"",
            "grant create on schema public to \"" + maker + "\"",
            "grant \"" + maker + "\" to " + shop.usher);
    shop.settings.put("creators", List.of(maker));
  }

  private static Operand row() {
    return row("c");
  }

  private static Operand row(String column) {
    return new Operand.Row(column);
  }

  private static Operand customers() {
    return new Operand.Subject("customers");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itIsWhatWouldBePlannedAmongAll(Postgres server) {
    isAsAmongAll(server, false);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whateverSomebodyElseHasDone(Postgres server) {
    isAsAmongAll(server, true);
  }

  private static void isAsAmongAll(Postgres server, boolean tampers) {
    int[] count = new int[5];
    Seeds.each(
        Integer.getInteger("usher.around", 3),
        random -> {
          try (Company company = new Company(server, random)) {
            Shop shop = company.shop;
            Set<String> errors = new HashSet<>(shop.plan(company.meant()).errors());
            assertThat(errors).as("of the policy itself").isEmpty();
            shop.apply(company.meant());
            try (Session<PostgresFact> session = shop.open()) {
              session.mark(Set.of(shop.target()), "1:left");
            }
            for (int move = 0; move < 8; move++) {
              if (tampers && random.nextBoolean()) company.tamper();
              Set<String> who = new TreeSet<>();
              for (int i = 0; i <= random.nextInt(2); i++)
                who.add(company.people.get(random.nextInt(company.people.size())));
              who.forEach(company::move);
              moved(company, who, tampers, count);
            }
          }
        });
    assertThat(count[1])
        .as("of %s so planned; %s refused, %s change more", count[0], count[2], count[3])
        .isGreaterThan(count[0] / 4);
    assertThat(count[4]).as("of these first in a role, or the like").isPositive();
  }

  private static void moved(Company company, Set<String> who, boolean tampers, int[] count) {
    Shop shop = company.shop;
    Comes all;
    Optional<Plan> few;
    try (Session<PostgresFact> session = shop.open()) {
      all = amongAll(shop, session, who, company.meant());
      few = around(shop, session, who, company.meant(), company.roles.access().roles());
    }
    String what = "%s, to have %s: %s".formatted(who, company.held, all);
    count[0]++;
    if (!all.errors.isEmpty()) count[2]++;
    else if (!all.isTheirsAlone) count[3]++;
    if (few.isPresent()) {
      count[1]++;
      if (!all.besides.isEmpty()) count[4]++;
      assertThat(all.errors).as(what).isEmpty();
      List<String> planned = new ArrayList<>(Shop.statements(few.get()));
      planned.removeIf(all::isOfLeftOver);
      assertThat(planned).as(what).isEqualTo(all.statements);
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(session.lock(few.get().fingerprint())).isInstanceOf(Session.Lock.Held.class);
        assertThat(session.isStill(few.get().fingerprint())).isTrue();
        few.get().stages().forEach(stage -> session.run(stage, Shop::mustBeDone));
      }
      return;
    }
    // What a role is kept from, from birth, may be so for others, who were not looked at.
    boolean isCertain = !tampers && !shop.settings.containsKey("creators");
    if (isCertain) assertThat(all.errors.isEmpty() && all.isTheirsAlone).as(what).isFalse();
    if (!all.errors.isEmpty()) who.forEach(company::leave);
    if (shop.plan(company.meant()).errors().isEmpty()) shop.apply(company.meant());
  }
}
