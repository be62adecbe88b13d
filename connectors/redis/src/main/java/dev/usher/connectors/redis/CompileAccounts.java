package dev.usher.connectors.redis;

import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.connectors.redis.RedisFact.Stranger;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who has an account; and who cannot have one. */
final class CompileAccounts {
  private final Server server;
  private final CompileChecks checks;
  private final Set<String> strangers = new HashSet<>();
  private final Map<String, Instant> ends = new HashMap<>();
  private final Map<String, String> subjects = new HashMap<>();

  CompileAccounts(ObservedState<RedisFact> observed, Server server, CompileChecks checks) {
    this.server = server;
    this.checks = checks;
    for (RedisFact fact : observed.facts().keySet()) {
      if (fact instanceof Stranger stranger) strangers.add(stranger.name());
      if (fact instanceof Account one) one.ends().ifPresent(at -> ends.put(one.name(), at));
    }
  }

  /** The account; its password stays until its end, and is taken by the first plan after that. */
  Account of(Access access, Member member) {
    Optional<Instant> end =
        Optional.ofNullable(ends.get(member.account())).filter(at -> at.isAfter(access.at()));
    return new Account(access.target(), member.account(), member.open(), false, end);
  }

  boolean isRefused(Target target, Member member) {
    String name = member.account();
    Optional<String> refusal = RedisNames.refusal(name);
    String other = subjects.putIfAbsent(name, member.subject());
    if (refusal.isPresent()) {
      add(
          "account-name",
          "%s cannot be called %s in %s: %s"
              .formatted(member.subject(), name, target, refusal.get()),
          "write another account template for that target, such as account: \"u_{name}\"",
          member);
    } else if (server.admin().equals(name)) {
      add(
          "lock-out",
          member.subject() + "'s account in " + target + " would be usher's own, " + name,
          "write another account template for that target, so that usher cannot lock itself out",
          member);
    } else if (other != null && !other.equals(member.subject())) {
      add(
          "account-shared",
          member.subject() + " and " + other + " would share the account " + name,
          "write account templates that keep them apart",
          member);
    } else if (strangers.contains(name)) {
      add(
          "account-exists",
          "there is an account " + name + " in " + target + " without usher's mark",
          "to take it over name it in "
              + RedisType.ADOPTED
              + "; or write another account template; or, if it is usher's and somebody reset its"
              + " passwords, or it is not needed, type there: "
              + Words.line(List.of("ACL", "DELUSER", name)),
          member);
    } else {
      return false;
    }
    return true;
  }

  private void add(String code, String message, String hint, Member member) {
    checks.add(Severity.ERROR, code, message, hint, at(member));
  }

  static Optional<Source> at(Member member) {
    return member.roles().values().stream()
        .flatMap(Set::stream)
        .flatMap(cause -> cause.at().stream())
        .findFirst();
  }
}
