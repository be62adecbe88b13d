package dev.usher.connectors.redis;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Permission;
import dev.usher.connectors.api.Description.Role;
import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.redis.RedisFact.Adopted;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a server grants, as a policy would say it. Redis has no roles: what an account may do is
 * one, called as the first account that has it, and given to all who have just that.
 */
final class RedisDescribe {
  private RedisDescribe() {}

  static Description describe(Realm realm, ObservedState<RedisFact> observed) {
    Place place = realm.places().getFirst();
    Map<String, Map<Resource, Actions>> held = new TreeMap<>();
    Set<Unsaid> unsaid = new TreeSet<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof Adopted one) {
                held.computeIfAbsent(one.name(), _ -> new TreeMap<>());
                unsaid.addAll(unsaid(one));
              } else if (fact instanceof Held one && origin == Origin.OURS) {
                held.computeIfAbsent(one.account(), _ -> new TreeMap<>())
                    .put(one.on(), one.actions());
              }
            });
    Map<List<Permission>, String> named = new HashMap<>();
    Map<String, Role> roles = new TreeMap<>();
    Map<String, Description.Account> accounts = new TreeMap<>();
    held.forEach(
        (account, here) -> {
          List<Permission> can = permissions(here);
          String role = named.computeIfAbsent(can, _ -> Namable.free(name(account), roles));
          roles.put(role, new Role(Set.of(), can));
          accounts.put(account, new Description.Account(true, Set.of(role)));
        });
    return new Description(
        new Whole(place.system().settings(), place.system().things()),
        roles,
        accounts,
        List.copyOf(unsaid));
  }

  /** As the policy calls a role. */
  private static String name(String account) {
    String plain = account.replaceAll("[^\\p{L}\\p{N}_.@+-]", "-");
    return plain.matches("[\\p{L}\\p{N}_].*") ? plain : "_" + plain;
  }

  /** Things of a kind with the same actions together. */
  private static List<Permission> permissions(Map<Resource, Actions> held) {
    Map<String, Map<Set<String>, Set<String>>> byKind = new LinkedHashMap<>();
    held.forEach(
        (thing, actions) ->
            byKind
                .computeIfAbsent(RedisType.TYPE.kindOf(thing), _ -> new LinkedHashMap<>())
                .computeIfAbsent(actions.names(), _ -> new TreeSet<>())
                .add(thing.path().isEmpty() ? "" : thing.path().getLast().name()));
    List<Permission> all = new ArrayList<>();
    String system = held.keySet().stream().map(one -> one.target().system()).findFirst().orElse("");
    byKind.forEach(
        (kind, some) ->
            some.forEach(
                (actions, names) ->
                    all.add(
                        new Permission(
                            kind, actions, List.of(on(system, kind, names)), Set.of()))));
    return all;
  }

  private static Pattern on(String system, String kind, Set<String> names) {
    List<Step> steps = new ArrayList<>(List.of(new Step.One("", Name.of(system))));
    if (!kind.equals(RedisType.TYPE.root())) {
      String written = kind.equals(RedisType.TYPE.levels().getFirst().defaultKind()) ? "" : kind;
      steps.add(new Step.One(written, Name.of(names.toArray(String[]::new))));
    }
    return new Pattern(steps, Optional.empty());
  }

  private static List<Unsaid> unsaid(Adopted account) {
    String row = InspectWhole.row(account.name());
    List<Unsaid> all = new ArrayList<>();
    for (String selector : account.kept()) {
      all.add(
          new Unsaid(
              row,
              InspectWhole.brief("(" + selector + ")") + ": in no policy, and kept beside it"));
    }
    return all;
  }
}
