package dev.usher.connectors.redis;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.redis.ProbeCells.Cell;
import dev.usher.connectors.redis.ProbeCells.Try;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What accounts can really do, by the server's own answer: from Redis 7 on by ACL DRYRUN of every
 * command on every thing; before, which has nothing of the kind, by {@link ProbeRules}. Accounts
 * whose rules are the same text have the same answer.
 */
final class RedisProbe {
  private final Things things;
  private static final Rules NOBODY = new Rules("", false, false, List.of(), List.of(), List.of());

  private final Wire wire;
  private final CommandRules commands;
  private final ProbeCells cells;
  private final Set<String> unknown;
  private final Optional<ProbeRules> before7;

  /**
   * @param can to the server and to things, by action
   * @param powers that no policy gives
   */
  private record Answer(
      Set<String> server, Map<Resource, Map<String, Extent>> can, Set<String> powers) {}

  RedisProbe(Things things, CommandRules commands, Wire wire) {
    Dialect dialect = commands.dialect();
    this.things = things;
    this.wire = wire;
    this.commands = commands;
    this.cells = new ProbeCells(things, commands);
    ProbeRules rules = new ProbeRules(wire);
    this.unknown = dialect.has7() ? Set.of() : rules.unknown();
    this.before7 = Optional.of(rules).filter(_ -> !dialect.has7());
  }

  Stream<Reach> probe(Probe probe) {
    Map<String, Rules> all = new TreeMap<>();
    for (String line : wire.lines("ACL", "LIST")) {
      Rules rules = Rules.read(line);
      all.put(rules.name(), rules);
    }
    // What usher keeps in it is looked at by inspection; nobody comes in by it.
    if (!all.getOrDefault(RedisNames.LEDGER, NOBODY).on()) all.remove(RedisNames.LEDGER);
    all.values().removeIf(one -> KeptOut.isOne(one.name()) && !one.on());
    Set<String> asked = probe.accounts().isEmpty() ? all.keySet() : probe.accounts();
    Map<List<Object>, Answer> classes = new HashMap<>();
    Map<List<Object>, Map<Resource, Map<String, Extent>>> shared = new HashMap<>();
    List<Reach> answers = new ArrayList<>();
    for (String name : asked) {
      Rules rules = all.get(name);
      if (rules == null) {
        answers.add(new Reach(name, false, false, false, Set.of(), Set.of(), Map.of()));
        continue;
      }
      List<Object> alike =
          probe.each()
              ? List.of(name)
              : List.of(
                  rules.sets(), rules.odd(), rules.nopass(), isTwofold(rules), isAdopted(rules));
      Answer answer = classes.computeIfAbsent(alike, _ -> ask(rules, probe.only()));
      Set<Target> here = targets(rules);
      Map<Resource, Map<String, Extent>> can =
          shared.computeIfAbsent(List.of(alike, here), _ -> placed(answer, here, probe.only()));
      boolean ours =
          name.equals(RedisNames.LEDGER)
              || KeptOut.isOne(name)
              || isOurs(rules)
              || isAdopted(rules);
      answers.add(new Reach(name, true, ours, rules.on(), answer.powers(), Set.of(), can));
    }
    return answers.stream();
  }

  /** Whether it was there before usher, and is taken over. */
  private boolean isAdopted(Rules rules) {
    return !things.adopted(rules.name()).isEmpty();
  }

  private static boolean isOurs(Rules rules) {
    return RedisInspect.marks(rules.hashes()).stream().anyMatch(RedisMark.For.class::isInstance);
  }

  /** The targets that an account is for; a stranger's are all of them. */
  private Set<Target> targets(Rules rules) {
    if (!isOurs(rules)) return Set.copyOf(things.targets());
    Set<String> marked =
        RedisInspect.marks(rules.hashes()).stream()
            .filter(RedisMark.For.class::isInstance)
            .map(mark -> ((RedisMark.For) mark).of())
            .collect(Collectors.toSet());
    return things.targets().stream()
        .filter(target -> marked.contains(State.digestOf(target)))
        .collect(Collectors.toSet());
  }

  /** What may be done to the server may be done in each of the account's targets. */
  private static Map<Resource, Map<String, Extent>> placed(
      Answer answer, Set<Target> here, Optional<Resource> only) {
    Map<Resource, Map<String, Extent>> can = new HashMap<>(answer.can());
    Map<String, Extent> server = new HashMap<>();
    answer.server().forEach(action -> server.put(action, new Extent.Whole()));
    for (Target target : here) {
      Resource root = Resource.of(target);
      if (!server.isEmpty() && only.filter(one -> !one.equals(root)).isEmpty()) {
        can.put(root, server);
      }
    }
    return can;
  }

  private Answer ask(Rules rules, Optional<Resource> only) {
    Answer answer = new Answer(new HashSet<>(), new HashMap<>(), new TreeSet<>());
    List<Cell> normal = cells.all(only);
    List<Cell> all = new ArrayList<>(normal);
    all.addAll(cells.powers(unknown));
    List<List<Boolean>> allowed = allowed(rules.name(), all);
    for (int i = 0; i < all.size(); i++) {
      Cell cell = all.get(i);
      if (cell.action().equals(RedisType.CONNECT) && isAdopted(rules)) {
        // To be let in is all of it: what comes along was settled before usher.
        answer.server.add(cell.action());
        continue;
      }
      if (!allowed.get(i).contains(true)) continue;
      if (allowed.get(i).contains(false)) {
        // What clients need comes in parts; what is missing of it is told as missing.
        cell.on().ifPresent(on -> answer.powers.add(cell.action() + " on a part of " + on));
        continue;
      }
      if (i >= normal.size()) answer.powers.add(cell.action());
      else if (cell.on().isEmpty()) answer.server.add(cell.action());
      else
        answer
            .can
            .computeIfAbsent(cell.on().get(), _ -> new HashMap<>())
            .put(cell.action(), new Extent.Whole());
    }
    beyond(rules, answer.powers);
    return answer;
  }

  /** What its rules open that is no thing of the policy. */
  private void beyond(Rules rules, Set<String> powers) {
    Set<String> keys = named(things.keys());
    Set<String> channels = named(things.channels());
    boolean all = false;
    for (Rules.Set set : rules.sets()) {
      boolean everything = set.commands().contains("+@all");
      halves(set, powers);
      powers.addAll(commands.allowed(set.commands()).odd());
      for (Rules.Keys each : set.keys()) {
        if (!keys.contains(each.pattern())) powers.add("keys " + each.pattern());
        all |= everything && each.pattern().equals("*") && each.read() && each.write();
      }
      for (String each : set.channels()) {
        if (!channels.contains(each)) powers.add("channels " + each);
      }
    }
    if (isTwofold(rules)) powers.add(RedisInspect.TWO_PASSWORDS);
    if (rules.nopass()) powers.add(Reach.NO_PASSWORD);
    else if (all) powers.add(Reach.SUPERUSER);
    powers.addAll(rules.odd());
  }

  /** Somebody else than usher has given it a password; of a stranger that is its own affair. */
  private boolean isTwofold(Rules rules) {
    return isOurs(rules) && !isAdopted(rules) && RedisInspect.passwords(rules) > 1;
  }

  /** Keys that are less open than a command needs with all it can do: with less, it works. */
  private void halves(Rules.Set set, Set<String> powers) {
    for (String action : commands.allowed(set.commands()).actions()) {
      Command command = Objects.requireNonNull(Commands.ALL.get(action));
      for (Rules.Keys each : set.keys()) {
        boolean all = (each.read() || !command.reads()) && (each.write() || !command.writes());
        if (!all && command.kind() == Command.Kind.KEYS)
          powers.add(action + " on a part of " + each.pattern());
      }
    }
  }

  private static Set<String> named(Map<Resource, List<String>> some) {
    return some.values().stream().flatMap(List::stream).collect(Collectors.toSet());
  }

  /** The answers to the tries of each cell. */
  private List<List<Boolean>> allowed(String account, List<Cell> all) {
    if (before7.isPresent()) {
      Object user = wire.ask("ACL", "GETUSER", account);
      return all.stream()
          .map(
              cell ->
                  cell.tries().stream()
                      .map(
                          one -> user != null && before7.get().can(user, one.command(), one.name()))
                      .toList())
          .toList();
    }
    List<List<String>> questions = new ArrayList<>();
    for (Cell cell : all) {
      for (Try one : cell.tries()) {
        List<String> question = new ArrayList<>(List.of("ACL", "DRYRUN", account));
        question.addAll(one.words());
        questions.add(question);
      }
    }
    List<?> answers = wire.all(questions);
    List<List<Boolean>> allowed = new ArrayList<>();
    int at = 0;
    for (Cell cell : all) {
      int end = at + cell.tries().size();
      allowed.add(answers.subList(at, end).stream().map("OK"::equals).toList());
      at = end;
    }
    return allowed;
  }
}
