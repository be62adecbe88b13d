package dev.usher.connectors.redis;

import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Server;
import dev.usher.connectors.redis.RedisFact.Stranger;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * SHA-256 over the sorted lines of what a plan is computed from: our facts, the names of strangers,
 * the server, what there is to name. What strangers may do can change under a plan without harm.
 */
final class RedisFingerprint {
  private final Map<Set<String>, String> written = new HashMap<>();

  private RedisFingerprint() {}

  static String of(ObservedState<RedisFact> observed) {
    return new RedisFingerprint().print(observed);
  }

  private String print(ObservedState<RedisFact> observed) {
    List<String> lines =
        observed.facts().entrySet().stream()
            .filter(one -> one.getValue() != Origin.FOREIGN || one.getKey() instanceof Stranger)
            .map(one -> line(one.getKey()))
            .sorted()
            .toList();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String line : lines) digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
      observed
          .catalogues()
          .forEach(
              (_, catalogue) ->
                  catalogue
                      .entries()
                      .keySet()
                      .forEach(
                          thing -> digest.update((thing + "\n").getBytes(StandardCharsets.UTF_8))));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The heads of the ledger move with every apply, and nothing is computed from them. */
  private String line(RedisFact fact) {
    return switch (fact) {
      case Held held ->
          "held " + held.account() + " " + held.on() + " " + text(held.actions().names());
      case Server server ->
          "server "
              + server.dialect().version()
              + " "
              + server.aclFile()
              + " "
              + text(server.dialect().commands());
      case RedisFact.Account _,
          RedisFact.Adopted _,
          RedisFact.Barred _,
          RedisFact.Beyond _,
          RedisFact.Stale _,
          RedisFact.Unsaved _,
          Stranger _ ->
          fact.toString();
    };
  }

  private String text(Set<String> commands) {
    return written.computeIfAbsent(commands, some -> String.join(",", new TreeSet<>(some)));
  }
}
