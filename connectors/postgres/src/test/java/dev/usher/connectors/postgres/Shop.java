package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A cluster with a database for each environment, an owner, and usher's own account, which is no
 * superuser: made by the script that ships. Runs policies on it from end to end.
 */
public final class Shop implements AutoCloseable {
  public static final Source HERE = new Source("access/test.yaml", 7, 5);
  public static final Duration LIMIT = Duration.ofSeconds(3);

  public final Postgres server;
  public final PostgresConnector connector = new PostgresConnector(InstantSource.system());
  public final Map<Target, Database> databases = new TreeMap<>();
  public final Map<String, List<String>> settings = new TreeMap<>();
  public final Map<String, Map<String, List<String>>> things = new TreeMap<>();
  public final String owner;
  public final String usher;

  public Shop(Postgres server, String... environments) {
    this.server = server;
    settings.put("schemas", List.of("public", "billing"));
    List<String> wanted = environments.length == 0 ? List.of("prod") : List.of(environments);
    for (String environment : wanted) {
      databases.put(new Target(environment, "shop"), server.database());
    }
    Database first = databases.values().iterator().next();
    owner = first.role("owner_" + first.tag(), "nologin");
    usher = "usher_admin_" + first.tag();
    first.run(AdminScript.role(usher));
    first.expectRole(usher);
    for (Database database : databases.values()) {
      database.run("alter database " + database.name() + " owner to " + owner);
      database.run(AdminScript.owner(usher, owner));
      database.run(AdminScript.database(usher, database.name(), server.major()));
      database.run(
          "set role " + owner,
          "create schema billing",
          "create type public.mood as enum ('good', 'bad')",
          "create table public.customers (id serial primary key, name text, email text, phone"
              + " text)",
          "create table public.orders (id bigint generated always as identity primary key, customer"
              + " int, total int)",
          "create table billing.\"Odd \"\"Name\"\"\" (\"A b\" int, c int)",
          "create view public.big as select * from public.orders where total > 100",
          "create materialized view public.sums as select sum(total) as total from public.orders",
          "create sequence public.tickets",
          "create function public.f(integer, text) returns int language sql as 'select 1'",
          "create procedure public.p(mood public.mood) language sql as 'select 1'",
          "create table public.log (at timestamptz, line text) partition by range (at)",
          "create table public.log_2026 partition of public.log for values from ('2026-01-01') to"
              + " ('2027-01-01')",
          "create table public.child () inherits (public.orders)",
          "reset role");
    }
  }

  public Target target() {
    return databases.keySet().iterator().next();
  }

  public Database database() {
    return databases.values().iterator().next();
  }

  /** A role's name that no other test has, and that is dropped at the end. */
  public String account(String name) {
    return database().expectRole(name + "_" + database().tag());
  }

  public Realm realm() {
    Policy.System system =
        new Policy.System(
            "shop",
            PostgresType.TYPE,
            "",
            Map.of(),
            settings,
            things,
            "{name}",
            false,
            "scram",
            HERE);
    List<Place> places = new ArrayList<>();
    databases.forEach(
        (target, database) ->
            places.add(
                new Place(
                    target,
                    system,
                    new Policy.Connection(
                        database.url(), "env:X", Optional.empty(), false, HERE))));
    return new Realm(server.host() + ":" + server.port(), places);
  }

  public Session<PostgresFact> open() {
    return connector.open(realm(), _ -> new Login(usher, new char[0]), LIMIT);
  }

  public Session<PostgresFact> openAsSuperuser() {
    return connector.open(
        realm(), _ -> new Login(server.superuser(), server.password().toCharArray()), LIMIT);
  }

  /** What was planned. */
  public record Planned(
      ObservedState<PostgresFact> observed,
      DesiredState<PostgresFact> desired,
      List<Change<PostgresFact>> changes,
      Plan plan) {
    public List<String> statements() {
      return Shop.statements(plan);
    }

    public List<String> errors() {
      return desired.diagnostics().stream()
          .filter(Diagnostic::isError)
          .map(Diagnostic::code)
          .toList();
    }

    public List<String> codes() {
      return desired.diagnostics().stream().map(Diagnostic::code).toList();
    }
  }

  public Planned plan(Session<PostgresFact> session, Access... meant) {
    ObservedState<PostgresFact> observed = session.inspect();
    DesiredState<PostgresFact> desired = connector.compile(realm(), List.of(meant), observed);
    List<Change<PostgresFact>> changes = Diff.between(desired, observed);
    List<Plan.Stage> stages = connector.arrange(realm(), changes, observed);
    return new Planned(
        observed,
        desired,
        changes,
        new Plan(realm().key(), connector.fingerprint(observed), stages));
  }

  public Planned plan(Access... meant) {
    try (Session<PostgresFact> session = open()) {
      return plan(session, meant);
    }
  }

  /** Plans and carries out; fails when anything is not done. */
  public Planned apply(Access... meant) {
    try (Session<PostgresFact> session = open()) {
      Planned planned = plan(session, meant);
      if (!planned.errors().isEmpty()) {
        throw new AssertionError(planned.desired.diagnostics().toString());
      }
      List<Outcome> outcomes = new ArrayList<>();
      run(session, planned.plan, outcomes::add);
      List<String> not = notDone(outcomes, planned.plan);
      if (!not.isEmpty()) throw new AssertionError(String.join("\n", not));
      return planned;
    }
  }

  static List<String> statements(Plan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  private static List<String> notDone(List<Outcome> outcomes, Plan plan) {
    return outcomes.stream()
        .filter(one -> !(one instanceof Outcome.Done))
        .map(one -> one + " " + statements(plan).get(one.step() - 1))
        .toList();
  }

  /**
   * As the engine arranges and carries out an offboarding; fails when anything is not done.
   *
   * @param heirs by account that leaves: who gets what it owns
   */
  public Plan offboard(Map<String, String> heirs, Access... meant) {
    try (Session<PostgresFact> session = open()) {
      return offboard(session, heirs, _ -> {}, meant);
    }
  }

  /**
   * @param before what happens before a stage, while usher has the cluster for itself
   */
  Plan offboard(
      Session<PostgresFact> session,
      Map<String, String> heirs,
      Consumer<Plan.Stage> before,
      Access... meant) {
    Planned planned = plan(session, meant);
    List<Plan.Stage> stages =
        connector.arrange(
            realm(),
            Diff.between(planned.desired(), planned.observed()),
            planned.observed(),
            heirs);
    Plan plan = new Plan(realm().key(), planned.plan().fingerprint(), stages);
    Session.Lock lock = session.lock(plan.fingerprint());
    if (!(lock instanceof Session.Lock.Held)) throw new AssertionError(lock.toString());
    // As the engine does: nothing is begun after the first stage that fails.
    for (Plan.Stage stage : stages) {
      before.accept(stage);
      List<Outcome> outcomes = new ArrayList<>();
      session.run(stage, outcomes::add);
      List<String> not = notDone(outcomes, plan);
      if (!not.isEmpty()) throw new AssertionError(String.join("\n", not));
    }
    return plan;
  }

  public void run(Session<PostgresFact> session, Plan plan, Consumer<Outcome> told) {
    Session.Lock lock = session.lock(plan.fingerprint());
    if (!(lock instanceof Session.Lock.Held)) throw new AssertionError(lock.toString());
    plan.stages().forEach(stage -> session.run(stage, told));
  }

  public static void mustBeDone(Outcome outcome) {
    if (!(outcome instanceof Outcome.Done)) throw new AssertionError(outcome.toString());
  }

  @Override
  public void close() {
    // All databases go before the roles that things in them depend on.
    for (Database database : databases.values()) {
      server.run("postgres", "drop database if exists " + database.name() + " with (force)");
    }
    databases.values().forEach(Database::close);
  }
}
