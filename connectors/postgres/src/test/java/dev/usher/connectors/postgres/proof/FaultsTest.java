package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad luck gets a clear answer and loses nothing: the next run is right all the same. */
class FaultsTest {
  private Estate estate;
  private List<Access> before;
  private List<Access> after;

  @BeforeEach
  void makeEstate() {
    estate = new Estate(Postgres.newest(), 1, Shop::schema, () -> true);
    Target target = estate.sites().getFirst().target();
    before = List.of(Shop.before(target, estate.tag() + "_"));
    after = List.of(Shop.after(target, estate.tag() + "_"));
    estate.applying().apply(before);
  }

  @AfterEach
  void dropEstate() {
    estate.close();
  }

  private Connection superuser() {
    return estate.sites().getFirst().database().connect();
  }

  private Applying impatient() {
    return new Applying(
        estate.applying().realm(), estate.applying().login(), Duration.ofSeconds(1));
  }

  private static Session.Lock lock(Applying applying, Plan plan) {
    return applying.open(
        session ->
            session.lock(plan.fingerprint()) instanceof Session.Lock.Held
                    && !session.isStill(plan.fingerprint())
                ? new Session.Lock.Moved()
                : session.lock(plan.fingerprint()));
  }

  /** Runs stage by stage until one is not done, as the engine does. */
  private static List<Outcome> runUntilRefused(Session<?> session, Plan plan) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Plan.Stage stage : plan.stages()) {
      session.run(stage, outcomes::add);
      if (!(outcomes.getLast() instanceof Outcome.Done)) break;
    }
    return outcomes;
  }

  private void converges() {
    estate.applying().apply(after);
    assertThat(estate.applying().plan(after).plan().stages()).isEmpty();
    new Doors(estate, before, after).checkFinal("after the second run");
  }

  @Test
  void aLockIsWaitedForAndThenItsHolderIsNamed() throws Exception {
    try (Connection other = superuser()) {
      Sql.run(
          other,
          "set application_name = 'nightly report'",
          "begin",
          "grant select on customers, orders, billing.invoices to " + estate.helper());
      Instant start = Instant.now();
      List<Outcome> outcomes =
          impatient()
              .open(
                  session -> {
                    Plan plan = impatient().plan(session, after).plan();
                    assertThat(session.lock(plan.fingerprint()))
                        .isInstanceOf(Session.Lock.Held.class);
                    return runUntilRefused(session, plan);
                  });
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
      assertThat(outcomes)
          .anySatisfy(
              outcome ->
                  assertThat(outcome)
                      .asInstanceOf(type(Outcome.NotDone.class))
                      .extracting(Outcome.NotDone::why)
                      .asString()
                      .contains("lock")
                      .contains("nightly report"));
      Sql.run(other, "rollback");
    }
    converges();
  }

  @Test
  void aRealmThatMovedIsRefused() {
    Plan plan = estate.applying().plan(after).plan();
    estate.sites().getFirst().database().run("create table newcomer (id int)");
    assertThat(lock(estate.applying(), plan)).isInstanceOf(Session.Lock.Moved.class);
  }

  @Test
  void whatOthersDoWithTheirOwnRolesDoesNotMoveTheRealm() {
    Plan plan = estate.applying().plan(after).plan();
    estate.sites().getFirst().database().run("grant select on orders to " + estate.helper());
    String newcomer = estate.sites().getFirst().database().role(estate.tag() + "_other", "login");
    assertThat(newcomer).isNotEmpty();
    assertThat(lock(estate.applying(), plan)).isInstanceOf(Session.Lock.Held.class);
  }

  @Test
  void somebodyAtWorkDoesNotMoveTheRealm() throws Exception {
    Plan plan = estate.applying().plan(after).plan();
    try (Connection ann = estate.sites().getFirst().database().connectAs(estate.tag() + "_ann")) {
      assertThat(Sql.rows(ann, "select 1")).hasSize(1);
      assertThat(lock(estate.applying(), plan)).isInstanceOf(Session.Lock.Held.class);
    }
  }

  @Test
  void aTableDroppedUnderTheLockUndoesItsStageAndIsSaid() {
    List<Outcome> outcomes =
        estate
            .applying()
            .open(
                session -> {
                  Plan plan = estate.applying().plan(session, after).plan();
                  assertThat(session.lock(plan.fingerprint()))
                      .isInstanceOf(Session.Lock.Held.class);
                  estate.sites().getFirst().database().run("drop table public.orders cascade");
                  return runUntilRefused(session, plan);
                });
    assertThat(outcomes.getLast())
        .asInstanceOf(type(Outcome.NotDone.class))
        .extracting(Outcome.NotDone::why)
        .asString()
        .doesNotContain("GRANT SELECT");
    assertThat(outcomes)
        .anySatisfy(
            outcome ->
                assertThat(outcome)
                    .asInstanceOf(type(Outcome.NotDone.class))
                    .extracting(Outcome.NotDone::why)
                    .asString()
                    .contains("does not exist")
                    .contains("plan again"));
    estate.applying().apply(after);
    assertThat(estate.applying().plan(after).plan().stages()).isEmpty();
  }

  @Test
  void aConnectionCutInTheMiddleLosesNothing() throws Exception {
    try (Connection other = superuser();
        Connection killer = superuser()) {
      Sql.run(
          other,
          "begin",
          "grant select on customers, orders, billing.invoices to " + estate.helper());
      CompletableFuture<List<Outcome>> running =
          CompletableFuture.supplyAsync(
              () ->
                  estate
                      .applying()
                      .open(
                          session -> {
                            Plan plan = estate.applying().plan(session, after).plan();
                            assertThat(session.lock(plan.fingerprint()))
                                .isInstanceOf(Session.Lock.Held.class);
                            try {
                              return runUntilRefused(session, plan);
                            } catch (TargetFailure lost) {
                              assertThat(lost.code()).isEqualTo(Code.LOST);
                              return List.of(new Outcome.Unknown(0, lost.getMessage()));
                            }
                          }));
      String waiting =
          "select pid from pg_stat_activity where wait_event_type = 'Lock' and usename = "
              + Sql.text(estate.admin());
      while (Sql.rows(killer, waiting).isEmpty()) Thread.sleep(10);
      Sql.run(
          killer,
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = "
              + Sql.text(estate.admin()));
      List<Outcome> outcomes = running.get(60, TimeUnit.SECONDS);
      assertThat(outcomes.getLast()).isNotInstanceOf(Outcome.Done.class);
      Sql.run(other, "rollback");
    }
    converges();
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() {
    Postgres server = estate.server();
    estate
        .sites()
        .getFirst()
        .database()
        .run("alter role " + Sql.name(estate.admin()) + " password 'right'");
    try (Scram _ = server.scram()) {
      Applying wrong =
          new Applying(
              estate.applying().realm(),
              new Login(estate.admin(), "not-the-one".toCharArray()),
              Duration.ofSeconds(5));
      assertThatThrownBy(() -> wrong.plan(after))
          .isInstanceOfSatisfying(
              TargetFailure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(Code.CREDENTIALS);
                assertThat(failure.toString()).doesNotContain("not-the-one");
              });
      Applying right =
          new Applying(
              estate.applying().realm(),
              new Login(estate.admin(), "right".toCharArray()),
              Duration.ofSeconds(5));
      right.apply(after);
    }
    converges();
  }

  @Test
  void aRoleThatExistsIsNotTakenOverUnlessToldSo() {
    Target target = estate.sites().getFirst().target();
    Access claiming =
        new Meant(target, estate.tag() + "_")
            .can("reader", "read", "public/*")
            .member("old", estate.adopted(), false, "reader")
            .access();
    assertThat(estate.applying().plan(List.of(claiming)).errors())
        .anySatisfy(error -> assertThat(error.message()).contains(estate.adopted()));
    Access adopting =
        new Meant(target, estate.tag() + "_")
            .can("reader", "read", "public/*")
            .member("old", estate.adopted(), true, "reader")
            .access();
    estate.applying().apply(List.of(adopting));
    estate.applying().apply(after);
    assertThat(
            estate
                .sites()
                .getFirst()
                .database()
                .rows(
                    "select rolcanlogin, pg_has_role(rolname, "
                        + Sql.text(estate.helper())
                        + ", 'member') from pg_roles where rolname = "
                        + Sql.text(estate.adopted())))
        .as("closed, still there, and what others gave it is as it was")
        .containsExactly(List.of("f", "t"));
  }

  @Test
  void nobodyBecomesUshersOwnAccount() {
    Target target = estate.sites().getFirst().target();
    Access locksOut =
        new Meant(target, "")
            .can("reader", "read", "public/*")
            .member("me", estate.admin(), true, "reader")
            .access();
    assertThat(estate.applying().plan(List.of(locksOut)).errors()).isNotEmpty();
  }

  @Test
  void namesThatPostgresCannotCarryAreRefused() {
    Target target = estate.sites().getFirst().target();
    for (String name : List.of("public", "pg_monitor2", "n".repeat(64), "ü".repeat(32), "none")) {
      Access access =
          new Meant(target, "")
              .can("reader", "read", "public/*")
              .member("me", name, false, "reader")
              .access();
      assertThat(estate.applying().plan(List.of(access)).errors()).as(name).isNotEmpty();
    }
  }

  @Test
  void aLeaverIsOutAtOnceEvenInTheMiddleOfASession() throws Exception {
    String bob = estate.tag() + "_bob";
    try (Connection open = estate.sites().getFirst().database().connectAs(bob)) {
      assertThat(Sql.rows(open, "select * from customers")).isEmpty();
      estate.applying().apply(after);
      assertThatThrownBy(() -> Sql.rows(open, "select * from customers"))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> estate.sites().getFirst().database().connectAs(bob))
        .isInstanceOf(IllegalStateException.class);
    converges();
  }

  @Test
  void aLeaverWhoOwnsThingsStaysClosed() {
    String bob = estate.tag() + "_bob";
    estate
        .sites()
        .getFirst()
        .database()
        .run("create table attic.scrap ()", "alter table attic.scrap owner to " + bob);
    estate.applying().apply(after);
    assertThat(
            estate
                .sites()
                .getFirst()
                .database()
                .rows("select rolcanlogin from pg_roles where rolname = " + Sql.text(bob)))
        .containsExactly(List.of("f"));
    assertThat(estate.applying().plan(after).plan().stages()).isEmpty();
    estate.sites().getFirst().database().run("drop table attic.scrap");
  }
}
