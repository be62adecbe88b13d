package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that had a life before usher: imported, planned, tightened. */
class ImportTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void groups_columns_partitions_and_what_no_policy_can_say(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      ImportReport report = there.imported();
      assertThat(report.roles()).isEqualTo(4);
      assertThat(report.people()).isEqualTo(3);
      assertThat(report.services()).isEqualTo(1);
      assertThat(Brownfield.unsaid(report))
          .contains(
              "pg_class.relacl of public.film: SELECT for "
                  + there.name("lead")
                  + " with grant option: the right to pass it on is in no policy",
              "pg_class.relacl of public.film: SELECT for "
                  + there.name("nobody")
                  + ": given by "
                  + there.name("lead")
                  + ", who is not the owner",
              "pg_class.relacl of public.actor: SELECT for PUBLIC: everybody has it;"
                  + " `public: revoke` takes it",
              "pg_class.relacl of public.payment_2026_01: SELECT for " + there.name("marketing"),
              "pg_policy own_rows of public.rental: SELECT of some rows for "
                  + there.name("marketing")
                  + "; row security is off there",
              "pg_class.relowner = "
                  + there.name("rental_owner")
                  + ": owns 1 of kind table, and so can do everything there",
              "pg_roles of " + there.name("boss") + ": has SUPERUSER")
          .anyMatch(line -> line.startsWith("pg_default_acl of ") && line.contains("readonly"))
          .anyMatch(line -> line.startsWith("pg_proc.prosecdef of public.film_in_stock"))
          .anyMatch(line -> line.contains("in pg_read_all_data"))
          .anyMatch(line -> line.contains("with ADMIN option"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void what_is_taken_out_of_the_policy_is_taken_there_and_nothing_else(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      there.imported();
      there.edit(
          "roles.yaml",
          "do: [read, write, truncate], on: :db/public/*",
          "do: read, on: :db/public/*");
      PlanReport plan = there.plan();
      assertThat(Brownfield.statements(plan))
          .singleElement()
          .asString()
          .startsWith("REVOKE DELETE, INSERT, TRUNCATE, UPDATE ON TABLE ")
          .endsWith(" FROM \"" + there.name("app") + "\"");
      TreeSet<String> before = there.can();
      assertThat(there.apply(plan).failures()).isEmpty();
      TreeSet<String> lost = new TreeSet<>(before);
      lost.removeAll(there.can());
      assertThat(there.can()).isSubsetOf(before);
      assertThat(lost)
          .allMatch(line -> line.startsWith(there.name("app") + " | "))
          .noneMatch(line -> line.endsWith("SELECT"))
          .filteredOn(line -> !line.contains("."))
          .hasSize(4 * 8);
      assertThat(Brownfield.statements(there.plan())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void whoever_changes_is_marked_and_closed_when_they_leave(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      there.imported();
      there.edit("roles.yaml", "to: [alice_@, carol_@]", "to: [carol_@]");
      PlanReport plan = there.plan();
      assertThat(Brownfield.statements(plan))
          .hasSize(2)
          .anyMatch(sql -> sql.startsWith("REVOKE \"" + there.name("marketing") + "\" FROM"))
          .anyMatch(sql -> sql.startsWith("COMMENT ON ROLE \"" + there.name("alice") + "\""));
      TreeSet<String> before = there.can();
      assertThat(there.apply(plan).failures()).isEmpty();
      assertThat(there.can()).isSubsetOf(before);
      before.removeAll(there.can());
      assertThat(before)
          .allMatch(line -> line.startsWith(there.name("alice") + " | "))
          .contains(there.name("alice") + " | role " + there.name("marketing") + " | MEMBER")
          .hasSize(1);
      assertThat(Brownfield.statements(there.plan())).isEmpty();

      there.edit("people.yaml", "  alice_@: {}\n", "");
      there.edit(
          "roles.yaml",
          "  - to: [alice_@]\n    role: readonly_@\n    in: prod\n    because: \"Imported from :place on 2026-11-22\"\n",
          "");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      assertThat(there.can())
          .contains(there.name("alice") + " | login | false")
          .noneMatch(line -> line.startsWith(there.name("alice") + " | role "));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void whoever_leaves_before_any_change_is_told_to_be_open_still(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      there.imported();
      there.edit("people.yaml", "  bob_@: {}\n", "");
      there.edit(
          "roles.yaml",
          "  - to: [bob_@]\n    role: clerk_@\n    in: prod\n    because: \"Imported from :place on 2026-11-22\"\n",
          "");
      PlanReport plan = there.plan();
      assertThat(plan.diagnostics())
          .filteredOn(one -> one.code().equals("still-open"))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one.hint().orElse(""))
                      .isEqualTo("close it: ALTER ROLE \"" + there.name("bob") + "\" NOLOGIN;"));
      assertThat(there.apply(plan).failures()).isEmpty();
      assertThat(there.can())
          .contains(there.name("bob") + " | login | true")
          .noneMatch(line -> line.startsWith(there.name("bob") + " | role "));
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      assertThat(there.plan().diagnostics()).noneMatch(one -> one.code().equals("still-open"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void whoever_is_suspended_or_offboarded_is_shut_out_marked_or_not(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      there.imported();
      Usher usher = there.usher();
      String alice = there.name("alice");
      TreeSet<String> before = there.can();
      there.apply(usher.suspend(there.policy, alice, Progress.silent()));
      assertThat(there.can()).contains(alice + " | login | false");
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      there.apply(usher.resume(there.policy, alice, Progress.silent()));
      assertThat(there.can()).isEqualTo(before);

      for (String name : List.of(there.name("bob"), there.name("app"))) {
        PlanReport plan = usher.offboard(there.policy, name, Optional.empty(), Progress.silent());
        assertThat(there.apply(plan).failures()).isEmpty();
        assertThat(there.can())
            .contains(name + " | login | false")
            .noneMatch(line -> line.startsWith(name + " | role "));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void names_in_quotes_and_beyond_ascii(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("trade.sql")) {
      ImportReport report = there.imported();
      assertThat(report.roles()).isEqualTo(5);
      there.edit("roles.yaml", "columns: [OrderID, \"Product Name\"]", "columns: [OrderID]");
      PlanReport plan = there.plan();
      assertThat(Brownfield.statements(plan))
          .containsExactly(
              "REVOKE INSERT (\"Product Name\") ON TABLE \"public\".\"Order Details\" FROM \"Vertrieb Süd "
                  + there.database.tag()
                  + "\"");
      assertThat(there.apply(plan).failures()).isEmpty();
      assertThat(Brownfield.statements(there.plan())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void two_thousand_tables(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("music.sql")) {
      there.imported();
      assertThat(there.text("roles.yaml"))
          .contains("{ do: read, on: :db/public/* }".replace(":db", there.database.name()));
      assertThat(there.verified()).isEmpty();
      there.edit("roles.yaml", "album_1000,", "");
      PlanReport plan = there.plan();
      assertThat(Brownfield.statements(plan))
          .containsExactly(
              "REVOKE TRUNCATE ON TABLE \"public\".\"album_1000\" FROM \""
                  + there.name("import")
                  + "\"");
      assertThat(there.apply(plan).failures()).isEmpty();
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      assertThat(there.verified()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void what_ushers_own_account_could_not_change_is_left_out(Postgres server) {
    try (PostgresBrownfield there =
        new PostgresBrownfield(server, folder).run("rental.sql").asUsher()) {
      ImportReport report = there.imported();
      assertThat(Brownfield.unsaid(report))
          .anyMatch(
              line ->
                  line.startsWith("pg_class.relacl of public.film: SELECT for ")
                          && line.endsWith(
                              "usher's account is not a member of the owner " + server.superuser())
                      || line.endsWith(
                          "usher's account may not alter it, which needs ADMIN on it"));
    }
  }

  @Test
  void no_secret_of_the_url_is_written_or_told() throws IOException {
    try (PostgresBrownfield there =
        new PostgresBrownfield(Postgres.newest(), folder).run("rental.sql")) {
      String url = there.database.url().replace("jdbc:postgresql://", "postgres://eve:hush/hush@");
      ImportReport report =
          there
              .usher()
              .importing(
                  url + "?password=hush&connectTimeout=9",
                  "env:USHER_ADMIN",
                  there.policy,
                  Progress.silent());
      assertThat(report.failures()).isEmpty();
      assertThat(report.url()).isEqualTo(there.database.url() + "?connectTimeout=9");
      assertThat(report.diagnostics()).extracting(Diagnostic::code).contains("secret-in-url");
      assertThat(report.toString()).doesNotContain("hush", "eve:");
      for (Path file : report.files()) {
        assertThat(Files.readString(file)).doesNotContain("hush", "eve:");
      }
    }
  }

  @Test
  void what_cannot_be_imported_is_refused_before_anything_is_written() {
    Usher usher = Shops.withoutServers();
    Path policy = folder.resolve("none");
    assertThat(usher.importing("redis://h:1", "env:A", policy, Progress.silent()).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("cannot-import");
    assertThat(
            usher
                .importing("postgresql://h/d", "eve:hush", policy, Progress.silent())
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("literal-admin");
    assertThat(
            usher
                .importing("postgresql://h/d?socketFactory=x", "env:A", policy, Progress.silent())
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("bad-parameter");
    assertThat(policy).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void verify_names_who_reaches_more_and_by_what_way(Postgres server) {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder).run("rental.sql")) {
      there.database.run(
          "grant "
              + there.name("idle")
              + ", "
              + there.name("rental_owner")
              + " to "
              + there.name("bob"),
          "grant select on payment to " + there.name("idle") + " with grant option",
          "grant insert on film to " + there.name("carol") + " with grant option");
      there.imported();
      assertThat(there.verified())
          .anyMatch(
              line ->
                  line.startsWith(there.name("carol") + " has ")
                      && line.contains("pg_read_all_data"))
          .anyMatch(
              line ->
                  line.startsWith(there.name("carol") + " can insert ")
                      && line.contains("/public/film")
                      && line.endsWith("by [direct]"))
          .anyMatch(
              line ->
                  line.startsWith(there.name("bob") + " can ")
                      && line.contains("/public/inventory")
                      && line.contains("by [member of the owner"));
    }
  }
}
