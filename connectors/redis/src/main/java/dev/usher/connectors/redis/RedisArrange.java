package dev.usher.connectors.redis;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Adopted;
import dev.usher.connectors.redis.RedisFact.Barred;
import dev.usher.connectors.redis.RedisFact.Beyond;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.connectors.redis.RedisFact.Stale;
import dev.usher.connectors.redis.RedisFact.Unsaved;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Effect.Kind;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes as commands, an account at a time. Each ACL SETUSER is whole and happens at once, but
 * they are no transaction together: so what is still to do is seen after every one of them.
 */
final class RedisArrange {
  private final Target first;
  private final Server server;
  private final ArrangeAccount accounts;
  private final Drafts drafts = new Drafts();
  private final Map<Target, String> digests = new HashMap<>();
  private final Map<String, State> before = new LinkedHashMap<>();
  private final Map<String, Touched> touched = new TreeMap<>();
  private Optional<Effect> saved = Optional.empty();
  private boolean isUnsaved;
  private boolean ledgerIsOdd;

  /** An account that changes, with what is told of it. */
  record Touched(
      State after, List<Effect> taken, List<Effect> added, List<Effect> changed, Set<Target> of) {
    Target target() {
      return of.iterator().next();
    }
  }

  private RedisArrange(Realm realm, ObservedState<RedisFact> observed) {
    first = realm.places().getFirst().target();
    server = RedisCompile.server(observed);
    accounts = new ArrangeAccount(drafts, new RuleText(Things.of(realm), server.rules()));
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof Unsaved) isUnsaved = true;
              else if (origin == Origin.OURS && !(fact instanceof Barred)
                  || fact instanceof Adopted)
                before.computeIfAbsent(account(fact), _ -> new State(digests)).add(fact);
            });
  }

  static List<Plan.Stage> arrange(
      Realm realm, List<Change<RedisFact>> changes, ObservedState<RedisFact> observed) {
    return new RedisArrange(realm, observed).arrange(changes);
  }

  private List<Plan.Stage> arrange(List<Change<RedisFact>> changes) {
    changes.forEach(this::bar);
    changes.forEach(this::sort);
    touched.forEach((name, one) -> accounts.arrange(name, before.get(name), one));
    changes.forEach(this::unbar);
    if (ledgerIsOdd) {
      drafts.add(
          Phase.REVOKE,
          first,
          Risk.NARROWS,
          List.of(),
          Words.line(LedgerHeads.command(server.heads(), isUnsaved || server.aclFile())));
    }
    if (drafts.isEmpty() && saved.isEmpty()) return List.of();
    String flag = new RedisMark.Unsaved().hash();
    List<String> start =
        server.aclFile() && !isUnsaved && !drafts.isEmpty()
            ? List.of(ledger("off", "resetchannels", "#" + flag))
            : List.of();
    List<String> end = new ArrayList<>();
    if (server.aclFile()) end.add("ACL SAVE");
    if (!start.isEmpty() || isUnsaved) end.add(ledger("!" + flag));
    return drafts.stages(first, start, end, saved.stream().toList());
  }

  /** Whether that stage says that all is in the ACL file. */
  static boolean isSaid(Plan.Stage stage) {
    String said = ledger("!" + new RedisMark.Unsaved().hash());
    return stage.steps().stream().anyMatch(step -> step.statement().equals(said));
  }

  private static String ledger(String... words) {
    List<String> all = new ArrayList<>(List.of("ACL", "SETUSER", RedisNames.LEDGER));
    all.addAll(List.of(words));
    return Words.line(all);
  }

  private static String account(RedisFact fact) {
    return switch (fact) {
      case Account one -> one.name();
      case Held one -> one.account();
      case Beyond one -> one.account();
      case Stale one -> one.account();
      case Adopted one -> one.name();
      case Barred _, Unsaved _, RedisFact.Stranger _, Server _ -> "";
    };
  }

  /** Before anything else: what a crash leaves is that they are kept out. */
  private void bar(Change<RedisFact> change) {
    Barred barred = null;
    if (change instanceof Change.Add<RedisFact>(Barred after, var _)) barred = after;
    if (change instanceof Change.Replace<RedisFact>(var _, Barred after, var _)) barred = after;
    if (barred == null) return;
    List<Effect> told = List.of(effect(Kind.ADD, barred, change.causes()));
    String command = Words.line(KeptOut.command(barred.target(), barred.hold()));
    drafts.add(Phase.CLOSE, barred.target(), Risk.NARROWS, told, command);
  }

  /** After whoever was kept out is let in. */
  private void unbar(Change<RedisFact> change) {
    if (!(change instanceof Change.Remove<RedisFact>(Barred barred, var causes))) return;
    List<Effect> told = List.of(effect(Kind.TAKE, barred, causes));
    String account = KeptOut.account(barred.target(), barred.hold().subject());
    String command = Words.line(List.of("ACL", "DELUSER", account));
    drafts.add(Phase.OPEN, barred.target(), Risk.WIDENS, told, command);
  }

  private void sort(Change<RedisFact> change) {
    switch (change) {
      case Change.Add<RedisFact>(Barred _, var _) -> {}
      case Change.Replace<RedisFact>(var _, Barred _, var _) -> {}
      case Change.Remove<RedisFact>(Barred _, var _) -> {}
      case Change.Add<RedisFact>(RedisFact after, var causes) -> {
        Touched one = touch(after);
        one.after.add(after);
        one.added.add(effect(Kind.ADD, after, causes));
      }
      case Change.Replace<RedisFact>(RedisFact was, RedisFact after, var causes) -> {
        Touched one = touch(after);
        one.after.add(after);
        if (was instanceof Held had && after instanceof Held has) parts(one, had, has, causes);
        else one.changed.add(effect(Kind.CHANGE, after, causes).was(was.prose()));
      }
      case Change.Remove<RedisFact>(RedisFact was, var causes) -> {
        if (was instanceof Unsaved) {
          saved = Optional.of(effect(Kind.CHANGE, was, causes));
        } else if (account(was).equals(RedisNames.LEDGER)) {
          ledgerIsOdd = true;
        } else {
          Touched one = touch(was);
          one.after.remove(was);
          one.taken.add(effect(Kind.TAKE, was, causes));
        }
      }
    }
  }

  private Touched touch(RedisFact fact) {
    Touched one =
        touched.computeIfAbsent(
            account(fact),
            name ->
                new Touched(
                    Optional.ofNullable(before.get(name))
                        .map(State::marked)
                        .orElseGet(() -> new State(digests)),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new TreeSet<>()));
    one.of.add(fact.target());
    return one;
  }

  /** Of a thing that stays: what is taken, and what is added. */
  private static void parts(Touched one, Held had, Held has, Set<Cause> causes) {
    Set<String> less = less(had.actions(), has.actions());
    Set<String> more = less(has.actions(), had.actions());
    if (!less.isEmpty()) one.taken.add(effect(Kind.TAKE, held(had, less), causes));
    if (!more.isEmpty()) one.added.add(effect(Kind.ADD, held(has, more), causes));
  }

  private static Set<String> less(Actions one, Actions other) {
    Set<String> rest = new HashSet<>(one.names());
    rest.removeAll(other.names());
    return rest;
  }

  private static Held held(Held like, Set<String> some) {
    return new Held(like.account(), like.on(), Actions.on(like.on(), some));
  }

  private static Effect effect(Kind kind, RedisFact fact, Set<Cause> causes) {
    String group =
        switch (fact) {
          case Account _, Stale _, Adopted _, RedisFact.Stranger _ -> "accounts";
          case Held held -> "access of " + held.account();
          case Beyond beyond -> "rules of " + beyond.account();
          case Barred _ -> "kept out";
          case Unsaved _, Server _ -> "the server";
        };
    return new Effect(kind, fact.target(), group, fact.prose(), causes, fact.about());
  }
}
