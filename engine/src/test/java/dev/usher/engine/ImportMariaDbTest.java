package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A MariaDB that had a life before usher: imported, planned, tightened. */
class ImportMariaDbTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void roles_accounts_and_what_no_policy_can_say(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("rental.sql")) {
      ImportReport report = there.imported();
      assertThat(report.roles()).isEqualTo(5);
      assertThat(report.people()).isEqualTo(3);
      assertThat(report.services()).isEqualTo(2);
      assertThat(there.text("estate.yaml"))
          .contains(there.name("app") + ": \"" + there.name("app") + "@%\"")
          .contains(there.name("clerk") + ": " + there.name("clerk") + "\n");
      assertThat(there.text("roles.yaml"))
          .contains("on: \"" + there.database + "/**\"")
          .contains("includes: [" + there.name("readonly") + "]");
      assertThat(Brownfield.unsaid(report).stream().map(there::plain))
          .contains(
              "mysql.tables_priv of film: select for lead@% with grant option: the right to give it"
                  + " on is in no policy",
              "mysql.tables_priv of film: select for auditor: nobody whom the policy can name has"
                  + " it",
              "mysql.tables_priv of actor: insert for PUBLIC: everybody has it",
              "mysql.tables_priv of staff: select for closed@%: it is locked, and whom a policy"
                  + " names is let in",
              "mysql.tables_priv of staff: select for alice@localhost: its host is not the"
                  + " policy's, which is %",
              "mysql.tables_priv of gone: select for marketing: there is no such thing; one of"
                  + " that name would come with it",
              "mysql.tables_priv of film: create view for batch@%: no policy can say that of a"
                  + " table",
              "mysql.global_priv of boss@%: holds privileges on everything (*.*)",
              "mysql.proxies_priv of stand_in@%: may come in as alice@%",
              "mysql.roles_mapping of lead@% in readonly: with ADMIN option; the right to give a"
                  + " role on is in no policy",
              "mysql.roles_mapping of closed@% in marketing: it is locked, and whom a policy names"
                  + " is let in")
          .anyMatch(
              line -> line.startsWith("mysql.db of %: select for boss@%: a pattern, and a policy"))
          .anyMatch(
              line ->
                  line.startsWith(
                      "information_schema.views.security_type of film_list: whoever may use it"))
          .anyMatch(
              line ->
                  line.startsWith(
                      "information_schema.routines.security_type of procedure close_day: whoever"
                          + " may call it acts as "));
      assertThat(there.verified()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void what_is_taken_out_of_the_policy_is_taken_there_and_nothing_else(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("rental.sql")) {
      there.imported();
      there.edit("roles.yaml", "columns: [email, phone]", "columns: [email]");
      assertThat(there.tightened())
          .containsExactly(
              "REVOKE UPDATE (`phone`) ON `%s`.`customer` FROM `%s`"
                  .formatted(there.database, there.name("clerk")));

      there.edit("roles.yaml", "delete, \"delete history\",", "\"delete history\",");
      assertThat(there.tightened())
          .filteredOn(sql -> sql.startsWith("GRANT") || sql.startsWith("REVOKE"))
          .containsExactly(
              "REVOKE DELETE ON `%s`.* FROM '%s'@'%%'"
                  .formatted(there.database.replace("_", "\\_"), there.name("app")));

      there.edit("roles.yaml", ", on: \":db/**\" }", ", on: \":db/**\", except: [staff] }");
      TreeSet<String> before = there.can();
      there.tightened();
      before.removeAll(there.can());
      assertThat(before)
          .contains(there.account("app") + " | staff | SELECT")
          .doesNotContain(
              there.account("app") + " | film | SELECT",
              there.account("app") + " | film_list | SELECT",
              there.account("app") + " | due() | EXECUTE");
      assertThat(there.verified()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void who_is_in_a_role_changes_by_the_policy(MariaDb server) throws SQLException {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("rental.sql")) {
      there.imported();
      there.edit(
          "roles.yaml", "to: [alice_:tag, batch_:tag, carol_:tag]", "to: [batch_:tag, carol_:tag]");
      TreeSet<String> before = there.can();
      assertThat(there.tightened())
          .contains(
              "REVOKE `%s` FROM '%s'@'%%'".formatted(there.name("marketing"), there.name("alice")));
      before.removeAll(there.can());
      assertThat(before)
          .contains(there.account("alice") + " | role " + there.name("marketing") + " | MEMBER")
          .allMatch(line -> line.startsWith(there.account("alice")));

      there.edit("roles.yaml", "to: [bob_:tag]", "to: [alice_:tag, batch_:tag, bob_:tag]");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      assertThat(there.verified())
          .map(there::plain)
          .allMatch(
              line ->
                  line.startsWith("alice@localhost is not of the policy")
                      || line.startsWith("stand_in is not of the policy"));
      for (String name : List.of("alice", "batch")) {
        try (Connection session =
            server.connect(there.database, there.name(name), "secret of " + name)) {
          Sql.run(
              session,
              "insert into rental (rental_id) values (floor(1e9 * rand()))",
              "select first_name from actor");
        }
      }

      there.edit("people.yaml", "  bob_:tag: {}\n", "");
      there.edit(
          "roles.yaml", "to: [alice_:tag, batch_:tag, bob_:tag]", "to: [alice_:tag, batch_:tag]");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      assertThat(there.can()).noneMatch(line -> line.startsWith(there.account("bob") + " | role "));
      assertThat(Brownfield.statements(there.plan())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void whoever_is_suspended_or_offboarded_is_shut_out_marked_or_not(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("rental.sql")) {
      there.imported();
      Usher usher = there.usher();
      TreeSet<String> before = there.can();
      for (String name : List.of("alice", "app")) {
        there.apply(usher.suspend(there.policy, there.name(name), Progress.silent()));
        assertThat(there.can()).contains(there.account(name) + " | locked | 1");
        assertThat(Brownfield.statements(there.plan())).isEmpty();
        there.apply(usher.resume(there.policy, there.name(name), Progress.silent()));
        assertThat(there.can()).isEqualTo(before);
        assertThat(Brownfield.statements(there.plan())).isEmpty();
      }
      for (String name : List.of("bob", "batch")) {
        PlanReport plan =
            usher.offboard(there.policy, there.name(name), Optional.empty(), Progress.silent());
        assertThat(there.apply(plan).failures()).isEmpty();
        assertThat(there.can())
            .filteredOn(line -> line.startsWith(there.account(name) + " | "))
            .allMatch(
                line -> line.endsWith(" | locked | 1") || line.endsWith("film | CREATE VIEW"));
        assertThat(Brownfield.statements(there.plan())).as(name).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void what_cannot_carry_a_role_is_refused(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("rental.sql")) {
      there.imported();
      there.edit("estate.yaml", "marketing_:tag: marketing_:tag", "marketing_:tag: closed_:tag@%");
      there.edit("roles.yaml", "to: [app_:tag]", "to: [app_:tag, bob_:tag]");
      assertThat(there.plan().diagnostics())
          .filteredOn(one -> one.code().equals("adopt-role"))
          .extracting(one -> there.plain(one.message()))
          .containsExactlyInAnyOrder(
              "closed@% cannot carry marketing in prod/shop: it is locked, and whom a policy names"
                  + " is let in",
              "bob cannot be given app in prod/shop: app@% carries it, and an account carries a"
                  + " role for itself alone");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void names_in_quotes_and_another_host(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("trade.sql")) {
      ImportReport report = there.imported();
      assertThat(there.text("estate.yaml")).contains("host: \"10.%\"");
      assertThat(report.unsaid())
          .extracting(one -> one.row())
          .contains("mysql.procs_priv of procedure größe");
      there.edit("roles.yaml", "columns: [OrderID, \"Product Name\"]", "columns: [OrderID]");
      assertThat(there.tightened())
          .containsExactly(
              "REVOKE INSERT (`Product Name`) ON `%s`.`Order Details` FROM `Vertrieb Süd %s`"
                  .formatted(there.database, there.tag));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void two_thousand_tables(MariaDb server) {
    try (MariaDbBrownfield there = new MariaDbBrownfield(server, folder).file("music.sql")) {
      there.imported();
      assertThat(there.text("roles.yaml"))
          .contains(there.filled("{ do: select, on: \":db/**\" }"))
          .contains(there.filled("{ do: trigger, on: :db/* }"));
      assertThat(there.verified()).isEmpty();
      there.edit("roles.yaml", "album_1000,", "");
      assertThat(there.tightened())
          .filteredOn(sql -> sql.startsWith("GRANT") || sql.startsWith("REVOKE"))
          .containsExactly(
              "REVOKE DROP ON `%s`.`album_1000` FROM '%s'@'%%'"
                  .formatted(there.database, there.name("import")));
      assertThat(there.verified()).isEmpty();
    }
  }
}
