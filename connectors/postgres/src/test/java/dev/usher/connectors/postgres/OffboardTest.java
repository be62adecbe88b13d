package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Diff;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Leaving is a race that usher wins; and nothing is left that names who left. */
@Tag("long")
class OffboardTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  /** The service of the machine allows no prepared transactions. */
  static List<Postgres> embedded() {
    return List.of(Postgres.newest(), Postgres.oldest());
  }

  private static Access reading(Target target, String... accounts) {
    Means means = new Means(target).role("analyst", "read", "public/*");
    for (String account : accounts) means.member(account, "analyst");
    return means.access();
  }

  private static Access[] everywhere(Shop shop, Holds holds, String... accounts) {
    return shop.databases.keySet().stream()
        .map(target -> reading(target, accounts).under(holds))
        .toArray(Access[]::new);
  }

  private static boolean exists(Shop shop, String role) {
    return !shop.database().rows("select 1 from pg_roles where rolname = '" + role + "'").isEmpty();
  }

  private static List<List<String>> sessions(Shop shop, String account) {
    return shop.database()
        .rows("select pid from pg_stat_activity where usename = '" + account + "'");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void oneWhoReconnectsInALoopIsOutWhenItReturns(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      shop.apply(everywhere(shop, Holds.NONE, alice));
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger came = new AtomicInteger();
      List<Thread> knockers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        knockers.add(
            Thread.startVirtualThread(
                () -> {
                  while (!stop.get()) {
                    try (Connection session = shop.database().connectAs(alice)) {
                      came.incrementAndGet();
                      Sql.rows(session, "select pg_sleep(60)");
                    } catch (SQLException | RuntimeException shutOut) {
                      // Knocks again.
                    }
                  }
                }));
      }
      while (came.get() < 4) Thread.sleep(10);
      Holds kept = Holds.NONE.with(shop.target(), new Hold(alice, Hold.Kind.SUSPENDED));
      shop.apply(everywhere(shop, kept, alice));
      assertThat(sessions(shop, alice)).as("still in").isEmpty();
      Thread.sleep(300);
      assertThat(sessions(shop, alice)).as("in again").isEmpty();
      stop.set(true);
      for (Thread knocker : knockers) knocker.join();
      shop.apply(everywhere(shop, Holds.NONE, alice));
      shop.database().connectAs(alice).close();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aSessionUnderSetRoleEndsToo(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String other = shop.database().role("other_" + shop.database().tag(), "nologin");
      shop.apply(everywhere(shop, Holds.NONE, alice));
      shop.database().run("grant " + other + " to \"" + alice + "\"");
      try (Connection session = shop.database().connectAs(alice)) {
        Sql.run(session, "set role " + other);
        shop.offboard(Map.of(alice, ""), everywhere(shop, Holds.NONE));
        assertThatThrownBy(() -> Sql.rows(session, "select 1"))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(exists(shop, alice)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWasOwnedInThreeDatabasesIsHandedOverAndNothingNamesThem(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod", "test")) {
      String alice = shop.account("alice");
      String bob = shop.account("bob");
      shop.apply(everywhere(shop, Holds.NONE, alice, bob));
      String named = "\"" + alice + "\"";
      for (Database database : shop.databases.values()) {
        database.run(
            "create schema hers authorization " + named,
            "create table hers.t (id int)",
            "alter table hers.t owner to " + named,
            "insert into hers.t values (7)",
            "alter default privileges for role " + named + " grant select on tables to public",
            "grant select on public.orders to " + named,
            "create policy p on public.customers to " + named + " using (true)");
      }
      shop.offboard(Map.of(alice, bob), everywhere(shop, Holds.NONE, bob));
      assertThat(exists(shop, alice)).isFalse();
      for (Database database : shop.databases.values()) {
        assertThat(
                database.rows(
                    "select tableowner from pg_tables where schemaname = 'hers' and tablename = 't'"))
            .containsExactly(List.of(bob));
        assertThat(database.rows("select id from hers.t")).containsExactly(List.of("7"));
        assertThat(database.rows("select 1 from pg_policies where policyname = 'p'")).isEmpty();
      }
      String usher = shop.usher;
      assertThat(
              shop.database()
                  .rows(
                      "select 1 from pg_auth_members m join pg_roles g on g.oid = m.roleid"
                          + " join pg_roles u on u.oid = m.member where u.rolname = '"
                          + usher
                          + "' and g.rolname = '"
                          + bob
                          + "'"
                          + (server.major() >= 16
                              ? " and (m.inherit_option or m.set_option)"
                              : "")))
          .as("what usher borrowed of bob's")
          .isEmpty();
      assertThat(shop.plan(everywhere(shop, Holds.NONE, bob)).statements()).isEmpty();
      shop.databases.values().forEach(one -> one.run("drop schema hers cascade"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoOwnsSomethingAndHasNoHeirStaysClosedAndLosesNothing(Postgres server) {
    whoOwnsSomethingStays(server, "");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void norHasWhoseHeirHasNoRoleThere(Postgres server) {
    whoOwnsSomethingStays(server, "nobody_of_" + UUID.randomUUID());
  }

  private static void whoOwnsSomethingStays(Postgres server, String heir) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      shop.apply(everywhere(shop, Holds.NONE, alice));
      shop.database()
          .run(
              "create schema hers authorization \"" + alice + "\"", "create table hers.t (id int)");
      shop.offboard(Map.of(alice, heir), everywhere(shop, Holds.NONE));
      assertThat(exists(shop, alice)).isTrue();
      assertThatThrownBy(() -> shop.database().connectAs(alice)).isNotNull();
      assertThat(shop.database().rows("select 1 from pg_tables where schemaname = 'hers'"))
          .hasSize(1);
      assertThat(shop.plan(everywhere(shop, Holds.NONE)).codes()).contains("kept");
      shop.database().run("drop schema hers cascade");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsMadeAfterThePlanIsNotDroppedWithThem(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      shop.apply(everywhere(shop, Holds.NONE, alice));
      String named = "\"" + alice + "\"";
      shop.database()
          .run("alter default privileges for role " + named + " grant select on tables to public");
      try (Session<PostgresFact> session = shop.open()) {
        Shop.Planned planned = shop.plan(session, everywhere(shop, Holds.NONE));
        List<Plan.Stage> stages =
            shop.connector.arrange(
                shop.realm(),
                Diff.between(planned.desired(), planned.observed()),
                planned.observed(),
                Map.of(alice, ""));
        assertThat(session.lock(planned.plan().fingerprint()))
            .isInstanceOf(Session.Lock.Held.class);
        List<String> undone = new ArrayList<>();
        for (Plan.Stage stage : stages) {
          if (stage.phase() == Plan.Phase.REVOKE) {
            shop.database().run("create schema hers authorization " + named);
          }
          session.run(stage, outcome -> undone.add(outcome.toString()));
          if (stage.phase() == Plan.Phase.REVOKE) break;
        }
        assertThat(undone).last().asString().contains("not begun");
        assertThat(undone.toString()).contains("it owns something by now: plan again");
      }
      assertThat(shop.database().rows("select 1 from pg_namespace where nspname = 'hers'"))
          .hasSize(1);
      shop.database().run("drop schema hers");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoReplicatesOrBacksUpIsOutToo(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String slot = "slot_" + shop.database().tag();
      shop.apply(everywhere(shop, Holds.NONE, alice));
      shop.database().run("alter role \"" + alice + "\" replication");
      try (Connection walsender = replicating(shop.database().url(), alice);
          Connection backup = shop.database().connectAs(alice)) {
        Sql.run(walsender, "CREATE_REPLICATION_SLOT " + slot + " PHYSICAL");
        Sql.rows(backup, "select pg_sleep(0)");
        assertThat(sessions(shop, alice)).hasSize(2);
        if (server.major() < 16) {
          // There nobody but a superuser may close a role that replicates; the next run does it.
          assertThatThrownBy(() -> shop.offboard(Map.of(alice, ""), everywhere(shop, Holds.NONE)))
              .hasMessageContaining("must be superuser");
          shop.database().run("alter role \"" + alice + "\" noreplication");
        }
        shop.offboard(Map.of(alice, ""), everywhere(shop, Holds.NONE));
        assertThat(sessions(shop, alice)).isEmpty();
        assertThatThrownBy(() -> Sql.rows(walsender, "IDENTIFY_SYSTEM"))
            .isInstanceOf(IllegalStateException.class);
      } finally {
        shop.database().rows("select pg_drop_replication_slot('" + slot + "')");
      }
      assertThat(exists(shop, alice)).isFalse();
    }
  }

  /** As pg_basebackup asks for one, so slowly that it would go on for minutes. */
  private static String backup(Postgres server) {
    return server.major() >= 15
        ? "BASE_BACKUP (LABEL 'alice', CHECKPOINT 'fast', WAIT false, MAX_RATE 32)"
        : "BASE_BACKUP LABEL 'alice' FAST NOWAIT MAX_RATE 32";
  }

  @ParameterizedTest
  @MethodSource("embedded")
  void aRunningBackupEnds(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      shop.apply(everywhere(shop, Holds.NONE, alice));
      shop.database().run("alter role \"" + alice + "\" replication");
      String running =
          "select p.phase from pg_stat_progress_basebackup p join pg_stat_activity a using (pid)"
              + " where a.usename = '"
              + alice
              + "' and p.phase = 'streaming database files' and p.backup_streamed > 0";
      try (Connection walsender = replicating(shop.database().url(), alice)) {
        CompletableFuture<Void> backup =
            CompletableFuture.runAsync(() -> Sql.run(walsender, backup(server)));
        while (shop.database().rows(running).isEmpty() && !backup.isDone()) Thread.sleep(20);
        // Before 16 nobody but a superuser may close a role that replicates.
        if (server.major() < 16) shop.database().run("alter role \"" + alice + "\" noreplication");
        assertThat(shop.database().rows(running)).as("the backup is running").hasSize(1);
        shop.offboard(Map.of(alice, ""), everywhere(shop, Holds.NONE));
        assertThat(sessions(shop, alice)).isEmpty();
        assertThat(shop.database().rows("select 1 from pg_stat_progress_basebackup")).isEmpty();
        assertThatThrownBy(backup::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Sql.rows(walsender, "IDENTIFY_SYSTEM"))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(exists(shop, alice)).isFalse();
      assertThatThrownBy(() -> replicating(shop.database().url(), alice))
          .isInstanceOf(SQLException.class);
    }
  }

  private static Connection replicating(String url, String account) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", account);
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    return DriverManager.getConnection(url, properties);
  }
}
