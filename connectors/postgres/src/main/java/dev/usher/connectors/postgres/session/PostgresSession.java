package dev.usher.connectors.postgres.session;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.api.Way;
import dev.usher.connectors.postgres.compile.CompileAlone;
import dev.usher.connectors.postgres.compile.CompileAround;
import dev.usher.connectors.postgres.inspect.InspectAlone;
import dev.usher.connectors.postgres.inspect.InspectAround;
import dev.usher.connectors.postgres.inspect.InspectCluster;
import dev.usher.connectors.postgres.inspect.InspectTable;
import dev.usher.connectors.postgres.inspect.InspectWhole;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.link.PostgresErrors;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.PostgresLedgerMark;
import dev.usher.connectors.postgres.probe.PostgresPaths;
import dev.usher.connectors.postgres.probe.PostgresProbe;
import dev.usher.connectors.postgres.probe.ProbeOwners;
import dev.usher.connectors.postgres.probe.ProbeWays;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An open cluster: its databases, and one connection more for the lock once it is held. */
public final class PostgresSession implements Session<PostgresFact> {
  private final Realm realm;
  private final Databases databases;
  private final Duration limit;
  private final InstantSource clock;
  private Optional<WriterLock> lock = Optional.empty();
  private boolean isFirstClaimed;

  public PostgresSession(Realm realm, Databases databases, Duration limit, InstantSource clock) {
    this.realm = realm;
    this.databases = databases;
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public ObservedState<PostgresFact> inspect() {
    return PostgresInspect.inspect(realm, databases);
  }

  @Override
  public ObservedState<PostgresFact> doors() {
    return PostgresInspect.doors(realm, databases);
  }

  @Override
  public ObservedState<PostgresFact> exits() {
    return PostgresInspect.exits(realm, databases);
  }

  @Override
  public Optional<ObservedState<PostgresFact>> alone(
      Map<String, Set<String>> accounts, List<Access> meant) {
    ObservedState<PostgresFact> alone = alone(CompileAlone.names(accounts, meant));
    if (!isTold(alone, meant)) return Optional.empty();
    Set<String> theirs =
        accounts.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    return Optional.of(InspectAlone.withAttributes(alone, databases, theirs, meant));
  }

  @Override
  public Optional<ObservedState<PostgresFact>> around(
      Map<String, Set<String>> accounts, List<Access> meant) {
    Set<String> names = CompileAround.names(accounts, meant);
    ObservedState<PostgresFact> alone = alone(names);
    if (!isTold(alone, meant) || !CompileAround.mayDo(meant, accounts, alone))
      return Optional.empty();
    return Optional.of(InspectAround.around(realm, databases, names));
  }

  private ObservedState<PostgresFact> alone(Set<String> names) {
    return InspectAlone.alone(realm, databases, names);
  }

  /**
   * Who only takes away may do so whoever has gone on there. Else the first database's mark says
   * whether somebody has, and one without a mark says nothing.
   */
  private boolean isTold(ObservedState<PostgresFact> alone, List<Access> meant) {
    return alone.heads().containsKey(databases.first())
        || meant.stream().allMatch(access -> access.members().isEmpty());
  }

  @Override
  public Holds holds() {
    List<Holds> read = new ArrayList<>();
    Set<Target> ours = realm.places().stream().map(Realm.Place::target).collect(Collectors.toSet());
    ask(connection -> read.add(InspectCluster.holds(connection, ours)));
    return read.getFirst();
  }

  @Override
  public Description.Whole whole() {
    List<Description.Whole> found = new ArrayList<>();
    ask(connection -> found.add(InspectWhole.whole(connection)));
    return found.getFirst();
  }

  @Override
  public List<Description.Unsaid> unsaid() {
    List<Description.Unsaid> found = new ArrayList<>();
    ask(connection -> found.addAll(InspectWhole.unsaid(connection)));
    return found;
  }

  @Override
  public Optional<Table> table(Resource on) {
    List<Table> found = new ArrayList<>();
    databases.ask(on.target(), connection -> InspectTable.of(connection, on).ifPresent(found::add));
    return found.stream().findFirst();
  }

  @Override
  public Map<Target, Catalogue> catalogues() {
    return PostgresInspect.catalogues(realm, databases);
  }

  @Override
  public Lock lock(String fingerprint) {
    if (lock.isEmpty()) {
      WriterLock wanted = new WriterLock(databases.another("postgres"));
      lock = Optional.of(wanted);
      Optional<String> holder = taken(wanted);
      if (holder.isPresent()) {
        wanted.close();
        lock = Optional.empty();
        return new Lock.Busy(holder.get());
      }
    }
    PostgresFingerprint planned = PostgresFingerprint.parse(fingerprint);
    boolean isStill =
        planned.alone().isEmpty()
            ? PostgresFingerprint.of(doors()).doors().equals(planned.doors())
            : planned.isOf(InspectAlone.alone(realm, databases, planned.alone()));
    return isStill ? new Lock.Held() : new Lock.Moved();
  }

  /** Roles are changed in the first database alone; a process that sleeps loses its connection. */
  @Override
  public boolean beside() {
    ask(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET idle_session_timeout = " + WriterLock.alive(Duration.ZERO));
          }
        });
    return true;
  }

  private Optional<String> taken(WriterLock wanted) {
    try {
      return wanted.take(limit);
    } catch (SQLException error) {
      Target first = databases.first();
      throw PostgresErrors.failure(first, databases.user(first), error);
    }
  }

  @Override
  public boolean isStill(String fingerprint) {
    PostgresFingerprint planned = PostgresFingerprint.parse(fingerprint);
    if (planned.rest().isEmpty()) return true;
    ObservedState<PostgresFact> now =
        planned.alone().isEmpty()
            ? inspect()
            : InspectAround.around(realm, databases, planned.alone());
    return planned.rest().equals(PostgresFingerprint.of(now).rest());
  }

  @Override
  public void run(Plan.Stage stage, Optional<Claim> claim, Consumer<Outcome> told) {
    if (stage.steps().isEmpty()) return;
    Target target = databases.place(stage.target());
    if (lock.isPresent() && !lock.get().isHeld()) {
      throw new TargetFailure(
          Code.LOST, target, "the writer's lock was lost with its connection: plan again");
    }
    if (claim.isPresent() && !target.equals(databases.first()) && !isFirstOurs(claim.get())) {
      String why = Claim.overtaken(databases.first());
      stage.steps().forEach(step -> told.accept(new Outcome.NotDone(step.id(), why)));
      return;
    }
    Optional<Claim> here = claim.filter(_ -> databases.has(target));
    PostgresRun run = new PostgresRun(databases.user(target), target, here, limit, clock);
    databases.work(target, (connection, blocked) -> run.run(connection, blocked, stage, told));
  }

  /**
   * The first database's mark tells of all the others whether somebody has gone on in any of them;
   * so it is claimed before anything is done elsewhere. One that has just become the first knows
   * nothing of who was in the others: then all of them are claimed.
   */
  private boolean isFirstOurs(Claim claim) {
    if (isFirstClaimed) return true;
    Target first = databases.first();
    List<Boolean> isNew = new ArrayList<>();
    Claim asking =
        (target, found) -> {
          isNew.add(found.isEmpty());
          return claim.over(target, found);
        };
    isFirstClaimed =
        claim(Set.of(first), asking).isEmpty()
            && (!isNew.contains(true)
                || claim(
                        realm.places().stream()
                            .map(Realm.Place::target)
                            .collect(Collectors.toSet()),
                        claim)
                    .isEmpty());
    return isFirstClaimed;
  }

  @Override
  public Stream<Reach> probe(Probe probe) {
    return PostgresProbe.probe(realm, probe, databases).stream();
  }

  @Override
  public List<String> paths(String account, String action, Resource on) {
    return PostgresPaths.paths(account, action, on, databases);
  }

  @Override
  public List<Owner> owners() {
    return ProbeOwners.ask(realm, databases);
  }

  @Override
  public List<Way> ways() {
    return ProbeWays.ways(realm, databases);
  }

  @Override
  public void credential(String account, char[] secret, Optional<Instant> end) {
    ask(connection -> PostgresCredential.set(databases.first(), connection, account, secret, end));
  }

  @Override
  public void mark(Set<Target> targets, String head) {
    for (Target target : targets) {
      if (databases.has(target)) {
        databases.ask(target, connection -> PostgresLedgerMark.write(target, connection, head));
      }
    }
  }

  @Override
  public Set<Target> claim(Set<Target> targets, Claim claim) {
    Set<Target> others = new TreeSet<>();
    for (Target target : targets) {
      if (!databases.has(target)) continue;
      databases.ask(
          target,
          connection -> {
            if (!PostgresLedgerMark.claim(target, connection, claim)) others.add(target);
          });
    }
    return others;
  }

  @Override
  public void close() {
    lock.ifPresent(WriterLock::close);
    databases.close();
  }

  private void ask(Databases.Question question) {
    databases.ask(databases.first(), question);
  }
}
