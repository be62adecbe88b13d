package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Ground.account;
import static dev.usher.connectors.mariadb.Ground.name;
import static dev.usher.connectors.mariadb.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.testkit.MariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MySQL alone has. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.usher.testkit.MariaDb#onlyMySql")
class OnlyMySqlTest {
  private static final String SECRET = "a secret of the test's";

  @Parameter MariaDb server;

  private static Reach probe(Shop shop, String account) {
    try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
      return session.probe(new Probe(Set.of(account), Optional.empty(), true)).toList().getFirst();
    }
  }

  @Test
  void with_partial_revokes_a_database_is_named_as_it_is() throws SQLException {
    server.run("set global partial_revokes = on");
    try (Shop shop = Shop.of(server)) {
      String database = name(shop.databases.get(shop.first()));
      server.run(
          "grant all privileges on %s.* to %s with grant option"
              .formatted(database, account(shop.ground.usher)));
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "create", "", alice);
      shop.apply(access);
      assertThat(shop.left(access)).isEmpty();
      assertThat(probe(shop, alice).can()).hasSize(1);
      shop.credential(alice, SECRET, Optional.empty());
      try (Connection of = server.connect("", alice, SECRET);
          Statement statement = of.createStatement()) {
        statement.execute("create table " + database + ".made (a int)");
      }
    } finally {
      server.run("set global partial_revokes = off");
    }
  }

  @Test
  void a_role_that_somebody_made_a_way_in_is_told() {
    try (Shop shop = Shop.of(server)) {
      Access access = shop.access(shop.first(), "select", "*", shop.name("alice"));
      shop.apply(access);
      String group = shop.ground.names().group(shop.first(), "reader");
      server.run(
          "alter user " + name(group) + " identified by " + text(SECRET) + " account unlock");
      assertThat(shop.compile(access).diagnostics())
          .filteredOn(one -> one.code().equals("cannot-revoke"))
          .extracting(Diagnostic::message)
          .singleElement()
          .asString()
          .contains("a way in");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.probe(new Probe(Set.of(), Optional.empty(), true)))
            .filteredOn(reach -> reach.account().equals(group))
            .flatExtracting(Reach::powers)
            .containsExactly("a way in, by itself");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "`%s`@`%%`", "'%s'", " '%s' @ '%%'"})
  void what_a_mandatory_role_gives_everybody_is_seen(String written) {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String everyone = shop.name("every");
      shop.apply(shop.access(shop.first(), "insert", "*", alice));
      server.run(
          "create role " + name(everyone),
          "grant select on " + shop.table("orders") + " to " + name(everyone),
          "set global mandatory_roles = \"%s\"".formatted(written.formatted(everyone)));
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        Resource orders = Resource.of(shop.first(), Segment.plain("orders"));
        assertThat(session.paths(alice, "select", orders)).containsExactly(Session.PUBLIC);
        assertThat(probe(shop, alice).can().get(orders)).containsOnlyKeys("insert", "select");
      } finally {
        server.run("set global mandatory_roles = ''");
      }
    }
  }

  @Test
  void an_account_that_is_called_as_a_role_of_ushers_would_be_is_asked_too() {
    try (Shop shop = Shop.of(server)) {
      String mallory = "usher_" + shop.ground.tag;
      server.run(
          "create user " + account(mallory) + " identified by " + text(SECRET),
          "grant select on " + shop.table("orders") + " to " + account(mallory));
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        assertThat(session.probe(new Probe(Set.of(), Optional.empty(), true)))
            .filteredOn(reach -> reach.account().equals(mallory))
            .singleElement()
            .satisfies(reach -> assertThat(reach.can()).hasSize(1));
      }
    }
  }

  @Test
  void a_role_of_ushers_that_is_mandatory_is_everybodys_part_in_what_it_made() {
    try (Shop shop = Shop.of(server)) {
      shop.apply(shop.access(shop.first(), "insert", "*", shop.name("alice")));
      String group = shop.ground.names().group(shop.first(), "reader");
      String mallory = shop.name("mallory");
      server.run(
          "create user " + account(mallory) + " identified by " + text(SECRET),
          "set global mandatory_roles = " + text(group));
      try {
        assertThat(probe(shop, mallory).holds()).containsExactly(group);
      } finally {
        server.run("set global mandatory_roles = ''");
      }
    }
  }

  @Test
  void a_password_kept_beside_the_new_one_goes_with_it() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Instant end = Instant.parse("2030-01-01T00:00:00Z");
      shop.at(end.minusSeconds(1));
      shop.apply(shop.access(shop.first(), "select", "*", alice));
      String keep = "alter user " + account(alice) + " identified by 'new' retain current password";
      shop.credential(alice, "first", Optional.of(end));
      server.run(keep);
      shop.credential(alice, "second", Optional.of(end));
      assertThatThrownBy(() -> server.connect("", alice, "first")).hasMessageContaining("denied");
      server.run(keep);
      shop.at(end);
      shop.apply(shop.access(shop.first(), "select", "*", alice));
      assertThatThrownBy(() -> server.connect("", alice, "second")).hasMessageContaining("denied");
    }
  }

  @Test
  void an_account_that_others_have_as_a_role_is_taken_from_ours() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      String team = text(shop.name("team")) + "@'10.%'";
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      server.run(
          "create user " + team,
          "grant select on " + shop.table("orders") + " to " + team,
          "grant " + team + " to " + account(alice));
      assertThat(probe(shop, alice).powers())
          .containsExactly("member of " + shop.name("team") + "@10.%");
      shop.apply(access);
      assertThat(shop.left(access)).isEmpty();
      assertThat(probe(shop, alice).powers()).isEmpty();
      assertThat(shop.ground.defaultRole(alice)).isNotEmpty();
    }
  }

  @Test
  void rights_on_everything_are_told_whether_old_or_dynamic() {
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      server.run("grant backup_admin on *.* to " + account(alice));
      assertThat(probe(shop, alice).powers()).containsExactly("backup_admin everywhere");
      assertThat(shop.compile(access).diagnostics())
          .extracting(Diagnostic::code)
          .contains("cannot-revoke");
    }
  }
}
