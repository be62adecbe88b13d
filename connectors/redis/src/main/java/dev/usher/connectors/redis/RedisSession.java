package dev.usher.connectors.redis;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import redis.clients.jedis.exceptions.JedisDataException;

/** An open server, by one connection, which is the writer's lock as well. */
final class RedisSession implements Session<RedisFact> {
  private final Things things;
  private final Wire wire;
  private final WriterLock lock;
  private final CommandRules rules;
  private final String admin;
  private final Duration limit;
  private final InstantSource clock;
  private final Supplier<Wire> another;
  private Optional<Fuse> fuse = Optional.empty();
  private boolean saves;

  private RedisSession(
      Things things,
      Wire wire,
      CommandRules rules,
      String admin,
      Duration limit,
      InstantSource clock,
      Supplier<Wire> another) {
    this.things = things;
    this.wire = wire;
    this.lock = new WriterLock(wire, rules, admin);
    this.rules = rules;
    this.admin = admin;
    this.limit = limit;
    this.clock = clock;
    this.another = another;
  }

  static RedisSession open(
      Realm realm, Function<Target, Login> admin, Duration limit, InstantSource clock) {
    Target first = realm.places().getFirst().target();
    RedisUrl url = RedisUrl.parse(realm.places().getFirst().connection().url());
    Login login = admin.apply(first);
    Supplier<Wire> another = () -> Wire.open(first, url, login, limit);
    Wire wire = another.get();
    try {
      CommandRules rules = new CommandRules(dialect(wire, first));
      return new RedisSession(Things.of(realm), wire, rules, login.user(), limit, clock, another);
    } catch (RuntimeException failure) {
      wire.close();
      throw failure;
    }
  }

  /**
   * What the server knows.
   *
   * @throws TargetFailure when it is too old, or one of a cluster
   */
  private static Dialect dialect(Wire wire, Target target) {
    Object hello = wire.ask("HELLO");
    String version = Wire.field(hello, "version").map(String::valueOf).orElse("");
    String mode = Wire.field(hello, "mode").map(String::valueOf).orElse("");
    if (new Dialect(version, Map.of()).isOld()) {
      throw new TargetFailure(
          Code.OTHER, target, target + " is Redis " + version + ": usher needs 6.2 or later");
    }
    if (!mode.equals("standalone")) {
      throw new TargetFailure(
          Code.OTHER,
          target,
          target
              + " is of a "
              + mode
              + ", where each server has accounts of its own: usher cares for single servers yet");
    }
    List<String> names = wire.lines("ACL", "CAT");
    List<List<String>> questions = names.stream().map(name -> List.of("ACL", "CAT", name)).toList();
    List<?> answers = wire.all(questions);
    Map<String, Set<String>> categories = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      Set<String> commands = new HashSet<>();
      if (answers.get(i) instanceof JedisDataException refused) throw wire.failure(refused);
      if (answers.get(i) instanceof List<?> some) some.forEach(one -> commands.add("" + one));
      categories.put(names.get(i), Set.copyOf(commands));
    }
    return new Dialect(version, Map.copyOf(categories));
  }

  @Override
  public ObservedState<RedisFact> inspect() {
    return new RedisInspect(things, rules, admin).inspect(wire);
  }

  /** A look at all of a server is one at them too. */
  @Override
  public Optional<ObservedState<RedisFact>> alone(
      Map<String, Set<String>> accounts, List<Access> meant) {
    return Optional.of(inspect());
  }

  @Override
  public Holds holds() {
    return RedisInspect.holds(wire, things.targets());
  }

  @Override
  public Description.Whole whole() {
    return described().whole();
  }

  @Override
  public List<Description.Unsaid> unsaid() {
    return described().unsaid();
  }

  private InspectWhole described() {
    return InspectWhole.of(things.first(), rules, admin, wire.lines("ACL", "LIST"));
  }

  @Override
  public Map<Target, Catalogue> catalogues() {
    return things.catalogues();
  }

  @Override
  public Lock lock(String fingerprint) {
    Optional<String> other = lock.take(limit);
    if (other.isPresent()) return new Lock.Busy(other.get());
    return RedisFingerprint.of(inspect()).equals(fingerprint) ? new Lock.Held() : new Lock.Moved();
  }

  /** Each command is whole in itself; a process that sleeps loses its connection. */
  @Override
  public boolean beside() {
    String own = String.valueOf(wire.ask("CLIENT", "ID"));
    // The mark for what is not saved is the writer's, who may take it away at any moment.
    saves = RedisInspect.hasFile(wire);
    fuse = Fuse.lit(another.get(), own);
    return fuse.isPresent();
  }

  @Override
  public void run(Plan.Stage stage, Optional<Claim> claim, Consumer<Outcome> told) {
    if (wire.isLost()) {
      throw new TargetFailure(
          Code.LOST, stage.target(), "the writer's lock was lost with its connection: plan again");
    }
    // Nobody goes on between the claim and the steps: the writer's lock is this connection.
    if (claim.isPresent() && !claim(Set.of(stage.target()), claim.get()).isEmpty()) {
      String why = Claim.overtaken(stage.target());
      stage.steps().forEach(step -> told.accept(new Outcome.NotDone(step.id(), why)));
      return;
    }
    Optional<String> notNow = fuse.flatMap(_ -> notBeside(stage));
    if (notNow.isPresent()) {
      stage.steps().forEach(step -> told.accept(new Outcome.NotDone(step.id(), notNow.get())));
      return;
    }
    new RedisRun(wire, admin, clock, saves).run(stage, told);
  }

  /** Why a stage is not for who runs beside whoever writes there. */
  private Optional<String> notBeside(Plan.Stage stage) {
    // It says an account's rules anew, and so what the writer may just have taken.
    if (stage.phase() == Phase.REVOKE)
      return Optional.of("rules are said anew after whoever writes there");
    if (!RedisArrange.isSaid(stage)) return Optional.empty();
    return lock.take(Duration.ZERO).map(who -> who + " is writing there, and says so at the end");
  }

  @Override
  public Stream<Reach> probe(Probe probe) {
    return new RedisProbe(things, rules, wire).probe(probe);
  }

  @Override
  public List<String> paths(String account, String action, Resource on) {
    Probe one = new Probe(Set.of(account), Optional.of(on), true);
    return probe(one)
        .filter(reach -> reach.can().getOrDefault(on, Map.of()).containsKey(action))
        .map(_ -> "rules of its own")
        .toList();
  }

  @Override
  public void credential(String account, char[] secret, Optional<Instant> end) {
    RedisCredential.set(things.first(), wire, account, secret, end);
  }

  @Override
  public void mark(Set<Target> targets, String head) {
    Map<Target, String> next = new TreeMap<>();
    things.targets().stream().filter(targets::contains).forEach(target -> next.put(target, head));
    mark(next);
  }

  @Override
  public Set<Target> claim(Set<Target> targets, Claim claim) {
    Map<Target, String> marks =
        LedgerHeads.read(ProbeRules.keys(wire.ask("ACL", "GETUSER", RedisNames.LEDGER)));
    Map<Target, String> changed = new TreeMap<>();
    Set<Target> others = new TreeSet<>();
    for (Target target : things.targets()) {
      if (!targets.contains(target)) continue;
      Optional<String> found = Optional.ofNullable(marks.get(target));
      Optional<String> next = claim.over(target, found);
      if (next.isEmpty()) others.add(target);
      else if (!next.equals(found)) changed.put(target, next.get());
    }
    if (!changed.isEmpty()) mark(changed);
    return others;
  }

  private void mark(Map<Target, String> next) {
    Object ledger = wire.ask("ACL", "GETUSER", RedisNames.LEDGER);
    List<String> patterns = ProbeRules.keys(ledger);
    boolean unsaved =
        ledger != null
            && RedisCredential.marks(wire, RedisNames.LEDGER).contains(new RedisMark.Unsaved());
    wire.ask(LedgerHeads.command(LedgerHeads.with(patterns, next), unsaved));
    if (RedisInspect.hasFile(wire)) wire.ask("ACL", "SAVE");
  }

  @Override
  public void close() {
    wire.close();
    fuse.ifPresent(Fuse::close);
  }
}
