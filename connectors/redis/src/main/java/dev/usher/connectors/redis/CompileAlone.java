package dev.usher.connectors.redis;

import dev.usher.connectors.api.AmongOthers;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Adopted;
import dev.usher.connectors.redis.RedisFact.Barred;
import dev.usher.connectors.redis.RedisFact.Beyond;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.connectors.redis.RedisFact.Stale;
import dev.usher.connectors.redis.RedisFact.Stranger;
import dev.usher.connectors.redis.RedisFact.Unsaved;
import dev.usher.core.access.Access;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a few people ought to have, among others who stay as they are. */
final class CompileAlone {
  private CompileAlone() {}

  static Optional<DesiredState<RedisFact>> compile(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<RedisFact> observed) {
    Set<String> names = new HashSet<>();
    accounts.values().forEach(names::addAll);
    boolean isTakenOver =
        observed.facts().keySet().stream()
            .anyMatch(fact -> fact instanceof Adopted one && names.contains(one.name()));
    // Of what was there before usher it is for the look at all to say what stays.
    if (isTakenOver) return Optional.empty();
    return AmongOthers.compile(
        observed,
        fact -> isTheirs(fact, names, accounts.keySet()),
        seen -> RedisCompile.compile(realm, meant, seen));
  }

  private static boolean isTheirs(RedisFact fact, Set<String> names, Set<String> subjects) {
    return switch (fact) {
      case Account one -> names.contains(one.name());
      case Barred one -> subjects.contains(one.hold().subject());
      case Held one -> names.contains(one.account());
      case Beyond one -> names.contains(one.account());
      case Stale one -> names.contains(one.account());
      case Adopted _, Server _, Stranger _, Unsaved _ -> false;
    };
  }
}
