package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.api.Way;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An open server: one connection, which holds the writer's lock too once there is one. */
final class MariaDbSession implements Session<MariaDbFact> {
  /** Who says nothing for so many seconds, beside whoever writes there, is taken for gone. */
  private static final int SILENT_S = 5;

  private final Dialect dialect;
  private final Realm realm;
  private final Target first;
  private final String user;
  private final Connection connection;
  private final Duration limit;
  private final InstantSource clock;

  private MariaDbSession(
      Dialect dialect,
      Realm realm,
      String user,
      Connection connection,
      Duration limit,
      InstantSource clock) {
    this.dialect = dialect;
    this.realm = realm;
    this.first = realm.places().getFirst().target();
    this.user = user;
    this.connection = connection;
    this.limit = limit;
    this.clock = clock;
  }

  static MariaDbSession open(
      Dialect dialect,
      Realm realm,
      Function<Target, Login> admin,
      Duration limit,
      InstantSource clock) {
    Place first = realm.places().getFirst();
    Login login = admin.apply(first.target());
    Map<String, Target> databases = new HashMap<>();
    for (Place place : realm.places()) {
      Target target = place.target();
      String database = MariaDbUrl.parse(dialect.type(), place.connection().url()).database();
      Target other = databases.put(database, target);
      if (other != null) {
        throw conflict(
            target,
            other + " and " + target + " are the same database, " + database,
            "give each a database of its own");
      }
      if (MariaDbNames.SYSTEM.contains(database.toLowerCase(Locale.ROOT))) {
        throw conflict(
            target,
            "the database " + database + " is not for anybody to manage",
            "write another one's URL");
      }
      Login its = admin.apply(target);
      if (!its.user().equals(login.user()) || !Arrays.equals(its.password(), login.password())) {
        throw conflict(
            target,
            first.target() + " and " + target + " are on one server and have two admins",
            "write the same admin for both: whoever makes accounts makes them for the server");
      }
    }
    MariaDbUrl url = MariaDbUrl.parse(dialect.type(), first.connection().url());
    Connection connection = Connections.open(dialect, first.target(), url, login, limit);
    return new MariaDbSession(dialect, realm, login.user(), connection, limit, clock);
  }

  private static TargetFailure conflict(Target target, String what, String next) {
    return new TargetFailure(Code.CONFLICT, target, what + ": " + next);
  }

  @Override
  public ObservedState<MariaDbFact> inspect() {
    return ask(() -> MariaDbInspect.inspect(dialect, realm, connection));
  }

  /** A look at all of a server is one at them too. */
  @Override
  public Optional<ObservedState<MariaDbFact>> alone(
      Map<String, Set<String>> accounts, List<Access> meant) {
    return Optional.of(inspect());
  }

  @Override
  public Holds holds() {
    return ask(
        () ->
            KeptOut.read(
                connection,
                realm.places().stream().map(Place::target).collect(Collectors.toSet())));
  }

  @Override
  public Description.Whole whole() {
    return ask(() -> InspectWhole.whole(dialect, realm, connection));
  }

  @Override
  public List<Description.Unsaid> unsaid() {
    return ask(() -> InspectWhole.unsaid(dialect, realm, connection));
  }

  @Override
  public Optional<Table> table(Resource on) {
    return ask(() -> InspectTable.of(dialect, realm, connection, on));
  }

  @Override
  public Map<Target, Catalogue> catalogues() {
    return ask(() -> MariaDbInspect.catalogues(dialect, realm, connection));
  }

  @Override
  public Lock lock(String fingerprint) {
    Optional<String> holder = ask(() -> WriterLock.take(dialect, connection, limit));
    if (holder.isPresent()) return new Lock.Busy(holder.get());
    return MariaDbFingerprint.of(inspect()).equals(fingerprint)
        ? new Lock.Held()
        : new Lock.Moved();
  }

  /** Each statement is whole in itself; a process that sleeps loses its connection. */
  @Override
  public boolean beside() {
    return ask(
        () -> {
          Rows.run(connection, "SET SESSION wait_timeout = " + SILENT_S);
          return true;
        });
  }

  @Override
  public void run(Plan.Stage stage, Optional<Claim> claim, Consumer<Outcome> told) {
    // Grants commit by themselves. That nobody goes on between the claim and them is held by the
    // writer's lock, which lives and dies with this connection.
    boolean isOurs = claim.isEmpty() || ask(() -> claim(stage.target(), claim.get()));
    String stop = isOurs ? "" : Claim.overtaken(stage.target());
    for (Plan.Step step : stage.steps()) {
      if (!stop.isEmpty()) {
        told.accept(new Outcome.NotDone(step.id(), isOurs ? "not begun, for " + stop : stop));
        continue;
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(step.statement());
        told.accept(new Outcome.Done(step.id(), clock.instant()));
      } catch (SQLException error) {
        boolean lost = MariaDbErrors.isLost(error);
        stop = lost ? "the connection was lost: plan again" : "step " + step.id() + " was not done";
        String why = MariaDbErrors.why(user, error);
        told.accept(
            lost ? new Outcome.Unknown(step.id(), why) : new Outcome.NotDone(step.id(), why));
      }
    }
  }

  @Override
  public Stream<Reach> probe(Probe probe) {
    return ask(() -> MariaDbProbe.of(dialect, realm, connection).probe(probe)).stream();
  }

  @Override
  public List<String> paths(String account, String action, Resource on) {
    return ask(() -> MariaDbProbe.of(dialect, realm, connection).paths(account, action, on));
  }

  @Override
  public List<Owner> owners() {
    return ask(() -> MariaDbProbe.of(dialect, realm, connection).owners());
  }

  @Override
  public List<Way> ways() {
    return ask(
        () -> {
          Map<String, Target> databases = MariaDbInspect.databases(dialect, realm);
          if (InspectRows.views(connection, databases).isEmpty()) return List.of();
          Probe all = new Probe(Set.of(), Optional.empty(), true);
          return ProbeWays.of(
              databases,
              MariaDbInspect.inspect(dialect, realm, connection),
              MariaDbProbe.of(dialect, realm, connection).probe(all));
        });
  }

  @Override
  public void credential(String account, char[] secret, Optional<Instant> end) {
    Grantee who = new Grantee(account, MariaDbCompile.host(realm));
    ask(
        () -> {
          MariaDbCredential.set(dialect, first, connection, who, secret, end);
          return who;
        });
  }

  @Override
  public void mark(Set<Target> targets, String head) {
    ask(
        () -> {
          for (Place place : realm.places())
            if (targets.contains(place.target())) mark(place.target(), head);
          return head;
        });
  }

  @Override
  public Set<Target> claim(Set<Target> targets, Claim claim) {
    Set<Target> others = new TreeSet<>();
    return ask(
        () -> {
          for (Target target : targets) if (!claim(target, claim)) others.add(target);
          return others;
        });
  }

  private boolean claim(Target target, Claim claim) throws SQLException {
    if (realm.places().stream().noneMatch(place -> place.target().equals(target))) return true;
    Map<Target, String> heads = MariaDbInspect.heads(connection, Set.of(target));
    Optional<String> found = Optional.ofNullable(heads.get(target));
    Optional<String> next = claim.over(target, found);
    if (next.isPresent() && !next.equals(found)) mark(target, next.get());
    return next.isPresent();
  }

  private void mark(Target target, String head) throws SQLException {
    try (PreparedStatement write =
        connection.prepareStatement(
            "REPLACE INTO usher.head (environment, `system`, head, at)"
                + " VALUES (?, ?, ?, UTC_TIMESTAMP(6))")) {
      write.setString(1, target.environment());
      write.setString(2, target.system());
      write.setString(3, head);
      write.executeUpdate();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // Nothing is held by a connection that is gone.
    }
  }

  private interface Answering<T> {
    T answer() throws SQLException;
  }

  private <T> T ask(Answering<T> answering) {
    try {
      return answering.answer();
    } catch (SQLException error) {
      if (error.getErrorCode() == 1146 && MariaDbErrors.text(error).contains("'usher.")) {
        throw new TargetFailure(
            Code.MISSING,
            first,
            first + ": usher has no tables there yet: run admin.sql on the server",
            error);
      }
      throw MariaDbErrors.failure(first, user, error, false);
    }
  }
}
