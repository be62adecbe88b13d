package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Ground.account;
import static dev.usher.connectors.mariadb.Ground.name;
import static dev.usher.connectors.mariadb.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What MariaDB and MySQL alone have, or do in a way of their own. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.usher.testkit.MariaDb#all")
class OnlyHereTest {
  private static final String SECRET = "a secret of the test's";

  @Parameter MariaDb server;

  private static List<String> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::code).toList();
  }

  private static boolean can(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException refusedOrEnded) {
      return false;
    }
  }

  @Test
  void whoever_gets_in_has_the_own_role_by_default_after_every_step() {
    try (Shop shop = Shop.of(server);
        Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      String alice = shop.name("alice");
      String own = shop.ground.names().personal(new Grantee(alice, "%"));
      int opened = 0;
      for (Stage stage : shop.plan(session, shop.access(shop.first(), "select", "*", alice))) {
        for (Step step : stage.steps()) {
          session.run(
              new Stage(1, stage.phase(), stage.target(), false, List.of(step)),
              outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
          boolean there =
              !server.rows("select 1 from mysql.user where user = " + text(alice)).isEmpty();
          if (!there) continue;
          String created = server.rows("show create user " + account(alice)).getFirst().getFirst();
          assertThat(created).containsAnyOf("'invalid'", "INVALIDSALTANDPASSWORD");
          if (created.contains("ACCOUNT LOCK")) continue;
          opened++;
          assertThat(shop.ground.defaultRole(alice)).isEqualTo(own);
        }
      }
      assertThat(opened).isEqualTo(1);
    }
  }

  /** Who leaves is gone while another session writes there; who sleeps changes nothing any more. */
  @Test
  void whoever_leaves_waits_for_no_writer() throws Exception {
    try (Shop shop = Shop.of(server);
        Session<MariaDbFact> writer = shop.open(Duration.ofSeconds(20));
        Session<MariaDbFact> beside = shop.open(Duration.ofSeconds(20));
        Session<MariaDbFact> asleep = shop.open(Duration.ofSeconds(20))) {
      String alice = shop.name("alice");
      String bob = shop.name("bob");
      shop.apply(shop.access(shop.first(), "select", "*", alice, bob));
      shop.credential(alice, SECRET, Optional.empty());
      List<Stage> ofBob = shop.plan(asleep, shop.access(shop.first(), "select", "*", alice));
      assertThat(asleep.beside()).isTrue();
      assertThat(writer.lock("")).isNotInstanceOf(Session.Lock.Busy.class);
      try (Connection session = server.connect("", alice, SECRET)) {
        List<Stage> ofAlice = shop.plan(beside, shop.access(shop.first(), "select", "*", bob));
        assertThat(beside.beside()).isTrue();
        for (Stage stage : ofAlice)
          beside.run(stage, outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
        assertThat(can(session, "select 1")).isFalse();
      }
      assertThat(server.rows("select 1 from mysql.user where user = " + text(alice))).isEmpty();
      Thread.sleep(Duration.ofSeconds(7));
      List<Outcome> outcomes = new ArrayList<>();
      for (Stage stage : ofBob) asleep.run(stage, outcomes::add);
      assertThat(outcomes).isNotEmpty().noneMatch(Outcome.Done.class::isInstance);
      assertThat(server.rows("select 1 from mysql.user where user = " + text(bob))).isNotEmpty();
    }
  }

  @Test
  void a_default_role_does_not_outlive_the_role() {
    try (Shop shop = Shop.of(server)) {
      String old = shop.name("old");
      server.run("create user " + account(old) + " identified by " + text(SECRET));
      Access adopting = shop.access(shop.first(), "select", "*", "+" + old);
      shop.apply(adopting);
      assertThat(shop.ground.defaultRole(old)).isNotEmpty();
      shop.apply(shop.access(shop.first(), "select", "*"));
      assertThat(shop.ground.defaultRole(old)).isEmpty();
      assertThat(shop.left(adopting)).isNotEmpty();
    }
  }

  @Test
  void an_account_with_a_default_role_of_its_own_is_not_adopted() {
    try (Shop shop = Shop.of(server)) {
      String old = shop.name("old");
      String role = shop.name("theirs");
      server.run(
          "create user " + account(old) + " identified by " + text(SECRET),
          "create role " + name(role),
          "grant " + name(role) + " to " + account(old),
          "set default role " + name(role) + (server.isMySql() ? " to " : " for ") + account(old));
      var desired = shop.compile(shop.access(shop.first(), "select", "*", "+" + old));
      assertThat(desired.diagnostics())
          .anySatisfy(
              one -> {
                assertThat(one.code()).isEqualTo("adopt-default-role");
                assertThat(one.hint().orElseThrow()).contains("SET DEFAULT ROLE NONE");
              });
    }
  }

  @Test
  void a_row_of_another_host_is_another_account() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String other = text(alice) + "@'10.1.2.3'";
      server.run(
          "create user " + other + " identified by " + text(SECRET),
          "grant select on " + shop.table("orders") + " to " + other);
      Access access = shop.access(shop.first(), "insert", "*", alice);
      assertThat(codes(shop.compile(access).diagnostics())).contains("account-hidden");
      shop.apply(access);
      assertThat(shop.left(access)).isEmpty();
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        Probe both = new Probe(Set.of(alice, alice + "@10.1.2.3"), Optional.empty(), true);
        List<Reach> reaches = session.probe(both).toList();
        assertThat(reaches).extracting(Reach::ours).containsExactly(true, false);
        // MariaDB lets whoever comes in by the narrower row take up the roles of the wider.
        assertThat(reaches)
            .extracting(reach -> reach.can().values().iterator().next().keySet())
            .containsExactly(
                Set.of("insert"), server.isMySql() ? Set.of("select") : Set.of("insert", "select"));
        assertThat(reaches.getLast().holds().isEmpty()).isEqualTo(server.isMySql());
      }
      shop.apply(shop.access(shop.first(), "insert", "*"));
      assertThat(server.rows("select host from mysql.user where user = " + text(alice)))
          .containsExactly(List.of("10.1.2.3"));
    }
  }

  @Test
  void accounts_come_from_the_host_that_the_policy_names() {
    try (Shop shop = new Shop(server, "10.%", "dev")) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "create", "", alice);
      shop.apply(access);
      assertThat(server.rows("select host from mysql.user where user = " + text(alice)))
          .containsExactly(List.of("10.%"));
      assertThat(shop.left(access)).isEmpty();
      shop.apply(shop.access(shop.first(), "create", ""));
    }
  }

  @Test
  void a_wildcard_in_a_database_name_is_a_letter() throws SQLException {
    try (Shop shop = new Shop(server, "%", "sh_op", "sh%op")) {
      String alice = shop.name("alice");
      String near = "shXop_" + shop.ground.tag;
      server.run("create database " + name(near));
      try {
        List<Access> meant = new ArrayList<>();
        shop.databases
            .keySet()
            .forEach(target -> meant.add(shop.access(target, "create", "", alice)));
        shop.apply(meant.toArray(Access[]::new));
        assertThat(shop.left(meant.toArray(Access[]::new))).isEmpty();
        shop.credential(alice, SECRET, Optional.empty());
        try (Connection of = server.connect("", alice, SECRET)) {
          for (String database : shop.databases.values()) {
            assertThat(can(of, "create table " + name(database) + ".t (a int)")).isTrue();
          }
          assertThat(can(of, "create table " + name(near) + ".t (a int)")).isFalse();
        }
      } finally {
        server.run("drop database " + name(near));
      }
    }
  }

  @Test
  void what_a_session_remembers_of_its_database_ends_with_it_and_other_sessions_go_on()
      throws SQLException {
    try (Shop shop = new Shop(server, "%", "dev", "prod")) {
      String alice = shop.name("alice");
      Target dev = shop.first();
      Target prod = shop.databases.keySet().stream().skip(1).findFirst().orElseThrow();
      shop.apply(
          shop.access(dev, "create, event", "", alice), shop.access(prod, "create", "", alice));
      shop.credential(alice, SECRET, Optional.empty());
      try (Connection inDev = server.connect(shop.databases.get(dev), alice, SECRET);
          Connection inProd = server.connect(shop.databases.get(prod), alice, SECRET)) {
        assertThat(can(inDev, "create table t1 (a int)")).isTrue();
        shop.apply(shop.access(dev, "event", "", alice), shop.access(prod, "create", "", alice));
        assertThat(can(inDev, "create table t2 (a int)")).isFalse();
        assertThat(can(inProd, "create table t2 (a int)")).isTrue();
      }
      assertThat(server.rows("select 1 from usher.mark where unswept and name = " + text(alice)))
          .isEmpty();
    }
  }

  @Test
  void sessions_that_an_earlier_run_did_not_end_are_ended_by_the_next() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "select", "*", alice);
      shop.apply(access);
      shop.credential(alice, SECRET, Optional.empty());
      server.run("update usher.mark set unswept = 1 where name = " + text(alice));
      try (Connection open = server.connect("", alice, SECRET)) {
        shop.apply(access);
        assertThat(can(open, "select 1")).isFalse();
      }
      assertThat(shop.left(access)).isEmpty();
    }
  }

  @Test
  void an_account_that_is_dropped_by_hand_leaves_no_session_behind() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String database = shop.databases.get(shop.first());
      Access access = shop.access(shop.first(), "create", "", alice);
      for (Access next : List.of(access, shop.access(shop.first(), "create", ""))) {
        shop.apply(access);
        shop.credential(alice, SECRET, Optional.empty());
        try (Connection open = server.connect(database, alice, SECRET)) {
          server.run("drop user " + account(alice));
          shop.apply(next);
          assertThat(can(open, "create table t (a int)")).isFalse();
        }
        assertThat(shop.left(next)).isEmpty();
      }
    }
  }

  @Test
  void a_role_given_by_hand_is_taken_from_open_sessions_too() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String bob = shop.name("bob");
      String secret = shop.name("secret");
      server.run("create table " + shop.table(secret) + " (a int)");
      Access access = shop.access(shop.first(), "select", "orders", alice, bob);
      shop.apply(access);
      shop.credential(alice, SECRET, Optional.empty());
      String own = name(shop.ground.names().personal(new Grantee(bob, "%")));
      try (Connection usher = server.connect("", shop.ground.usher, Ground.PASSWORD)) {
        Sql.run(usher, "grant " + own + " to " + account(alice));
      }
      try (Connection open = server.connect("", alice, SECRET)) {
        Sql.run(open, "set role " + own);
        shop.apply(access);
        assertThat(can(open, "select * from " + shop.table("orders"))).isFalse();
      }
      assertThat(shop.left(access)).isEmpty();
    }
  }

  @Test
  void who_leaves_as_a_definer_is_closed_and_kept_until_it_is_none() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access nobody = shop.access(shop.first(), "select", "*");
      shop.apply(shop.access(shop.first(), "select", "*", alice));
      shop.credential(alice, SECRET, Optional.empty());
      server.run(
          "create definer = " + account(alice) + " view " + shop.table("v") + " as select 1 as a");
      try (Connection open = server.connect("", alice, SECRET)) {
        assertThat(codes(shop.compile(nobody).diagnostics())).contains("kept");
        shop.apply(nobody);
        assertThat(can(open, "select 1")).isFalse();
      }
      assertThatThrownBy(() -> server.connect("", alice, SECRET))
          .hasMessageContaining(server.isMySql() ? "is locked" : "locked");
      assertThat(shop.left(nobody)).isEmpty();
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(5))) {
        assertThat(session.owners())
            .filteredOn(one -> one.account().equals(alice))
            .singleElement()
            .satisfies(
                one -> {
                  assertThat(one.ours()).isTrue();
                  assertThat(one.opens()).isFalse();
                  assertThat(one.isHandedOn()).isFalse();
                  assertThat(one.count()).isEqualTo(1);
                  Owner.Owned view = one.some().getFirst();
                  assertThat(view.kind()).isEqualTo("view");
                  assertThat(view.name()).endsWith(".v");
                  assertThat(view.where()).contains(shop.first());
                });
      }
      server.run("drop view " + shop.table("v"));
      shop.apply(nobody);
      assertThat(server.rows("select 1 from mysql.user where user = " + text(alice))).isEmpty();
    }
  }

  @Test
  void a_lock_that_somebody_holds_is_not_waited_for_long() throws SQLException {
    try (Shop shop = Shop.of(server);
        Connection other = server.connect()) {
      Access access = shop.access(shop.first(), "select", "orders.id", shop.name("alice"));
      Sql.run(other, "lock tables " + shop.table("orders") + " write");
      List<Outcome> outcomes = new ArrayList<>();
      Instant start = Instant.now();
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(1))) {
        for (Stage stage : shop.plan(session, access)) {
          session.run(stage, outcomes::add);
          if (!outcomes.stream().allMatch(Outcome.Done.class::isInstance)) break;
        }
      }
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
      assertThat(outcomes)
          .filteredOn(Outcome.NotDone.class::isInstance)
          .first()
          .extracting(one -> ((Outcome.NotDone) one).why())
          .asString()
          .contains("Somebody holds a lock");
      Sql.run(other, "unlock tables");
      shop.apply(access);
      assertThat(shop.left(access)).isEmpty();
    }
  }

  @Test
  void a_password_that_is_over_is_taken_at_the_next_apply() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Instant end = Instant.parse("2030-01-01T00:00:00.5Z");
      shop.at(Instant.parse("2029-12-31T00:00:00Z"));
      shop.apply(shop.access(shop.first(), "select", "*", alice));
      shop.credential(alice, SECRET, Optional.of(end));
      assertThat(shop.left(shop.access(shop.first(), "select", "*", alice))).isEmpty();
      assertThat(can(server.connect("", alice, SECRET), "select 1")).isTrue();
      shop.at(end);
      Access later = shop.access(shop.first(), "select", "*", alice);
      shop.apply(later);
      assertThatThrownBy(() -> server.connect("", alice, SECRET)).hasMessageContaining("denied");
      assertThat(shop.left(later)).isEmpty();
      shop.credential(alice, SECRET, Optional.empty());
      assertThat(shop.left(later)).isEmpty();
    }
  }

  @Test
  void whoever_is_in_when_their_password_is_over_cannot_set_another() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Instant end = Instant.parse("2030-01-01T00:00:00Z");
      shop.at(Instant.parse("2029-12-31T00:00:00Z"));
      shop.apply(shop.access(shop.first(), "select", "*", alice));
      shop.credential(alice, SECRET, Optional.of(end));
      shop.at(end);
      Access later = shop.access(shop.first(), "select", "*", alice);
      String mine =
          server.isMySql()
              ? "alter user user() identified by 'mine'"
              : "set password = password('mine')";
      try (Connection open = server.connect("", alice, SECRET);
          Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(can(open, "select 1")).isTrue();
        for (Stage stage : shop.plan(session, later)) {
          for (Step step : stage.steps()) {
            session.run(
                new Stage(1, stage.phase(), stage.target(), false, List.of(step)),
                outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
            can(open, mine);
          }
        }
      }
      assertThatThrownBy(() -> server.connect("", alice, "mine")).hasMessageContaining("denied");
      assertThat(shop.left(later)).isEmpty();
      shop.credential(alice, SECRET, Optional.empty());
      assertThat(can(server.connect("", alice, SECRET), "select 1")).isTrue();
    }
  }

  @Test
  void what_is_set_for_every_session_cuts_off_no_answer_of_ushers() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      server.run("grant select on " + shop.table("orders") + " to " + account(alice));
      server.run("set global sql_quote_show_create = 0", "set global sql_select_limit = 1");
      try {
        assertThat(shop.left(access)).isNotEmpty();
        assertThat(can(shop, alice)).containsExactlyInAnyOrder("insert", "select");
      } finally {
        server.run(
            "set global sql_quote_show_create = 1",
            "set global sql_select_limit = 18446744073709551615");
      }
    }
  }

  /** What it can do on the table, as the server answers. */
  private static Set<String> can(Shop shop, String account) {
    try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      Probe one = new Probe(Set.of(account), Optional.empty(), true);
      Map<?, ? extends Map<String, ?>> can = session.probe(one).toList().getFirst().can();
      return can.values().stream().findFirst().map(Map::keySet).orElse(Set.of());
    }
  }

  @Test
  void what_a_namesake_of_a_wider_host_holds_is_had_and_told() throws SQLException {
    try (Shop shop = new Shop(server, "127.0.0.%", "dev")) {
      server.run("create table " + shop.table("orders") + " (id int, email int)");
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      shop.credential(alice, SECRET, Optional.empty());
      server.run(
          "create user " + account(alice) + " identified by " + text("another"),
          "grant select on " + shop.table("orders") + " to " + account(alice));
      try (Connection open = server.connect("", alice, SECRET)) {
        Sql.run(open, "set role none");
        assertThat(can(open, "select * from " + shop.table("orders"))).isTrue();
      }
      assertThat(can(shop, alice)).containsExactlyInAnyOrder("insert", "select");
      assertThat(codes(shop.compile(access).diagnostics())).contains("account-shares");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        Resource orders = Resource.of(shop.first(), Segment.plain("orders"));
        assertThat(session.paths(alice, "select", orders)).containsExactly("as " + alice + "@%");
      }
    }
  }

  @Test
  void what_a_row_without_a_name_gives_everybody_is_seen() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      shop.credential(alice, SECRET, Optional.empty());
      String database = Ground.name(shop.databases.get(shop.first()).replace("_", "\\_"));
      server.run("create user ''@'%' account lock");
      try {
        server.run("grant select on " + database + ".* to ''@'%'");
        try (Connection open = server.connect("", alice, SECRET)) {
          Sql.run(open, "set role none");
          assertThat(can(open, "select * from " + shop.table("orders"))).isTrue();
        }
        assertThat(can(shop, alice)).containsExactlyInAnyOrder("insert", "select");
        try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
          Resource orders = Resource.of(shop.first(), Segment.plain("orders"));
          assertThat(session.paths(alice, "select", orders)).containsExactly(Session.PUBLIC);
        }
      } finally {
        server.run("drop user ''@'%'");
      }
    }
  }

  @Test
  void an_account_whose_name_reads_like_a_lock_is_open() {
    try (Shop shop = Shop.of(server)) {
      String mallory = shop.name("x ACCOUNT LOCK");
      server.run("create user " + account(mallory) + " identified by " + text(SECRET));
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.probe(new Probe(Set.of(), Optional.empty(), true)))
            .extracting(Reach::account)
            .contains(mallory);
      }
    }
  }

  @Test
  void who_may_come_in_as_one_of_ours_is_told() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String proxy = shop.name("proxy");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      // GRANT PROXY is for those alone who were given it, with whom a test does not come in.
      server.run(
          "create user " + account(proxy) + " identified by " + text(SECRET),
          "insert into mysql.proxies_priv (user, host, proxied_user, proxied_host, with_grant,"
              + " grantor) values (%s, '%%', %s, '%%', 0, '')".formatted(text(proxy), text(alice)),
          "flush privileges");
      assertThat(shop.compile(access).diagnostics())
          .filteredOn(one -> one.code().equals("cannot-revoke"))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.message()).startsWith(proxy + "@% has a way in as " + alice + "@%");
                assertThat(one.hint().orElseThrow()).contains("REVOKE PROXY ON");
              });
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.probe(new Probe(Set.of(), Optional.empty(), true)))
            .filteredOn(reach -> reach.account().equals(proxy))
            .singleElement()
            .satisfies(reach -> assertThat(reach.holds()).containsExactly(alice + "@%"));
      }
    }
  }

  @Test
  void what_somebody_made_under_a_mark_that_says_coming_is_theirs() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Grantee who = new Grantee(alice, "%");
      server.run(
          MariaDbMark.account(who, Set.of(shop.first()), false, false, Optional.empty()),
          "create user " + account(alice) + " identified by " + text(SECRET));
      Access access = shop.access(shop.first(), "select", "*", alice);
      assertThat(codes(shop.compile(access).diagnostics())).contains("account-exists");
      shop.apply(shop.access(shop.first(), "select", "*"));
      assertThat(can(server.connect("", alice, SECRET), "select 1")).isTrue();
      assertThat(server.rows("select 1 from usher.mark where name = " + text(alice))).isEmpty();
    }
  }

  @Test
  void a_privilege_does_not_wait_for_the_next_table_of_that_name() {
    try (Shop shop = Shop.of(server)) {
      Access access = shop.access(shop.first(), "read, write", "*", shop.name("alice"));
      server.run("create table " + shop.table("gone") + " (a int)");
      shop.apply(access);
      server.run("drop table " + shop.table("gone"));
      shop.apply(access);
      assertThat(
              server.rows(
                  "select 1 from mysql.tables_priv where table_name = 'gone' and user like '%"
                      + shop.ground.tag.substring(1)
                      + "%'"))
          .isEmpty();
      assertThat(shop.left(access)).isEmpty();
    }
  }

  @Test
  void what_the_server_would_forget_at_its_next_start_is_refused() {
    try (Shop shop = Shop.of(server)) {
      server.run(
          "create function " + shop.table("größe") + "() returns int deterministic return 1",
          "create function " + shop.table("size") + "() returns int deterministic return 1");
      String alice = shop.name("alice");
      var all = shop.compile(shop.access(shop.first(), "execute", "function:*", alice));
      assertThat(codes(all.diagnostics())).contains("unsupported-here");
      Access one = shop.access(shop.first(), "execute", "function:size", alice);
      shop.apply(one);
      server.run("flush privileges");
      assertThat(shop.left(one)).isEmpty();
      shop.credential(alice, SECRET, Optional.empty());
      assertThat(can(server.connect("", alice, SECRET), "select " + shop.table("size") + "()"))
          .isTrue();
    }
  }

  @Test
  void what_is_given_and_taken_on_routines_is_so_in_open_sessions() throws SQLException {
    try (Shop shop = Shop.of(server)) {
      server.run(
          "create definer = %s function %s() returns int deterministic return 1"
              .formatted(account(shop.ground.usher), shop.table("f")));
      String alice = shop.name("alice");
      Access runs = shop.access(shop.first(), "execute", "function:f", alice);
      Access alters = shop.access(shop.first(), "alter routine", "function:f", alice);
      shop.apply(runs);
      shop.credential(alice, SECRET, Optional.empty());
      try (Connection open = server.connect("", alice, SECRET)) {
        for (int i = 0; i < 3; i++) {
          shop.apply(alters);
          assertThat(can(open, "select " + shop.table("f") + "()")).isFalse();
          assertThat(can(open, "alter function " + shop.table("f") + " comment 'x'")).isTrue();
          shop.apply(runs);
          assertThat(can(open, "select " + shop.table("f") + "()")).isTrue();
          assertThat(can(open, "alter function " + shop.table("f") + " comment 'x'")).isFalse();
        }
      }
      assertThat(shop.left(runs)).isEmpty();
    }
  }

  @Test
  void what_ours_hold_elsewhere_is_a_power_that_usher_cannot_take() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "select", "*", alice);
      shop.apply(access);
      server.run(
          "grant select on mysql.time_zone to " + account(alice),
          "grant reload on *.* to " + account(alice));
      assertThat(codes(shop.compile(access).diagnostics())).contains("cannot-revoke");
      assertThat(shop.left(access)).isEmpty();
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        Reach reach =
            session.probe(new Probe(Set.of(alice), Optional.empty(), true)).toList().getFirst();
        assertThat(reach.powers())
            .containsExactlyInAnyOrder("reload everywhere", "select in mysql");
      }
    }
  }

  @Test
  void a_server_without_ushers_tables_says_what_to_run() {
    try (Shop shop = Shop.of(server)) {
      server.run("rename table usher.mark to usher.elsewhere");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThatThrownBy(session::inspect)
            .isInstanceOf(TargetFailure.class)
            .hasMessageContaining("run admin.sql");
      } finally {
        server.run("rename table usher.elsewhere to usher.mark");
      }
    }
  }

  @Test
  void a_database_that_is_not_there_is_named() {
    try (Shop shop = new Shop(server, "%", "dev")) {
      shop.databases.put(new Target("x", "shop"), "nowhere_" + shop.ground.tag);
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThatThrownBy(session::inspect)
            .isInstanceOf(TargetFailure.class)
            .hasMessageContaining("nowhere_" + shop.ground.tag);
      }
    }
  }

  @Test
  void one_account_of_ushers_serves_a_server() {
    try (Shop shop = new Shop(server, "%", "dev", "prod")) {
      Map<String, String> users = Map.of(shop.first().environment(), "one");
      assertThatThrownBy(
              () ->
                  shop.connector()
                      .open(
                          shop.realm(),
                          target ->
                              new dev.usher.connectors.api.Login(
                                  users.getOrDefault(target.environment(), "two"), new char[0]),
                          Duration.ofSeconds(5)))
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("same admin");
    }
  }

  /** Each grant on a table or a column makes every statement's check dearer. */
  @Test
  void privileges_are_of_roles_and_no_narrower_than_they_need_be() {
    try (Shop shop = Shop.of(server)) {
      shop.apply(shop.access(shop.first(), "read, write", "*", shop.name("ann"), shop.name("ben")));
      String here = " where db = " + Ground.text(shop.database());
      assertThat(server.rows("select table_name, table_priv from mysql.tables_priv" + here))
          .containsExactly(List.of("orders", "Select,Insert,Update,Delete"));
      assertThat(server.rows("select 1 from mysql.columns_priv" + here)).isEmpty();
      assertThat(server.rows("select user from mysql.tables_priv" + here).getFirst().getFirst())
          .startsWith("usher_e0-");
    }
  }

  @Test
  void a_server_of_the_other_kind_is_refused_with_what_to_write() {
    try (Shop shop = Shop.of(server)) {
      Dialect other = server.isMySql() ? new MariaDbDialect() : new MySqlDialect();
      String url =
          "jdbc:%s://%s:%d/x?sslMode=%s"
              .formatted(
                  other.type().name(),
                  server.host(),
                  server.port(),
                  server.isMySql() ? "trust" : "disable");
      MariaDbUrl there = MariaDbUrl.parse(other.type(), url);
      assertThatThrownBy(
              () ->
                  Connections.open(
                      other, shop.first(), there, shop.login(), Duration.ofSeconds(20)))
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("write type: " + server.scheme());
    }
  }
}
