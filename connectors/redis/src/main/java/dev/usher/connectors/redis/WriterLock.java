package dev.usher.connectors.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The one writer of a server. Redis has no locks, but its connections have names: the writer is the
 * one connection of that name, and with the connection the lock goes.
 *
 * <p>Why there is one: who wants to write looks that nobody has the name, takes it, and looks
 * again. Redis does one command after the other, so of two who have both taken it, the later one's
 * second look comes after the earlier one's taking, and sees it. Who sees another lets go of the
 * name. So of two, at most one keeps it; that both let go is no harm, each waits for a while of its
 * own and tries again.
 */
final class WriterLock {
  private final Wire wire;
  private final CommandRules rules;
  private final String admin;
  private boolean held;

  /**
   * @param rules what rules come to there
   * @param admin usher's own account
   */
  WriterLock(Wire wire, CommandRules rules, String admin) {
    this.wire = wire;
    this.rules = rules;
    this.admin = admin;
  }

  /** Tries for at most that long; empty when it is ours, else who has it. */
  Optional<String> take(Duration limit) {
    if (held) return Optional.empty();
    String own = String.valueOf(wire.ask("CLIENT", "ID"));
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> other = other(own);
      if (other.isEmpty()) {
        wire.ask("CLIENT", "SETNAME", RedisNames.WRITER);
        other = other(own);
        held = other.isEmpty();
        if (held) return other;
        wire.ask("CLIENT", "SETNAME", "");
      }
      if (System.nanoTime() > end) return other;
      waitSome();
    }
  }

  private static void waitSome() {
    try {
      Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, 120)));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the writer's lock", stop);
    }
  }

  /**
   * Another connection of that name. HELLO lets anybody take any name, even who has not said a
   * password: so only that of an account counts which can change accounts.
   */
  private Optional<String> other(String own) {
    Map<String, Boolean> known = new HashMap<>();
    for (String line : String.valueOf(wire.ask("CLIENT", "LIST")).split("\n")) {
      List<String> fields = List.of(line.strip().split(" "));
      if (!fields.contains("name=" + RedisNames.WRITER) || fields.contains("id=" + own)) continue;
      if (!known.computeIfAbsent(field(fields, "user="), this::canWrite)) continue;
      return Optional.of(
          "%s from %s (connection %s)"
              .formatted(field(fields, "user="), field(fields, "addr="), field(fields, "id=")));
    }
    return Optional.empty();
  }

  private static String field(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.startsWith(name))
        .map(field -> field.substring(name.length()))
        .findFirst()
        .orElse("?");
  }

  /** Who has said no password is told as the account default, and so is never that one's. */
  private boolean canWrite(String user) {
    if (user.equals(admin)) return true;
    return wire.lines("ACL", "LIST").stream()
        .map(Rules::read)
        .filter(account -> account.name().equals(user) && account.on())
        .filter(account -> !user.equals(RedisNames.DEFAULT) || account.nopass())
        .filter(account -> RedisInspect.marks(account.hashes()).isEmpty())
        .anyMatch(account -> rules.canChangeAccounts(account.sets()));
  }
}
