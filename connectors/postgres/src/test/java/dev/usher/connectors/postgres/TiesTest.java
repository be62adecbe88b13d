package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who leaves is tied to others: by what they gave and were given, by what waits for them, by what
 * is theirs in databases that usher does not manage. Nothing of it is left, and the others keep
 * what they had; what usher's account cannot undo is said, and the account stays closed.
 */
@Tag("long")
class TiesTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  /** The service of the machine allows no prepared transactions. */
  static List<Postgres> embedded() {
    return List.of(Postgres.newest(), Postgres.oldest());
  }

  private static final List<List<String>> YES = List.of(List.of("t"));

  @ParameterizedTest
  @MethodSource(ALL)
  void whatOthersGaveIsTakenByThemAndWhatWasPassedOnStays(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String other = scene.other("other");
      String carol = scene.other("carol");
      String dan = scene.other("dan");
      scene.prod.run(
          "set role " + scene.shop.owner,
          "grant select on public.orders to " + other + " with grant option",
          "grant select (name, email) on public.customers to " + other + " with grant option",
          "grant usage on schema public to " + other,
          // On the whole of it with the grant option: usher, borrowing alice, might act as her.
          "grant all on public.tickets, public.log to " + alice + " with grant option",
          "grant usage on schema billing to " + alice + " with grant option",
          "set role " + other,
          "grant select on public.orders to " + alice + " with grant option",
          "grant select (name) on public.customers to " + alice,
          "set role " + alice,
          "grant select on public.log to " + carol + " with grant option",
          "grant insert, update (line) on public.log to " + dan,
          "grant select on public.orders to " + dan,
          "grant usage on schema billing to public",
          "set role " + carol,
          "grant select on public.log to " + dan,
          "reset role");
      List<List<String>> before = scene.ushers();
      Plan plan = scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice))
          .as("%s", Shop.statements(plan))
          .isEmpty();
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
      assertThat(scene.holds(scene.prod, carol, "table public.log", "select with grant option"))
          .isEqualTo(YES);
      assertThat(scene.holds(scene.prod, dan, "table public.log", "insert")).isEqualTo(YES);
      assertThat(scene.holds(scene.prod, dan, "table public.log", "select")).isEqualTo(YES);
      assertThat(scene.holds(scene.prod, dan, "table public.orders", "select")).isEqualTo(YES);
      assertThat(
              scene.prod.rows(
                  "select has_column_privilege('" + dan + "', 'public.log', 'line', 'update')"))
          .isEqualTo(YES);
      assertThat(scene.holds(scene.prod, dan, "schema billing", "usage")).isEqualTo(YES);
      assertThat(scene.shop.plan(scene.meant(scene.bob)).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whomSomebodyLetIntoARoleStaysInIt(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String team = scene.other("team");
      String carol = scene.other("carol");
      scene.prod.run(
          "grant " + team + " to " + Leaving.named(scene.alice) + " with admin option",
          "set role " + Leaving.named(scene.alice),
          "grant " + team + " to " + carol + " with admin option",
          "reset role");
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(
              scene.prod.rows(
                  "select m.admin_option, m.grantor::regrole from pg_auth_members m where m.roleid = '"
                      + team
                      + "'::regrole and m.member = '"
                      + carol
                      + "'::regrole"))
          .containsExactly(List.of("t", scene.shop.usher));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsTheirsInADatabaseThatIsNotManagedIsHandedOverToo(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String owner = scene.other("landlord");
      String carol = scene.other("carol");
      Database other = scene.elsewhere(owner);
      other.run(
          "create extension postgres_fdw",
          "create server far foreign data wrapper postgres_fdw",
          "alter server far owner to " + owner,
          "set role " + owner,
          "create schema app",
          "create table app.\"Odd \"\"Name\"\"\" (id int, note text)",
          "grant usage, create on schema app to " + alice,
          "grant create on database " + other.name() + " to " + alice,
          "grant select on app.\"Odd \"\"Name\"\"\" to " + alice + " with grant option",
          "grant usage on foreign server far to " + alice,
          "alter default privileges in schema app grant select on tables to " + alice,
          "create policy hers on app.\"Odd \"\"Name\"\"\" to " + alice + " using (true)",
          "create policy shared on app.\"Odd \"\"Name\"\"\" to "
              + alice
              + ", "
              + carol
              + " using (true)",
          "select lo_create(4711)",
          "grant select on large object 4711 to " + alice,
          "set role " + alice,
          "grant select on app.\"Odd \"\"Name\"\"\" to " + carol,
          "create table app.hers (id int)",
          "create index on app.hers (id)",
          "create statistics app.st on id, (id + 1) from app.hers",
          "create view app.v as select 1 as one",
          "create sequence app.s",
          "create function app.f() returns int language sql as 'select 1'",
          "create type app.mood as enum ('good')",
          "create domain app.small as int",
          "create collation app.c from \"C\"",
          "create text search configuration app.words (copy = pg_catalog.english)",
          "create operator app.=== (leftarg = int, rightarg = int, function = int4eq)",
          "create schema hers",
          "create function hers.f() returns int language sql as 'select 2'",
          "create publication hers",
          "create user mapping for " + alice + " server far",
          "select lo_create(4712)",
          "alter default privileges grant select on tables to " + carol,
          "reset role",
          "alter role " + alice + " in database " + other.name() + " set work_mem = '8MB'",
          "comment on role " + alice + " is '" + comment(scene) + "'");
      List<List<String>> before = scene.ushers();
      Plan plan = scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice))
          .as("%s", Shop.statements(plan))
          .isEmpty();
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
      String heirs =
          "select count(*) from pg_shdepend where deptype = 'o' and refobjid = '%s'::regrole";
      assertThat(other.rows(heirs.formatted(scene.bob))).containsExactly(List.of("14"));
      assertThat(scene.holds(other, carol, "table app.\"Odd \"\"Name\"\"\"", "select"))
          .isEqualTo(YES);
      assertThat(scene.holds(other, scene.bob, "schema app", "create"))
          .as("what was lent")
          .containsExactly(List.of("f"));
      assertThat(other.rows("select polroles::regrole[] from pg_policy where polname = 'shared'"))
          .containsExactly(List.of("{" + carol + "}"));
      assertThat(plan.stages())
          .extracting(stage -> stage.target().toString())
          .contains("prod/database " + other.name());
    }
  }

  private static String comment(Leaving scene) {
    return scene
        .prod
        .rows("select shobj_description(" + scene.oid + ", 'pg_authid')")
        .getFirst()
        .getFirst();
  }

  @ParameterizedTest
  @MethodSource("embedded")
  void whatWasPreparedIsRolledBackAndToldBefore(Postgres server) throws Exception {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String owner = scene.other("landlord");
      Database other = scene.elsewhere(owner);
      String gid = "it's of " + scene.alice;
      for (Database database : scene.all) {
        database.run(
            "create schema hers authorization " + alice,
            "create table hers.t (id int)",
            "alter table hers.t owner to " + alice);
        try (Connection session = database.connectAs(scene.alice)) {
          Sql.run(session, "begin", "insert into hers.t values (1)");
          Sql.run(
              session, "prepare transaction '" + (gid + database.name()).replace("'", "''") + "'");
        }
      }
      Plan plan = scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice))
          .as("%s", Shop.statements(plan))
          .isEmpty();
      assertThat(plan.stages())
          .filteredOn(stage -> !stage.atomic())
          .hasSize(2)
          .allMatch(stage -> stage.phase() == Phase.END_SESSIONS)
          .flatExtracting(Plan.Stage::steps)
          .filteredOn(step -> step.risk() == Risk.OUTAGE)
          .flatExtracting(Plan.Step::effects)
          .hasSize(2)
          .allSatisfy(
              effect ->
                  assertThat(effect.prose())
                      .contains(gid.replace("'", "''"))
                      .containsPattern("since 20\\d\\d-\\d\\d-\\d\\dT")
                      .contains("is lost"));
      assertThat(other.rows("select tableowner from pg_tables where schemaname = 'hers'"))
          .containsExactly(List.of(scene.bob));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatCannotBeUndoneIsSaidAndTheAccountStaysClosed(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String other = scene.other("other");
      scene.prod.run(
          "set role " + scene.shop.owner,
          "grant select on public.orders to " + other + " with grant option",
          "grant usage on schema public to " + other,
          "set role " + other,
          "grant select on public.orders to " + alice,
          "reset role",
          // From then on it is nobody whom usher's account could become.
          "alter role " + other + " superuser");
      Database shut = scene.elsewhere(scene.other("landlord"));
      shut.run(
          "create table public.hers (id int)",
          "alter table public.hers owner to " + alice,
          "revoke connect on database " + shut.name() + " from public");
      scene.leave();
      assertThatThrownBy(() -> scene.prod.connectAs(scene.alice)).isNotNull();
      assertThat(scene.prod.rows("select 1 from pg_roles where oid = " + scene.oid)).hasSize(1);
      assertThat(scene.shop.plan(scene.meant(scene.bob)).desired().diagnostics())
          .filteredOn(one -> one.code().equals("kept"))
          .anySatisfy(
              one ->
                  assertThat(one.message())
                      .contains(scene.alice, "SELECT on TABLE public.orders", "given by " + other))
          .anySatisfy(
              one ->
                  assertThat(one.message())
                      .contains("owns 1 of pg_class in database " + shut.name()));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoHasAnAccountOfUshersKeepsWhatTheyWerePassedElsewhereToo(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String landlord = scene.other("landlord");
      String dan = scene.other("dan");
      Database other = scene.elsewhere(landlord);
      other.run(
          "set role " + landlord,
          "create table public.t (id int)",
          "grant select on public.t to " + Leaving.named(scene.alice) + " with grant option",
          "set role " + Leaving.named(scene.alice),
          "grant select on public.t to " + Leaving.named(scene.bob) + " with grant option",
          "set role " + Leaving.named(scene.bob),
          "grant select on public.t to " + dan);
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      for (String who : List.of(scene.bob, dan))
        assertThat(scene.holds(other, who, "table public.t", "select")).as(who).isEqualTo(YES);
    }
  }

  /** As one person's two accounts in a cluster do. */
  @ParameterizedTest
  @MethodSource(ALL)
  void twoWhoLeaveTogetherAreUntiedFromEachOther(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      Shop shop = scene.shop;
      String carol = shop.account("carol");
      shop.apply(scene.meant(scene.alice, scene.bob, carol));
      String both = Leaving.named(scene.alice) + ", " + Leaving.named(carol);
      String landlord = scene.other("landlord");
      String dan = scene.other("dan");
      Database other = scene.elsewhere(landlord);
      for (Database database : scene.all) {
        database.run(
            "create schema app authorization " + landlord,
            "set role " + landlord,
            "create table app.t (id int)",
            "create table app.u (id int)",
            "grant usage on schema app to " + both,
            "create policy theirs on app.t to " + both + " using (true)",
            "create policy shared on app.t to " + dan + ", " + both + " using (true)",
            "grant select on app.t to " + Leaving.named(scene.alice) + " with grant option",
            "grant select on app.u to " + Leaving.named(carol) + " with grant option",
            "set role " + Leaving.named(scene.alice),
            "grant select on app.t to " + Leaving.named(carol) + ", " + dan,
            "set role " + Leaving.named(carol),
            "grant select on app.u to " + Leaving.named(scene.alice),
            "reset role",
            "create schema hers authorization " + Leaving.named(scene.alice),
            "grant usage on schema hers to " + Leaving.named(carol));
      }
      String oid = scene.prod.rows("select '" + carol + "'::regrole::oid").getFirst().getFirst();
      List<List<String>> before = scene.ushers();
      Plan plan =
          shop.offboard(Map.of(scene.alice, scene.bob, carol, scene.bob), scene.meant(scene.bob));
      assertThat(Shop.statements(plan))
          .as("what is given to who leaves")
          .noneMatch(sql -> sql.matches(".* TO .*\"(%s|%s)\".*".formatted(scene.alice, carol)));
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(Traces.of(scene.all, oid, carol)).isEmpty();
      assertThat(scene.ushers())
          .isEqualTo(before.stream().filter(one -> !one.getFirst().equals(carol)).toList());
      for (Database database : scene.all) {
        assertThat(database.rows("select polroles::regrole[] from pg_policy"))
            .containsExactly(List.of("{" + dan + "}"));
        assertThat(scene.holds(database, dan, "table app.t", "select")).isEqualTo(YES);
      }
    }
  }

  /** A superuser made the hook, and its function is the landlord's, who may write another. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whereTheCodeOfOthersWouldRunNothingIsDoneAndTheAccountStaysClosed(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String landlord = scene.other("landlord");
      Database other = scene.elsewhere(landlord);
      other.run(
          "set role " + landlord,
          "create schema app",
          "create table app.sprung (who name)",
          "create function app.hook() returns event_trigger language plpgsql as"
              + " $$ begin insert into app.sprung values (current_user); end $$",
          "grant insert on app.sprung to public",
          "grant usage on schema app to public",
          "create function app.code(int) returns int immutable language plpgsql as"
              + " $$ begin insert into app.sprung values (current_user); return 1; end $$",
          "create function app.code() returns trigger language plpgsql as"
              + " $$ begin insert into app.sprung values (current_user); return null; end $$",
          "create function app.pg_has_role(oid, text) returns boolean language plpgsql as"
              + " $$ begin insert into app.sprung values (current_user); return true; end $$",
          "reset role",
          "alter database " + other.name() + " set search_path = app, pg_catalog",
          "create table app.hers (id int default app.code(1) check (app.code(id) = 1))",
          "create index on app.hers (app.code(id)) where app.code(id) = 1",
          "create trigger code before truncate on app.hers execute function app.code()",
          "alter table app.hers owner to " + Leaving.named(scene.alice),
          "create event trigger hook on ddl_command_start execute function app.hook()");
      scene.leave();
      assertThat(other.rows("select who from app.sprung")).isEmpty();
      assertThatThrownBy(() -> scene.prod.connectAs(scene.alice)).isNotNull();
      assertThat(scene.shop.plan(scene.meant(scene.bob)).desired().diagnostics())
          .filteredOn(one -> one.code().equals("kept"))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one.message())
                      .contains(scene.alice, "owns 1 of pg_class in database " + other.name()));
      other.run("alter event trigger hook disable");
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(other.rows("select who from app.sprung")).isEmpty();
    }
  }
}
