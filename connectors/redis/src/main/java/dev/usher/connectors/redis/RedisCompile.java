package dev.usher.connectors.redis;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.redis.CompileHeld.Given;
import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a server ought to hold: there are no roles in it, so every account gets all of its own. */
final class RedisCompile {
  private static final Catalogue NOTHING = new Catalogue(Map.of());

  private final Realm realm;
  private final Things things;
  private final ObservedState<RedisFact> observed;
  private final Server server;
  private final Map<RedisFact, Set<Cause>> facts = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final CompileChecks checks = new CompileChecks(diagnostics);

  /** By account, then by thing. */
  private final Map<String, Map<Resource, Actions>> held = new LinkedHashMap<>();

  private final Map<String, Member> members = new TreeMap<>();

  private RedisCompile(Realm realm, ObservedState<RedisFact> observed, Server server) {
    this.realm = realm;
    this.things = Things.of(realm);
    this.observed = observed;
    this.server = server;
  }

  static DesiredState<RedisFact> compile(
      Realm realm, List<Access> meant, ObservedState<RedisFact> observed) {
    return new RedisCompile(realm, observed, server(observed)).compile(meant);
  }

  /** What was found of the server itself. */
  static Server server(ObservedState<RedisFact> observed) {
    return observed.facts().keySet().stream()
        .filter(Server.class::isInstance)
        .map(Server.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private DesiredState<RedisFact> compile(List<Access> meant) {
    checks.patterns(realm);
    checks.adopted(realm, server);
    CompileAccounts accounts = new CompileAccounts(observed, server, checks);
    for (Access access : meant) {
      access.roles().values().forEach(role -> role.rights().forEach(checks::right));
      Catalogue there = observed.catalogues().getOrDefault(access.target(), NOTHING);
      CompileHeld given = new CompileHeld(access, there.entries().keySet(), server.rules(), checks);
      access
          .holds()
          .forEach(hold -> facts.put(new RedisFact.Barred(access.target(), hold), Set.of()));
      for (Member member : access.members().values()) {
        if (accounts.isRefused(access.target(), member)) continue;
        Set<Cause> why = new TreeSet<>();
        member.roles().values().forEach(why::addAll);
        facts.put(accounts.of(access, member), why);
        held(member, given.of(member));
      }
    }
    left();
    Set<Map<Resource, Actions>> seen = new HashSet<>();
    held.forEach(
        (account, here) -> {
          if (seen.add(here)) check(account, here);
        });
    checks.server(realm, server, changes());
    return new DesiredState<>(facts, diagnostics);
  }

  /** Whether anything is otherwise than it ought to be. */
  private boolean changes() {
    return !observed.facts().keySet().containsAll(facts.keySet())
        || observed.facts().entrySet().stream()
            .anyMatch(one -> one.getValue() == Origin.OURS && !facts.containsKey(one.getKey()));
  }

  /**
   * An account that was there before usher stays when nobody is meant by it any more: closed, and
   * with the password that usher did not give it.
   */
  private void left() {
    Set<Object> meant = new HashSet<>();
    facts.keySet().forEach(fact -> meant.add(fact.key()));
    for (RedisFact fact : observed.facts().keySet()) {
      if (!(fact instanceof Account one) || !isAdopted(one) || meant.contains(one.key())) continue;
      Member elsewhere = members.get(one.name());
      boolean on = elsewhere != null && elsewhere.open();
      facts.put(
          new Account(one.target(), one.name(), on, false, one.ends()), Set.of(Diff.NOT_IN_POLICY));
    }
  }

  private boolean isAdopted(Account account) {
    return things.adopted(account.name()).contains(account.target());
  }

  private void held(Member member, Given given) {
    members.put(member.account(), member);
    held.computeIfAbsent(member.account(), _ -> new TreeMap<>()).putAll(given.actions());
    given
        .actions()
        .forEach(
            (thing, actions) ->
                facts.put(
                    new Held(member.account(), thing, actions),
                    given.causes().getOrDefault(thing, Set.of())));
  }

  private void check(String account, Map<Resource, Actions> here) {
    Member member = Objects.requireNonNull(members.get(account));
    serverWide(account, member, here);
    if (server.dialect().has7()) return;
    for (boolean keys : List.of(true, false)) {
      List<Map.Entry<Resource, Actions>> some =
          here.entrySet().stream()
              .filter(one -> !one.getKey().path().isEmpty())
              .filter(one -> one.getKey().path().getLast().kind().isEmpty() == keys)
              .toList();
      some.stream()
          .filter(one -> !one.getValue().equals(some.getFirst().getValue()))
          .findFirst()
          .ifPresent(other -> needs7(account, member, some.getFirst().getKey(), other.getKey()));
    }
  }

  private void needs7(String account, Member member, Resource one, Resource other) {
    checks.add(
        Severity.ERROR,
        "needs-selectors",
        "%s is given different actions on %s and %s, which Redis %s cannot keep apart"
            .formatted(account, one, other, server.dialect().version()),
        "give the same actions on all of them, or an account for each, or bring Redis 7",
        CompileAccounts.at(member));
  }

  private static Set<String> server(Map<Resource, Actions> here, Target target) {
    return Optional.ofNullable(here.get(Resource.of(target))).map(Actions::names).orElse(Set.of());
  }

  /** One server has its own actions once, whatever targets it is. */
  private void serverWide(String account, Member member, Map<Resource, Actions> here) {
    Set<String> all = new TreeSet<>();
    List<Target> targets = realm.places().stream().map(Realm.Place::target).toList();
    targets.forEach(target -> all.addAll(server(here, target)));
    for (Target target : targets) {
      Set<String> lacks = new TreeSet<>(all);
      lacks.removeAll(server(here, target));
      if (lacks.isEmpty()) continue;
      checks.add(
          Severity.ERROR,
          "server-wide",
          "%s would have %s in %s too, which is the same server as where it is given"
              .formatted(account, String.join(", ", lacks), target),
          "give it in every target of " + realm.key() + ", or make them servers of their own",
          CompileAccounts.at(member));
    }
  }
}
