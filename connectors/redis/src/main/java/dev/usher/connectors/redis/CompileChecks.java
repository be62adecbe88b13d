package dev.usher.connectors.redis;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a policy says that a Redis cannot carry, and what of the server should be known. */
final class CompileChecks {
  /** What may stand in an XREADGROUP before its keys. */
  private static final List<String> WORDS = List.of("streams", "noack", "count", "block", "group");

  private final List<Diagnostic> diagnostics;

  CompileChecks(List<Diagnostic> diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** A pattern as the policy has it. */
  private record Named(String what, Glob glob, String pattern) {}

  /** Patterns that Redis would misread, or that let somebody into the keys of another thing. */
  void patterns(Realm realm) {
    for (String setting : List.of("keys", "channels")) {
      List<Named> before = new ArrayList<>();
      for (Place place : realm.places()) {
        Source at = place.system().at();
        for (Map.Entry<String, List<String>> thing : place.system().things(setting).entrySet()) {
          List<Named> here = new ArrayList<>();
          for (String pattern : thing.getValue()) {
            String what = place.target() + "/" + thing.getKey();
            Optional<String> refusal = Glob.refusal(pattern);
            refusal.ifPresent(why -> unfit(setting, what, pattern, why, at));
            if (refusal.isEmpty()) here.add(new Named(what, glob(pattern), pattern));
            if (refusal.isEmpty() && setting.equals("keys")) word(what, pattern, at);
          }
          for (Named one : here) {
            before.stream()
                .filter(other -> other.glob.overlaps(one.glob))
                .forEach(other -> overlap(setting, other, one, at));
          }
          before.addAll(here);
        }
      }
    }
  }

  /** Accounts that cannot be taken over. */
  void adopted(Realm realm, Server server) {
    for (Place place : realm.places()) {
      for (String name : place.system().setting(RedisType.ADOPTED)) {
        Optional<String> refusal =
            name.equals(server.admin())
                ? Optional.of("it is usher's own")
                : RedisNames.refusal(name);
        refusal.ifPresent(
            why ->
                add(
                    Severity.ERROR,
                    "account-name",
                    name + " cannot be taken over in " + place.target() + ": " + why,
                    "take it out of " + RedisType.ADOPTED,
                    Optional.of(place.system().at())));
      }
    }
  }

  /** Why no policy can name that pattern of keys or channels; empty when one can. */
  static Optional<String> refusal(String pattern, boolean keys) {
    return Glob.refusal(pattern)
        .or(
            () ->
                keys ? word(pattern).map(word -> "it matches the word " + word) : Optional.empty());
  }

  /**
   * Redis 7 takes the first STREAMS from the fourth word of an XREADGROUP on for where its keys
   * begin, be it the name of a group or a consumer: what is held against the rules are words of the
   * command then, and the stream that is read is not. {@code *} opens all keys anyway.
   */
  private static Optional<String> word(String pattern) {
    if (pattern.equals("*")) return Optional.empty();
    return WORDS.stream().filter(word -> glob(pattern).overlaps(glob(anyCase(word)))).findFirst();
  }

  private void word(String what, String pattern, Source at) {
    word(pattern)
        .ifPresent(
            word ->
                add(
                    Severity.ERROR,
                    "bad-pattern",
                    "the pattern %s of %s matches the word %s, by which XREADGROUP of Redis 7 would read any stream"
                        .formatted(pattern, what, word),
                    "write more of what its keys begin with, such as " + word.charAt(0) + "…:*",
                    Optional.of(at)));
  }

  /** {@code [nN][oO]}. */
  private static String anyCase(String word) {
    return word.chars()
        .mapToObj(c -> "[" + (char) c + Character.toUpperCase((char) c) + "]")
        .collect(Collectors.joining());
  }

  private static Glob glob(String pattern) {
    return Glob.parse(pattern).orElseThrow();
  }

  private void unfit(String setting, String what, String pattern, String why, Source at) {
    add(
        Severity.ERROR,
        "bad-pattern",
        "the pattern %s of %s cannot be one of `%s`: %s".formatted(pattern, what, setting, why),
        "write ? for each such character",
        Optional.of(at));
  }

  private void overlap(String setting, Named one, Named other, Source at) {
    add(
        Severity.ERROR,
        "overlapping-patterns",
        "%s (%s) and %s (%s) can match the same name, and access to one would be access to the other"
            .formatted(one.pattern, one.what, other.pattern, other.what),
        "write patterns in `" + setting + "` that no name matches two of",
        Optional.of(at));
  }

  /** There is nothing smaller than a key. */
  void right(Right right) {
    if (right.isByColumn()) {
      add(
          Severity.ERROR,
          "no-columns",
          "a key space has no columns",
          "take them out of the permission, and name a key space of what is meant",
          right.cause().at());
    }
    if (right.rows().isPresent()) {
      add(
          Severity.ERROR,
          "no-rows",
          "Redis has no rows",
          "take `rows` out of the permission, and name a key space of what is meant",
          right.cause().at());
    }
  }

  void server(Realm realm, Server server, boolean changes) {
    Optional<Source> at = Optional.of(realm.places().getFirst().system().at());
    if (server.open()) {
      add(
          Severity.WARNING,
          "default-open",
          "everybody comes into " + realm.key() + " without a password, as the account default",
          "when all who use it have accounts, type there: ACL SETUSER default off",
          at);
    }
    if (changes && !server.aclFile()) {
      add(
          Severity.WARNING,
          "not-kept",
          realm.key()
              + " has no ACL file: at its next start the accounts are as they were at its last",
          "write aclfile /path/users.acl into its redis.conf, and start it again",
          at);
    }
  }

  void add(Severity severity, String code, String message, String hint, Optional<Source> at) {
    diagnostics.add(
        new Diagnostic(severity, code, message, Optional.of(hint), at, Optional.empty()));
  }
}
