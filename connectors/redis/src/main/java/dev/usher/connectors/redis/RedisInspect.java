package dev.usher.connectors.redis;

import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Adopted;
import dev.usher.connectors.redis.RedisFact.Barred;
import dev.usher.connectors.redis.RedisFact.Beyond;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.connectors.redis.RedisFact.Stale;
import dev.usher.connectors.redis.RedisFact.Stranger;
import dev.usher.connectors.redis.RedisFact.Unsaved;
import dev.usher.connectors.redis.Standing.Comes;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that is, from three questions: which accounts, which ACL file; the third once a session. */
final class RedisInspect {
  /** What can only be mended by taking all passwords. */
  static final String TWICE_MARKED = "two marks for one thing";

  /** Usher issues one at a time: of two, somebody else's may be either. */
  static final String TWO_PASSWORDS = "two passwords";

  private final Things things;
  private final CommandRules rules;
  private final String admin;
  private final Standing standing;
  private final Map<String, Target> targets = new TreeMap<>();
  private final Map<RedisFact, Origin> facts = new LinkedHashMap<>();
  private Map<Target, String> heads = Map.of();
  private Holds holds = Holds.NONE;

  RedisInspect(Things things, CommandRules rules, String admin) {
    this.things = things;
    this.rules = rules;
    this.admin = admin;
    this.standing = new Standing(things, rules);
    for (Target target : things.targets()) {
      targets.put(RedisMark.For.target(target, false).of(), target);
    }
  }

  ObservedState<RedisFact> inspect(Wire wire) {
    List<String> lines = wire.lines("ACL", "LIST");
    boolean hasFile = hasFile(wire);
    Set<String> written = new TreeSet<>();
    boolean open = false;
    for (String line : lines) {
      Rules account = Rules.read(line);
      switch (account.name()) {
        case RedisNames.DEFAULT -> open = account.on() && account.nopass();
        case RedisNames.LEDGER -> written.addAll(ledger(account));
        default -> {
          if (KeptOut.isOne(account.name())) kept(account);
          else account(account);
        }
      }
    }
    facts.put(
        new Server(things.first(), rules, hasFile, open, admin, Set.copyOf(written)),
        Origin.CONTEXT);
    heads = LedgerHeads.read(written);
    heads.keySet().retainAll(things.targets());
    return new ObservedState<>(things.catalogues(), facts, heads, holds);
  }

  /** Whether there is an ACL file; without one ACL SAVE has nowhere to write to. */
  static boolean hasFile(Wire wire) {
    return Wire.field(wire.ask("CONFIG", "GET", "aclfile"), "aclfile")
        .filter(file -> !file.equals(""))
        .isPresent();
  }

  private void account(Rules rules) {
    List<RedisMark> marks = marks(rules.hashes());
    List<RedisMark.For> ours =
        marks.stream()
            .filter(RedisMark.For.class::isInstance)
            .map(RedisMark.For.class::cast)
            .toList();
    Set<Target> adopted = rules.name().equals(admin) ? Set.of() : things.adopted(rules.name());
    if (!ours.isEmpty() || !adopted.isEmpty()) {
      ours(rules, ours, adopted, ends(marks));
      if (marks.size() > forms(marks)) beyond(things.first(), rules.name(), TWICE_MARKED);
      if (adopted.isEmpty() && passwords(rules) > 1)
        beyond(things.first(), rules.name(), TWO_PASSWORDS);
      return;
    }
    facts.put(new Stranger(things.first(), rules.name()), Origin.CONTEXT);
    if (!rules.name().equals(admin)) {
      held(rules.name(), standing.to(rules.sets()), things.targets(), Origin.FOREIGN);
    }
  }

  private void ours(
      Rules rules, List<RedisMark.For> marks, Set<Target> adopted, Optional<Instant> ends) {
    Set<Target> here = new TreeSet<>();
    Map<String, Boolean> unswept = new LinkedHashMap<>();
    marks.forEach(mark -> unswept.merge(mark.of(), mark.unswept(), Boolean::logicalOr));
    for (Map.Entry<String, Boolean> mark : unswept.entrySet()) {
      Target target = targets.get(mark.getKey());
      if (target == null) {
        facts.put(
            new Stale(things.first(), rules.name(), mark.getKey(), mark.getValue()), Origin.OURS);
      } else {
        here.add(target);
        facts.put(
            new Account(target, rules.name(), rules.on(), mark.getValue(), ends), Origin.OURS);
      }
    }
    Set<Target> unmarked = new TreeSet<>(adopted);
    unmarked.removeAll(here);
    for (Target target : unmarked) {
      here.add(target);
      facts.put(new Account(target, rules.name(), rules.on(), false, ends), Origin.OURS);
    }
    Comes comes = adopted.isEmpty() ? standing.to(rules.sets()) : adopted(rules, adopted, unmarked);
    held(rules.name(), comes, here, Origin.OURS);
    Target of = here.isEmpty() ? things.first() : here.iterator().next();
    comes.beyond().forEach(rule -> beyond(of, rules.name(), rule));
    rules.odd().forEach(rule -> beyond(of, rules.name(), rule));
    if (rules.nopass()) beyond(of, rules.name(), "nopass");
  }

  /** Of one that was there before usher, what is usher's to change. */
  private Comes adopted(Rules rules, Set<Target> targets, Set<Target> unmarked) {
    Apart apart = Apart.of(rules.sets(), standing, this.rules);
    facts.put(
        new Adopted(
            rules.name(),
            List.copyOf(targets),
            List.copyOf(unmarked),
            List.copyOf(apart.lacks()),
            List.copyOf(apart.kept())),
        Origin.CONTEXT);
    return standing.to(apart.said());
  }

  private void beyond(Target target, String account, String rule) {
    facts.put(new Beyond(target, account, rule), Origin.OURS);
  }

  /** What is done to the server is done in every target that the account is for. */
  private void held(String account, Comes comes, Collection<Target> here, Origin origin) {
    comes.held().forEach((thing, actions) -> facts.put(new Held(account, thing, actions), origin));
    if (comes.server().isEmpty()) return;
    for (Target target : here) {
      Resource root = Resource.of(target);
      facts.put(new Held(account, root, Actions.on(root, comes.server())), origin);
    }
  }

  /** The account that holds the heads; what they are. */
  private List<String> ledger(Rules rules) {
    if (marks(rules.hashes()).contains(new RedisMark.Unsaved())) {
      facts.put(new Unsaved(things.first()), Origin.OURS);
    }
    boolean isOurs =
        !rules.on()
            && rules.sets().size() == 1
            && rules.sets().getFirst().commands().stream().allMatch("-@all"::equals)
            && rules.sets().getFirst().channels().isEmpty();
    if (!isOurs) beyond(things.first(), RedisNames.LEDGER, "that it is not closed and powerless");
    return rules.sets().getFirst().keys().stream().map(Rules.Keys::pattern).toList();
  }

  /** Of another policy's targets nothing is told. */
  private void kept(Rules rules) {
    holds(rules)
        .recorded()
        .forEach(
            (target, here) -> {
              if (!things.targets().contains(target)) return;
              here.forEach(hold -> facts.put(new Barred(target, hold), Origin.OURS));
              for (Hold hold : here) holds = holds.and(Holds.NONE.with(target, hold));
            });
  }

  private static Holds holds(Rules rules) {
    return KeptOut.read(
        rules.name(), rules.sets().getFirst().keys().stream().map(Rules.Keys::pattern).toList());
  }

  /** Who is kept out, as one question tells. */
  static Holds holds(Wire wire, Collection<Target> targets) {
    Holds found = Holds.NONE;
    for (String line : wire.lines("ACL", "LIST")) {
      Rules account = Rules.read(line);
      if (!KeptOut.isOne(account.name())) continue;
      Holds one = holds(account);
      if (targets.containsAll(one.recorded().keySet())) found = found.and(one);
    }
    return found;
  }

  static List<RedisMark> marks(Collection<String> hashes) {
    return hashes.stream().flatMap(hash -> RedisMark.read(hash).stream()).toList();
  }

  /** How many passwords let somebody in. */
  static long passwords(Rules rules) {
    return rules.hashes().stream().filter(hash -> RedisMark.read(hash).isEmpty()).count();
  }

  /** How many marks there can be: one for each target, and one end. */
  private static long forms(List<RedisMark> marks) {
    return marks.stream()
        .map(mark -> mark instanceof RedisMark.For(String of, _) ? of : mark.getClass().getName())
        .distinct()
        .count();
  }

  /** Of several ends the first counts. */
  static Optional<Instant> ends(List<RedisMark> marks) {
    return marks.stream()
        .filter(RedisMark.Ends.class::isInstance)
        .map(mark -> ((RedisMark.Ends) mark).at())
        .min(Instant::compareTo);
  }
}
