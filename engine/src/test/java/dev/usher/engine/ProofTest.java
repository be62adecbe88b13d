package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.model.Target;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.IssueReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.PlanReport.Note;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.VerifyReport.Difference;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import dev.usher.testkit.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example policy, applied, held against the databases' own answers. */
class ProofTest {
  private static final String GROUP =
      "do $$ begin execute (select format('%s', rolname) from pg_roles"
          + " where rolname like 'usher_prod_shop-db_%s%%'); end $$";

  @TempDir Path folder;
  private Shops shops;
  private Usher usher;

  @BeforeEach
  void start() {
    shops = new Shops(folder);
    usher = shops.usher();
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    ApplyReport applied = usher.apply(shops.policy, plan, Progress.silent());
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
  }

  @AfterEach
  void stop() {
    shops.close();
  }

  @Test
  void what_was_applied_is_proved() {
    VerifyReport report = verify();
    assertThat(report.differences()).isEmpty();
    assertThat(report.failures()).isEmpty();
    assertThat(report.isProved()).isTrue();
    assertThat(report.accounts()).isEqualTo(10);
    assertThat(report.checked()).isGreaterThan(1000);
  }

  @Test
  void each_kind_of_tampering_is_found_and_mended() {
    assertThat(after(GROUP.formatted("grant select on public.customers to %I", "analyst")))
        .extracting(Difference::kind, Difference::subject, Difference::action, Difference::on)
        .contains(
            tuple("excess", "alice", "select", "prod/shop-db/public/customers.email"),
            tuple("excess", "erin", "select", "prod/shop-db/public/customers.phone"))
        .hasSize(6);
    mend();
    assertThat(after(GROUP.formatted("revoke select on public.orders from %I", "analyst")))
        .allMatch(one -> one.kind().equals("missing"))
        .extracting(Difference::subject, Difference::on)
        .contains(tuple("alice", "prod/shop-db/public/orders"));
    mend();
    assertThat(after("grant delete on billing.payments to public"))
        .allMatch(one -> one.kind().equals("excess") && one.action().equals("delete"))
        .allMatch(one -> one.paths().contains("PUBLIC"))
        .extracting(Difference::subject)
        .contains("alice", "carol", "checkout");
    mend();
    assertThat(after("alter role carol bypassrls"))
        .anyMatch(one -> one.kind().equals("power") && one.subject().equals("carol"));
    shops.database(Shops.PROD).run("alter role carol nobypassrls");
    assertThat(after("alter role carol nologin"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo("account");
              assertThat(one.text()).contains("cannot log in");
            });
    mend();
    assertThat(after("grant pg_read_all_data to erin"))
        .anyMatch(one -> one.subject().equals("erin") && one.on().endsWith("customers.email"))
        .anyMatch(one -> one.kind().equals("power") && one.subject().equals("erin"));
    // Only a superuser can take that back from 16 on, and the plan says so.
    assertThat(usher.plan(shops.policy, Set.of(), Progress.silent()).diagnostics())
        .extracting(Diagnostic::code)
        .contains("cannot-revoke");
    shops.database(Shops.PROD).run("revoke pg_read_all_data from erin");
    mend();
  }

  @Test
  void what_goes_past_the_policy_is_found() {
    Database prod = shops.database(Shops.PROD);
    String mallory = prod.role("mallory_" + prod.tag(), "login");
    String group =
        prod.rows("select rolname from pg_roles where rolname like 'usher_prod_shop-db_analyst%'")
            .getFirst()
            .getFirst();
    String grant =
        "grant " + Sql.name(group) + " to %s with %s granted by " + shops.admin(Shops.PROD);
    for (String option : List.of("inherit true", "inherit false, set true", "admin true")) {
      assertThat(after(grant.formatted(mallory, option)))
          .singleElement()
          .satisfies(one -> assertThat(one.text()).contains(mallory, group));
      mend();
    }
    assertThat(after(grant.formatted("alice", "admin true")))
        .singleElement()
        .satisfies(one -> assertThat(one.text()).contains("alice has admin option on " + group));
    mend();
    assertThat(
            after(
                "set role owner_"
                    + prod.tag()
                    + "; create table public.secret (at int) partition by range (at);"
                    + " create table public.secret_1 partition of public.secret default;"
                    + " grant select on public.secret_1 to carol"))
        .filteredOn(one -> one.kind().equals("excess"))
        .extracting(Difference::subject, Difference::on)
        .containsExactly(tuple("carol", "prod/shop-db/public/secret_1"));
    mend();
  }

  @Test
  void another_account_of_the_same_person_has_nothing_of_what_this_one_has() {
    shops.edit("estate.yaml", "    account: \"{name}\"", "    account: \"{name}_{env}\"");
    mend();
    Database staging = shops.database(new Target("staging", "shop-db"));
    staging.run("grant usage on schema public to alice_dev");
    staging.run("grant select on public.orders to alice_dev");
    assertThat(verify().differences())
        .extracting(Difference::kind, Difference::subject, Difference::on)
        .contains(tuple("excess", "alice", "staging/shop-db/public/orders"));
    mend();
  }

  @Test
  void what_must_never_be_is_no_note_because_everybody_can() {
    shops.edit("estate.yaml", "    public: revoke                     #", "    public: keep #");
    shops.edit(
        "roles.yaml",
        "never:  ",
        "never:\n  - { who: \"live:*\", can: read, on: prod/shop-db/public/customers.email }\n#");
    shops.edit("roles.yaml", "shop-db/public/{customers,products}", "shop-db/public/products");
    usher.apply(
        shops.policy, usher.plan(shops.policy, Set.of(), Progress.silent()), Progress.silent());
    assertThat(verify().isProved()).isTrue();
    assertThat(after("grant select on public.customers to public"))
        .filteredOn(one -> one.kind().equals("excess"))
        .extracting(Difference::subject, Difference::on)
        .contains(tuple("carol", "prod/shop-db/public/customers"));
  }

  @Test
  void what_everybody_can_is_a_note_where_the_policy_keeps_it() {
    shops.edit("estate.yaml", "    public: revoke                     #", "    public: keep #");
    shops
        .database(Shops.PROD)
        .run("create function public.f() returns int language sql as 'select 1'");
    VerifyReport report = verify();
    assertThat(report.differences()).isEmpty();
    assertThat(report.notes())
        .anyMatch(
            note -> note.kind().equals("public") && note.where().equals(Shops.PROD.toString()));
  }

  @Test
  void whoever_comes_by_managed_data_beside_the_policy_is_named_once_with_the_way() {
    Database prod = shops.database(Shops.PROD);
    String reporting = prod.role("reporting_" + prod.tag(), "nologin");
    String reader = prod.role("reader_" + prod.tag(), "login in role " + reporting);
    prod.run(
        "grant select on public.orders to " + reporting,
        "create view public.copy as select * from public.customers",
        "grant select on public.copy to " + reader,
        "grant usage on schema public to " + reader,
        "grant connect on database " + prod.name() + " to " + reader);
    VerifyReport report = verify();
    assertThat(report.notes())
        .filteredOn(note -> note.kind().equals("way"))
        .extracting(Note::text)
        .contains(reporting + " has privileges on public.orders: " + reader)
        .anySatisfy(text -> assertThat(text).startsWith("superusers can do everything: "))
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("view public.copy of ")
                    .endsWith(" reads public.customers: " + reader + ", who may not themselves"))
        .noneSatisfy(text -> assertThat(text).contains("alice"));
  }

  @Test
  void other_rows_than_are_meant_are_found_and_mended() {
    shops.edit(
        "people.yaml",
        "attributes: { region: eu } }",
        "attributes: { region: eu, mine: [1, 2] } }");
    shops.edit(
        "roles.yaml",
        "        columns: [id, customer_id, status]",
        "        columns: [id, customer_id, status]\n        rows: row.customer_id in subject.mine");
    mend();
    Database prod = shops.database(Shops.PROD);
    assertThat(seen(prod, "select distinct customer_id from public.orders order by 1"))
        .containsExactly("1", "2");
    assertThat(seen(prod, "select attribute from usher.attributes")).containsExactly("mine");
    AccessReport access = usher.access(shops.policy, "carol", true);
    assertThat(access.targets().getFirst().live())
        .filteredOn(held -> held.on().equals("prod/shop-db/public/orders"))
        .singleElement()
        .satisfies(
            held ->
                assertThat(held.but())
                    .containsExactly("only columns customer_id, id, status", "only some rows"));
    String policy =
        prod.rows(
                "select polname from pg_policy where polname like 'usher_select%' and"
                    + " pg_get_expr(polqual, polrelid) like '%attributes%'")
            .getFirst()
            .getFirst();
    for (String sql :
        List.of(
            "alter table public.orders disable row level security",
            "alter policy " + policy + " on public.orders using (true)",
            "drop policy " + policy + " on public.orders",
            "create policy more on public.orders to carol using (true)",
            "create policy less on public.orders as restrictive to carol using (false)",
            "update usher.attributes set wholes = '{1,2,3}'",
            "delete from usher.attributes",
            "drop policy own_lines on usher.attributes")) {
      assertThat(after(sql))
          .as(sql)
          .isNotEmpty()
          .allSatisfy(one -> assertThat(one.kind()).isEqualTo("rows"))
          .extracting(Difference::subject)
          .contains("carol");
      for (String other : List.of("more", "less"))
        prod.run("drop policy if exists " + other + " on public.orders");
      mend();
    }
    String app = prod.role("app_" + prod.tag(), "login");
    prod.run("grant usage on schema public to " + app, "grant select on public.orders to " + app);
    VerifyReport report = verify();
    assertThat(report.notes())
        .anySatisfy(
            note -> {
              assertThat(note.kind()).isEqualTo("row-security");
              assertThat(note.text()).contains(app, "sees no row", "public/orders");
            });
    mend();
    assertThat(verify().notes()).noneMatch(note -> note.kind().equals("row-security"));
  }

  @Test
  void writing_that_is_narrowed_by_reading_is_proved() {
    shops.edit(
        "people.yaml",
        "attributes: { region: eu } }",
        "attributes: { region: eu, mine: [1, 2] } }");
    shops.edit(
        "roles.yaml",
        "        columns: [id, customer_id, status, note]",
        "        columns: [id, customer_id, status, note]\n        rows: row.customer_id in subject.mine");
    shops.edit(
        "roles.yaml",
        "{ who: carol, can: update,    on: prod/shop-db/public/tickets.note }",
        "{ who: carol, can: update, on: prod/shop-db/public/tickets.note, row: { customer_id: 2 } }");
    mend();
    assertThat(after("drop policy usher_reads_update on public.tickets"))
        .extracting(Difference::kind, Difference::subject, Difference::action)
        .containsExactly(tuple("rows", "carol", "update"));
    mend();
    assertThat(after("alter policy usher_reads_update on public.tickets using (true)"))
        .extracting(Difference::kind, Difference::subject, Difference::action)
        .containsExactly(tuple("rows", "carol", "update"));
    mend();
  }

  private static List<String> seen(Database database, String sql) {
    try (Connection carol = database.connectAs("carol")) {
      return Sql.column(carol, sql);
    } catch (java.sql.SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  @Test
  void the_live_system_answers_for_itself() {
    String email = "prod/shop-db/public/customers.email";
    CanReport no = can("erin", email);
    assertThat(no.decision().orElseThrow()).isInstanceOf(Decision.None.class);
    assertThat(no.live().orElseThrow().answer()).isEqualTo("none");
    shops.database(Shops.PROD).run("grant select on public.customers to erin");
    CanReport tampered = can("erin", email);
    assertThat(tampered.decision().orElseThrow()).isInstanceOf(Decision.None.class);
    assertThat(tampered.live().orElseThrow().answer()).isEqualTo("all");
    assertThat(tampered.live().orElseThrow().paths()).isNotEmpty();
    assertThat(can("alice", "prod/shop-db/public/customers").live().orElseThrow().answer())
        .isEqualTo("part");
    assertThat(usher.whoCan(shops.policy, "read", email, true).live())
        .extracting(CanReport.Live::account)
        .contains("checkout", "erin")
        .doesNotContain("alice", "carol");
    AccessReport access = usher.access(shops.policy, "carol", true);
    assertThat(access.failures()).isEmpty();
    assertThat(access.targets().getFirst().target()).isEqualTo("prod/shop-db");
    assertThat(access.targets().getFirst().live())
        .anySatisfy(
            held -> {
              assertThat(held.on()).isEqualTo("prod/shop-db/public/orders");
              assertThat(held.actions()).containsExactly("select");
              assertThat(held.but()).containsExactly("only columns customer_id, id, status");
            });
  }

  @Test
  void a_password_opens_the_account_and_is_in_no_ledger() throws Exception {
    IssueReport issued = issue("alice", Shops.PROD, Duration.ofHours(1));
    assertThat(issued.failures()).isEmpty();
    String secret = issued.secret().orElseThrow();
    assertThat(secret).hasSizeGreaterThanOrEqualTo(22);
    assertThat(issued.end())
        .contains(shops.now.get().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS));
    Postgres server = shops.database(Shops.PROD).server();
    String database = shops.database(Shops.PROD).name();
    try (Scram _ = server.scram()) {
      assertThatThrownBy(() -> server.connect(database, "alice", "wrong"))
          .hasMessageContaining("password");
      if (Instant.now().isBefore(issued.end().orElseThrow()))
        try (Connection alice = server.connect(database, "alice", secret)) {
          assertThat(Sql.rows(alice, "select count(*) from public.orders").getFirst())
              .containsExactly("300");
        }
    }
    assertThat(Files.readString(shops.ledger())).doesNotContain(secret).contains("credential");
    assertThat(issued.toString()).doesNotContain(secret);
    assertThat(Json.of(issued)).contains(secret);
    assertThat(usher.verifyLedger(shops.policy).problems()).isEmpty();
    assertThat(issue("alice", Shops.PROD, Duration.ofHours(1)).secret().orElseThrow())
        .isNotEqualTo(secret);
  }

  @Test
  void a_password_that_nobody_ought_to_have_is_refused() {
    assertThat(code(issue("dan", Shops.PROD, Duration.ofHours(1)))).isEqualTo("no-account");
    assertThat(code(issue("nobody", Shops.PROD, Duration.ofHours(1)))).isEqualTo("unknown-subject");
    assertThat(code(issue("alice", new Target("prod", "shop"), Duration.ofHours(1)))).isNotEmpty();
    for (Duration length : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(366)))
      assertThat(code(issue("alice", Shops.PROD, length))).isEqualTo("bad-length");
    shops.edit(
        "roles.yaml",
        "grants:\n",
        "grants:\n  - { to: dan, role: analyst, in: prod, because: Soon }\n");
    assertThat(code(issue("dan", Shops.PROD, Duration.ofHours(1)))).isEqualTo("no-account-yet");
    shops.edit("estate.yaml", "    account: \"{name}\"", "    auth: cert\n    account: \"{name}\"");
    assertThat(code(issue("alice", Shops.PROD, Duration.ofHours(1)))).isEqualTo("no-passwords");
  }

  private IssueReport issue(String subject, Target target, Duration length) {
    return usher.issue(shops.policy, subject, target, length);
  }

  private static String code(IssueReport report) {
    assertThat(report.secret()).isEmpty();
    return report.diagnostics().stream().map(Diagnostic::code).findFirst().orElse("");
  }

  private CanReport can(String subject, String address) {
    return usher.can(shops.policy, subject, "read", address, Optional.empty(), true);
  }

  /** The differences after somebody has done that to prod. */
  private List<Difference> after(String sql) {
    shops.database(Shops.PROD).run(sql);
    VerifyReport report = verify();
    assertThat(report.isProved()).isFalse();
    return report.differences();
  }

  private void mend() {
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(plan.hasErrors()).as(Diagnostics.render(plan.diagnostics())).isFalse();
    ApplyReport applied = usher.apply(shops.policy, plan, Progress.silent());
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
    VerifyReport report = verify();
    assertThat(report.isProved()).as(report.differences().toString()).isTrue();
  }

  private VerifyReport verify() {
    return usher.verify(shops.policy, Set.of(), Progress.silent());
  }

  @Test
  void what_usher_made_is_named_nowhere_else() throws Exception {
    Database prod = shops.database(Shops.PROD);
    String group =
        prod.rows("select rolname from pg_roles where rolname like 'usher_prod_shop-db_analyst%'")
            .getFirst()
            .getFirst();
    String owner =
        prod.rows("select relowner::regrole from pg_class where oid = 'public.orders'::regclass")
            .getFirst()
            .getFirst();
    prod.run(
        "create schema hr authorization " + owner,
        "set role " + owner,
        "create table hr.salaries (who text, much int)",
        "reset role");
    for (String[] each :
        new String[][] {
          {"grant usage on schema hr to alice", "privileges on schema hr"},
          {"grant select (much) on hr.salaries to alice", "privileges on table hr.salaries"},
          {
            "alter default privileges in schema public grant select on tables to "
                + Sql.name(group),
            "default privileges on new relations"
          },
          {
            "grant select on public.orders to " + Sql.name(group) + " with grant option",
            "the right to pass on SELECT on table public.orders"
          },
        }) {
      assertThat(after(each[0]))
          .as(each[0])
          .anySatisfy(
              one -> {
                assertThat(one.kind()).isEqualTo("power");
                assertThat(one.text()).contains(each[1]);
              });
    }
    prod.run(
        "alter default privileges in schema public revoke select on tables from "
            + Sql.name(group));
    mend();
    prod.run("drop schema hr cascade");
    try (Connection session = prod.connect()) {
      Sql.run(session, "create temp table own ()", "alter table own owner to alice");
      assertThat(verify().isProved()).isTrue();
    }
  }
}
