package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.core.access.Access;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad luck gets a clear answer, and nothing is half done. */
@Tag("long")
class FailureTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static final Duration SHORT = Duration.ofSeconds(3);

  private static Session<PostgresFact> open(Shop shop, Duration limit) {
    return shop.connector.open(shop.realm(), _ -> new Login(shop.usher, new char[0]), limit);
  }

  private static Access meant(Shop shop, String alice) {
    return new Means(shop.target())
        .role("analyst", "read", "public/*")
        .member(alice, "analyst")
        .access();
  }

  @Test
  void twoTargetsAreNotOneDatabase() {
    try (Shop shop = new Shop(Postgres.newest(), "dev", "prod")) {
      Realm realm = shop.realm();
      Realm.Place dev = realm.places().getFirst();
      Realm.Place prod = realm.places().getLast();
      Realm same =
          new Realm(
              realm.key(),
              List.of(dev, new Realm.Place(prod.target(), prod.system(), dev.connection())));
      assertThatThrownBy(
              () -> shop.connector.open(same, _ -> new Login(shop.usher, new char[0]), Shop.LIMIT))
          .isInstanceOfSatisfying(
              TargetFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(TargetFailure.Code.CONFLICT));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aSecondWriterIsToldWhoTheFirstIs(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> first = shop.open();
        Session<PostgresFact> second = shop.open()) {
      String print = PostgresFingerprint.of(first.inspect()).text();
      assertThat(first.lock(print)).isInstanceOf(Session.Lock.Held.class);
      assertThat(second.lock(print))
          .isInstanceOfSatisfying(
              Session.Lock.Busy.class,
              busy -> assertThat(busy.who()).contains("process ", shop.usher, "usher", "since 20"));
      first.close();
      assertThat(second.lock(print)).isInstanceOf(Session.Lock.Held.class);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aRealmThatMovedIsNotWrittenTo(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open()) {
      String print = PostgresFingerprint.of(session.inspect()).text();
      shop.database().run("create schema unrelated", "create table unrelated.t (id int)");
      assertThat(PostgresFingerprint.of(session.inspect()).text()).isEqualTo(print);
      shop.database().run("alter table customers rename column email to mail");
      assertThat(session.lock(print)).isInstanceOf(Session.Lock.Held.class);
      assertThat(session.isStill(print)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aTableDroppedAfterThePlanRollsItsStageBack(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open()) {
      Shop.Planned planned = shop.plan(session, meant(shop, shop.account("alice")));
      shop.database().run("drop table orders cascade");
      assertThat(session.isStill(planned.plan().fingerprint())).isFalse();
      List<Outcome> outcomes = new ArrayList<>();
      planned.plan().stages().stream()
          .filter(stage -> stage.phase() == Plan.Phase.CREATE || stage.phase() == Plan.Phase.GRANT)
          .forEach(stage -> session.run(stage, outcomes::add));
      assertThat(outcomes)
          .filteredOn(Outcome.NotDone.class::isInstance)
          .extracting(outcome -> ((Outcome.NotDone) outcome).why())
          .anySatisfy(why -> assertThat(why).contains("does not exist", "plan again"))
          .anySatisfy(why -> assertThat(why).contains("not begun"));
      assertThat(
              shop.database()
                  .rows(
                      "select 1 from pg_class where relname = 'customers' and relacl::text like '%usher%'"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoHoldsALockIsNamedWhenTheWaitIsOver(Postgres server) throws Exception {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open();
        Connection blocker = shop.database().connect()) {
      Access meant = meant(shop, shop.account("alice"));
      Shop.Planned planned = shop.plan(session, meant);
      blocker.setAutoCommit(false);
      Sql.run(blocker, "set application_name = 'the blocker'", "grant select on orders to public");
      List<Outcome> outcomes = new ArrayList<>();
      Session.Lock lock = session.lock(planned.plan().fingerprint());
      assertThat(lock).isInstanceOf(Session.Lock.Held.class);
      planned.plan().stages().forEach(stage -> session.run(stage, outcomes::add));
      blocker.rollback();
      assertThat(outcomes)
          .filteredOn(Outcome.NotDone.class::isInstance)
          .extracting(outcome -> ((Outcome.NotDone) outcome).why())
          .anySatisfy(why -> assertThat(why).contains("held by process", "the blocker"));
      session.close();
      shop.apply(meant);
      assertThat(shop.plan(meant).statements()).isEmpty();
    }
  }

  /** A catalogue that somebody has locked, as VACUUM FULL does. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aLookWaitsForALockNoLongerThanForAnything(Postgres server) throws Exception {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = open(shop, SHORT);
        Connection blocker = shop.database().connect()) {
      assertThat(session.inspect().facts()).isNotEmpty();
      blocker.setAutoCommit(false);
      Sql.run(
          blocker,
          "set application_name = 'the blocker'",
          "lock table pg_policy in access exclusive mode");
      long begun = System.nanoTime();
      assertThatThrownBy(session::inspect)
          .isInstanceOfSatisfying(
              TargetFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(TargetFailure.Code.LOCKED))
          .hasMessageContaining(shop.target() + ": ")
          .hasMessageContaining("Somebody holds a lock: let them finish")
          .hasMessageContaining("held by process")
          .hasMessageContaining("the blocker");
      // Not until its socket gives up.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      assertThat(session.exits().facts()).as("what needs no such thing").isNotEmpty();
      blocker.rollback();
      assertThat(session.inspect().facts()).isNotEmpty();
    }
  }

  /** Beside a writer too, and where it cannot be part of a transaction. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whoHoldsALockIsNamedByWhoeverRunsSomething(Postgres server) throws Exception {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = open(shop, SHORT);
        Connection blocker = shop.database().connect()) {
      shop.database().run("alter table orders owner to " + shop.usher);
      assertThat(session.beside()).isTrue();
      blocker.setAutoCommit(false);
      Sql.run(
          blocker,
          "set application_name = 'the blocker'",
          "lock table orders in access share mode");
      Plan.Step step =
          new Plan.Step(
              1, "ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY", List.of(), Plan.Risk.NONE);
      for (boolean atomic : List.of(true, false)) {
        List<Outcome> outcomes = new ArrayList<>();
        session.run(
            new Plan.Stage(1, Plan.Phase.GRANT, shop.target(), atomic, List.of(step)),
            outcomes::add);
        assertThat(outcomes)
            .singleElement()
            .isInstanceOfSatisfying(
                Outcome.NotDone.class,
                one -> assertThat(one.why()).contains("held by process", "the blocker"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aWarningThatNothingWasGrantedIsAFailure(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open()) {
      String other = shop.database().role("other_" + shop.database().tag(), "nologin");
      shop.database()
          .run("alter table orders owner to " + other, "grant select on orders to " + shop.usher);
      Plan.Step step =
          new Plan.Step(
              1, "GRANT SELECT ON public.orders TO pg_monitor", List.of(), Plan.Risk.NONE);
      List<Outcome> outcomes = new ArrayList<>();
      session.run(
          new Plan.Stage(1, Plan.Phase.GRANT, shop.target(), true, List.of(step)), outcomes::add);
      assertThat(outcomes).singleElement().isInstanceOf(Outcome.NotDone.class);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theHeadOfTheLedgerIsInTheMarkAndNobodyElseReadsIt(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open()) {
      assertThat(session.inspect().heads()).isEmpty();
      session.mark(Set.of(shop.target()), "abc");
      session.mark(Set.of(shop.target()), "def");
      assertThat(session.inspect().heads()).containsEntry(shop.target(), "def");
      assertThat(
              shop.database()
                  .rows(
                      "select has_schema_privilege('public', 'usher', 'usage'), has_table_privilege('public', 'usher.ledger', 'select')")
                  .getFirst())
          .containsExactly("f", "f");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatOthersPutWhereTheHeadBelongsNeverRunsAsUsher(Postgres server) {
    try (Shop shop = new Shop(server);
        Session<PostgresFact> session = shop.open()) {
      String mallory = shop.database().role("mallory_" + shop.database().tag(), "nologin");
      shop.database()
          .run(
              "grant create on database " + shop.database().name() + " to " + mallory,
              "set role " + mallory,
              "create schema usher",
              "grant all on schema usher to public");
      assertThatThrownBy(() -> session.mark(Set.of(shop.target()), "abc"))
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("belongs to " + mallory);
      shop.database()
          .run(
              "set role " + mallory,
              "create table usher.ledger (only_one bool primary key, head text, at timestamptz)",
              "create table usher.ran (who text)",
              "create function usher.run() returns trigger language plpgsql as"
                  + " 'begin insert into usher.ran values (current_user); return new; end'",
              "create trigger run before insert on usher.ledger"
                  + " for each row execute function usher.run()",
              "grant all on usher.ledger, usher.ran to public");
      assertThatThrownBy(() -> session.mark(Set.of(shop.target()), "abc"))
          .isInstanceOf(TargetFailure.class);
      assertThatThrownBy(session::inspect)
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("DROP SCHEMA usher");
      assertThat(shop.database().rows("select * from usher.ran")).isEmpty();
    }
  }
}
