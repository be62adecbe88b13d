package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.api.Way;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** An open cluster: one connection for each target, and one more for the lock once it is held. */
final class PostgresSession implements Session<PostgresFact> {
  private final Realm realm;
  private final Function<Target, Login> admin;
  private final Duration limit;
  private final InstantSource clock;
  private final Map<Target, Connection> connections = new LinkedHashMap<>();
  private Optional<WriterLock> lock = Optional.empty();

  private PostgresSession(
      Realm realm, Function<Target, Login> admin, Duration limit, InstantSource clock) {
    this.realm = realm;
    this.admin = admin;
    this.limit = limit;
    this.clock = clock;
  }

  static PostgresSession open(
      Realm realm, Function<Target, Login> admin, Duration limit, InstantSource clock) {
    PostgresSession session = new PostgresSession(realm, admin, limit, clock);
    try {
      Map<String, Target> databases = new HashMap<>();
      for (Place place : realm.places()) {
        Target target = place.target();
        PostgresUrl url = PostgresUrl.parse(place.connection().url());
        Target other = databases.put(url.database(), target);
        if (other != null) {
          throw new TargetFailure(
              Code.CONFLICT,
              target,
              other
                  + " and "
                  + target
                  + " are the same database, "
                  + url.database()
                  + ": give each a database of its own");
        }
        session.connections.put(
            target, Connections.open(target, url.url(), admin.apply(target), limit));
      }
      return session;
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  @Override
  public ObservedState<PostgresFact> inspect() {
    return PostgresInspect.inspect(realm, this::ask);
  }

  @Override
  public Holds holds() {
    List<Holds> read = new ArrayList<>();
    Set<Target> ours = Set.copyOf(connections.keySet());
    ask(first(), connection -> read.add(InspectCluster.holds(connection, ours)));
    return read.getFirst();
  }

  @Override
  public Description.Whole whole() {
    List<Description.Whole> found = new ArrayList<>();
    ask(first(), connection -> found.add(InspectWhole.whole(connection)));
    return found.getFirst();
  }

  @Override
  public List<Description.Unsaid> unsaid() {
    List<Description.Unsaid> found = new ArrayList<>();
    ask(first(), connection -> found.addAll(InspectWhole.unsaid(connection)));
    return found;
  }

  @Override
  public Map<Target, Catalogue> catalogues() {
    return PostgresInspect.catalogues(realm, this::ask);
  }

  @Override
  public Lock lock(String fingerprint) {
    Target first = first();
    PostgresUrl url = PostgresUrl.parse(realm.places().getFirst().connection().url());
    Login login = admin.apply(first);
    if (lock.isEmpty()) {
      WriterLock wanted =
          new WriterLock(Connections.open(first, url.urlOf("postgres"), login, limit));
      lock = Optional.of(wanted);
      Optional<String> holder = ask(first, login, () -> wanted.take(limit));
      if (holder.isPresent()) {
        wanted.close();
        lock = Optional.empty();
        return new Lock.Busy(holder.get());
      }
    }
    return PostgresFingerprint.of(inspect()).equals(fingerprint)
        ? new Lock.Held()
        : new Lock.Moved();
  }

  @Override
  public void run(Plan.Stage stage, Consumer<Outcome> told) {
    if (stage.steps().isEmpty()) return;
    Target target = connections.containsKey(stage.target()) ? stage.target() : first();
    String user = admin.apply(target).user();
    if (lock.isPresent() && !lock.get().isHeld()) {
      throw new TargetFailure(
          Code.LOST, target, "the writer's lock was lost with its connection: plan again");
    }
    new PostgresRun(user, limit, clock, lock).run(connection(target), stage, told);
  }

  @Override
  public Stream<Reach> probe(Probe probe) {
    return PostgresProbe.probe(realm, probe, this::ask).stream();
  }

  @Override
  public List<String> paths(String account, String action, Resource on) {
    return PostgresPaths.paths(account, action, on, this::ask);
  }

  @Override
  public List<Way> ways() {
    return ProbeWays.ways(realm, this::ask);
  }

  @Override
  public void credential(String account, char[] secret, Optional<Instant> end) {
    ask(first(), connection -> PostgresCredential.set(first(), connection, account, secret, end));
  }

  @Override
  public void mark(Set<Target> targets, String head) {
    for (Target target : targets) {
      if (connections.containsKey(target)) {
        ask(target, connection -> PostgresLedgerMark.write(target, connection, head));
      }
    }
  }

  @Override
  public void close() {
    lock.ifPresent(WriterLock::close);
    for (Connection connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException alreadyGone) {
        // Nothing is held by a connection that is gone.
      }
    }
  }

  private Target first() {
    return realm.places().getFirst().target();
  }

  private Connection connection(Target target) {
    return Objects.requireNonNull(connections.get(target));
  }

  private void ask(Target target, PostgresInspect.Question question) {
    ask(
        target,
        admin.apply(target),
        () -> {
          question.of(connection(target));
          return target;
        });
  }

  private interface Answering<T> {
    T answer() throws SQLException;
  }

  private static <T> T ask(Target target, Login login, Answering<T> answering) {
    try {
      return answering.answer();
    } catch (SQLException error) {
      throw PostgresErrors.failure(target, login.user(), error);
    }
  }
}
