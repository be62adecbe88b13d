package dev.usher.connectors.redis;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.redis.Standing.Comes;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A server that no policy speaks of yet: which accounts one could take over, and the key spaces and
 * channels that it would have to name for them. An account is taken over whole or not at all, for
 * usher writes all of its rules at once; so usher has to be able to write what is there.
 *
 * @param whole what the policy has to say
 * @param unsaid of every other account its rules, never its passwords, and why no policy says them
 */
record InspectWhole(Whole whole, List<Unsaid> unsaid) {
  private static final int LONGEST_RULES = 160;

  /** What stands for bytes that are no UTF-8: what has it cannot be told from another. */
  private static final char UNKNOWN = '\uFFFD';

  static InspectWhole of(Target target, CommandRules rules, String admin, List<String> lines) {
    Map<String, Rules> candidates = new TreeMap<>();
    List<Unsaid> unsaid = new ArrayList<>();
    for (String line : lines) {
      Rules account = Rules.read(line);
      String name = account.name();
      if (name.equals(admin) || name.equals(RedisNames.LEDGER) || KeptOut.isOne(name)) continue;
      Optional<String> why = refusal(account, rules);
      if (why.isEmpty()) candidates.put(name, account);
      else unsaid.add(unsaid(account, why.get()));
    }
    Namable namable = new Namable(candidates.values(), rules);
    Things things = namable.things(target);
    Standing standing = new Standing(things, rules);
    Set<String> adopted = new TreeSet<>();
    Set<Resource> held = new HashSet<>();
    candidates.forEach(
        (name, account) -> {
          Apart apart = Apart.of(account.sets(), standing, rules);
          Comes comes = standing.to(apart.said());
          Optional<String> why = refusal(apart, comes, standing);
          if (why.isEmpty()) {
            adopted.add(name);
            held.addAll(comes.held().keySet());
          } else {
            unsaid.add(unsaid(account, namable.refusal(account).orElse(why.get())));
          }
        });
    return new InspectWhole(
        new Whole(
            adopted.isEmpty() ? Map.of() : Map.of(RedisType.ADOPTED, List.copyOf(adopted)),
            Map.of("keys", only(things.keys(), held), "channels", only(things.channels(), held))),
        unsaid);
  }

  /** Why an account is left alone whatever its rules are. */
  private static Optional<String> refusal(Rules account, CommandRules rules) {
    String name = account.name();
    if (name.equals(RedisNames.DEFAULT)) return Optional.of("whoever says no name comes in by it");
    if (!RedisInspect.marks(account.hashes()).isEmpty()) return Optional.of("usher made it");
    if (!account.on()) return Optional.of("it is off, and whom a policy names is let in");
    if (account.nopass()) return Optional.of("whoever says its name comes in");
    Optional<String> named = RedisNames.refusal(name);
    if (named.isPresent()) return named;
    if (name.indexOf(UNKNOWN) >= 0 || !RedisNames.isSubject(name)) {
      return Optional.of("no policy can name somebody so");
    }
    if (!account.odd().isEmpty()) {
      return Optional.of("no policy says " + String.join(" ", account.odd()));
    }
    if (rules.canChangeAccounts(account.sets())) {
      return Optional.of("it may change accounts, and so give itself everything");
    }
    return account.sets().stream().anyMatch(InspectWhole::isOdd)
        ? Optional.of("it holds a sign that Redis does not store faithfully")
        : Optional.empty();
  }

  private static boolean isOdd(Rules.Set set) {
    List<String> words = new ArrayList<>(set.channels());
    set.keys().forEach(each -> words.add(each.pattern()));
    return set.commands().stream().anyMatch(one -> !one.matches("[+-]?[\\w@|.:-]+"))
        || words.stream()
            .anyMatch(one -> one.indexOf(UNKNOWN) >= 0 || Glob.refusal(one).isPresent());
  }

  /** Why usher could not write the rules as they are. */
  private static Optional<String> refusal(Apart apart, Comes comes, Standing standing) {
    if (!comes.beyond().isEmpty()) {
      return Optional.of("no policy says " + brief(String.join(" ", comes.beyond())));
    }
    if (comes.held().isEmpty() && comes.server().isEmpty()) {
      return Optional.of("it may do nothing that a policy gives");
    }
    return isSplitAlike(apart, standing, true) && isSplitAlike(apart, standing, false)
        ? Optional.empty()
        : Optional.of("usher would write its selectors otherwise");
  }

  /**
   * Whether usher would write as many sets of rules. A command that takes two keys needs both in
   * one: of two sets made one, it could do more; of one made two, less.
   */
  private static boolean isSplitAlike(Apart apart, Standing standing, boolean keys) {
    Set<Resource> seen = new HashSet<>();
    Set<Actions> actions = new HashSet<>();
    for (Rules.Set set : apart.said()) {
      Map<Resource, Actions> here = new TreeMap<>(standing.to(List.of(set)).held());
      here.keySet().removeIf(thing -> thing.path().getLast().kind().isEmpty() != keys);
      if (here.isEmpty()) continue;
      boolean alone = Collections.disjoint(seen, here.keySet());
      if (!alone || !actions.add(here.values().iterator().next())) return false;
      seen.addAll(here.keySet());
    }
    return true;
  }

  /** What somebody holds of it, as a policy has it. */
  private static Map<String, List<String>> only(
      Map<Resource, List<String>> things, Set<Resource> held) {
    Map<String, List<String>> only = new TreeMap<>();
    things.forEach(
        (thing, patterns) -> {
          if (held.contains(thing)) only.put(thing.path().getLast().name(), patterns);
        });
    return only;
  }

  static String row(String account) {
    return "ACL LIST of " + account;
  }

  private static Unsaid unsaid(Rules account, String why) {
    List<String> words = new ArrayList<>();
    if (account.nopass()) words.add("nopass");
    words.addAll(account.odd());
    for (Rules.Set set : account.sets()) {
      String text = set.text(set.commands());
      words.add(set == account.sets().getFirst() ? text : "(" + text + ")");
    }
    return new Unsaid(row(account.name()), brief(String.join(" ", words)) + ": " + why);
  }

  static String brief(String rules) {
    return rules.length() <= LONGEST_RULES ? rules : rules.substring(0, LONGEST_RULES) + "…";
  }
}
