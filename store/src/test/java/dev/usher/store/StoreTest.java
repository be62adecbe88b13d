package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.json.PlanFile;
import dev.usher.engine.ports.GivenAnswers;
import dev.usher.engine.ports.GivenAnswers.Known;
import dev.usher.engine.ports.KeptPlans;
import dev.usher.engine.ports.KeptPlans.Kept;
import dev.usher.engine.ports.KeptPlans.Purpose;
import dev.usher.engine.report.PlanReport;
import dev.usher.store.api.PostgresGivenAnswers;
import dev.usher.store.api.PostgresKeptPlans;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store on somebody's own PostgreSQL, the oldest that is supported. */
class StoreTest {
  private static final String SECRET = "correct horse";

  private final Postgres server = Postgres.oldest();
  private final Database database = server.database();
  private Scram scram;
  private Account running;

  @BeforeEach
  void passwordsAreAskedFor() {
    running = new Account(database.url(), Store.RUNNING, SECRET.toCharArray());
    scram = server.scram();
  }

  @AfterEach
  void leaveNothing() {
    scram.close();
    database.expectRole(Store.RUNNING);
    database.close();
  }

  @Test
  void makes_the_running_role_where_the_migrating_one_may() {
    Account owner = owner("createrole");
    try (Store store = Store.open(owner, running)) {
      assertThat(ask(store, "select current_user")).isEqualTo(Store.RUNNING);
      assertThat(ask(store, "select count(*)::text from ledger")).isEqualTo("0");
      assertThat(ask(store, "select tableowner from pg_tables where tablename = 'ledger'"))
          .isEqualTo(owner.user());
    }
    try (Store again = Store.open(owner, running)) {
      assertThat(ask(again, "select 'there'")).isEqualTo("there");
    }
  }

  /** As the role that the server works as: a digest stands for a plan, so its text stays. */
  @Test
  void what_the_api_keeps_is_kept_and_a_plan_is_not_changed() {
    PlanReport plan =
        new PlanReport(
            Instant.EPOCH,
            "d1",
            Set.of(),
            Optional.of("alice"),
            Optional.of("bob"),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of());
    try (Store store = Store.open(owner("createrole"), running)) {
      KeptPlans plans = new PostgresKeptPlans(store.jdbi(), InstantSource.system());
      Kept shown = new Kept(plan, Purpose.SUSPEND);
      plans.keep(shown);
      plans.keep(shown);
      assertThat(plans.find(PlanFile.digest(plan))).contains(shown);
      assertThat(plans.find("0".repeat(64))).isEmpty();
      assertThatThrownBy(() -> ask(store, "update plan_kept set file = '' returning file"))
          .hasMessageContaining("permission denied");
      GivenAnswers answers = new PostgresGivenAnswers(store.jdbi(), InstantSource.system());
      assertThat(answers.begin("ann", "k", "r1")).isEqualTo(new Known.Nothing());
      assertThat(answers.begin("ann", "k", "r1")).isEqualTo(new Known.UnderWay());
      assertThat(answers.begin("bob", "k", "r1")).isEqualTo(new Known.Nothing());
      answers.give("ann", "k", 200, "{}");
      assertThat(answers.begin("ann", "k", "r1")).isEqualTo(new Known.Given(200, "{}"));
      assertThat(answers.begin("ann", "k", "r2")).isEqualTo(new Known.Other());
      answers.forget("bob", "k");
      assertThat(answers.begin("bob", "k", "r2")).isEqualTo(new Known.Nothing());
    }
  }

  @Test
  void says_what_to_run_where_it_may_not_and_goes_on_when_that_was_run() {
    Account owner = owner("");
    assertThatThrownBy(() -> Store.open(owner, running))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("create role usher_server login;")
        .hasMessageContaining("\\password usher_server")
        .hasMessageNotContaining(SECRET);
    database.run("create role usher_server login password '" + SECRET + "'");
    try (Store store = Store.open(owner, running)) {
      assertThat(ask(store, "select current_user")).isEqualTo(Store.RUNNING);
    }
  }

  @Test
  void a_role_with_another_password_is_told() {
    Account owner = owner("");
    database.run("create role usher_server login password 'another'");
    assertThatThrownBy(() -> Store.open(owner, running))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("does not let usher_server in")
        .hasMessageContaining("\\password usher_server")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void a_role_that_could_change_the_ledger_is_refused() {
    Account owner = owner("createrole");
    Store.open(owner, running).close();
    List<List<String>> ways =
        List.of(
            List.of("alter role usher_server superuser", "nosuperuser"),
            List.of("alter role usher_server createrole", "nocreaterole"),
            List.of("alter role usher_server bypassrls", "nobypassrls"),
            List.of("grant %s to usher_server".formatted(owner.user()), "revoke " + owner.user()),
            List.of("grant pg_write_all_data to usher_server", "revoke pg_write_all_data"),
            List.of("grant update on usher_store.ledger to usher_server", "revoke update"),
            List.of("grant truncate on usher_store.ledger to public", "revoke truncate"),
            List.of("grant trigger on usher_store.ledger to usher_server", "revoke trigger"),
            List.of("grant create on schema usher_store to usher_server", "revoke create"),
            List.of("alter table usher_store.ledger owner to usher_server", "reassign owned"),
            List.of(
                "alter database %s owner to usher_server".formatted(database.name()),
                "reassign owned"));
    List<String> back =
        List.of(
            "alter role usher_server nosuperuser nocreaterole nobypassrls",
            "revoke %s, pg_write_all_data from usher_server".formatted(owner.user()),
            "alter database %s owner to %s".formatted(database.name(), owner.user()),
            "alter table usher_store.ledger owner to " + owner.user(),
            "revoke update, truncate, trigger on usher_store.ledger from usher_server, public",
            "revoke create on schema usher_store from usher_server");
    for (List<String> way : ways) {
      database.run(way.getFirst());
      assertThatThrownBy(() -> Store.open(owner, running))
          .as(way.getFirst())
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining(way.getLast());
      database.run(back.toArray(String[]::new));
    }
    Store.open(owner, running).close();
  }

  @Test
  void two_servers_that_start_at_once_take_turns() throws Exception {
    Account owner = owner("createrole");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> start =
          () -> {
            try (Store store = Store.open(owner, running)) {
              return Integer.valueOf(ask(store, "select count(*)::text from ledger"));
            }
          };
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) all.add(threads.submit(start));
      for (Future<Integer> one : all) assertThat(one.get()).isZero();
    }
  }

  /** It may write what this one does not understand. */
  @Test
  void a_store_that_a_newer_usher_migrated_is_left_alone() {
    Account owner = owner("createrole");
    Store.open(owner, running).close();
    database.run(
        "insert into usher_store.flyway_schema_history"
            + " select 100, '999', 'from tomorrow', type, 'V999__tomorrow.sql', 1, installed_by,"
            + " now(), 1, true from usher_store.flyway_schema_history where version = '1'");
    assertThatThrownBy(() -> Store.open(owner, running))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("If a newer usher migrated it, start that one");
  }

  @Test
  void what_is_no_store_is_refused_with_what_to_write() {
    assertThatThrownBy(() -> new Account("jdbc:mysql://h/d", "u", new char[0]))
        .hasMessageContaining("jdbc:postgresql://host:port/database");
    assertThatThrownBy(
            () -> new Account("jdbc:postgresql://h/d?x=1&password=p4ss", "u", new char[0]))
        .hasMessageContaining("leave it out")
        .hasMessageNotContaining("p4ss");
    Account other = new Account(database.url(), "somebody", new char[0]);
    assertThatThrownBy(() -> Store.open(other, other)).hasMessageContaining("usher_server");
    Account nobody = new Account(database.url(), "nobody_there", "x".toCharArray());
    assertThatThrownBy(() -> Store.open(nobody, running))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("does not let nobody_there work");
  }

  /** Owns the database and nothing else. */
  private Account owner(String options) {
    String name = database.tag() + "_owner";
    database.role(name, "login password '" + SECRET + "' " + options);
    database.run("alter database " + database.name() + " owner to " + name);
    return new Account(database.url(), name, SECRET.toCharArray());
  }

  private static String ask(Store store, String question) {
    return store
        .jdbi()
        .withHandle(handle -> handle.createQuery(question).mapTo(String.class).one());
  }
}
