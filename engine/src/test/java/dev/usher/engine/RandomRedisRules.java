package dev.usher.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Accounts that may do what chance gives them, in every way that Redis knows: by command, by
 * category, by all but some, by patterns that overlap, by halves of them, by selectors.
 */
final class RandomRedisRules {
  private static final List<String> PATTERNS =
      List.of("orders:*", "orders:*", "session:*", "stock:*", "stock:?", "orders:old:*", "s*", "*");
  private static final List<String> CHANNELS = List.of("orders:*", "session:*", "stock:?", "*");
  private static final List<String> COMMANDS =
      List.of(
          "+get",
          "+set",
          "+hget",
          "+hset",
          "+del",
          "+rename",
          "+exists",
          "+publish",
          "+subscribe",
          "+info",
          "+scan",
          "+ping",
          "+select",
          "+multi",
          "+exec",
          "+config|get",
          "+acl|whoami",
          "+eval",
          "+object",
          "+georadius",
          "+sort",
          "+flushall",
          "-get",
          "-set",
          "-ping",
          "+xread",
          "+@read",
          "+@write",
          "+@hash",
          "+@string",
          "+@connection",
          "+@pubsub",
          "+@all",
          "-@dangerous",
          "-@scripting",
          "-@slow",
          "+acl|setuser",
          "+debug");

  private RandomRedisRules() {}

  static void into(RedisBrownfield there, RandomGenerator random) {
    int accounts = random.nextInt(2, 7);
    for (int i = 0; i < accounts; i++) {
      String name = "u" + i;
      there.account(name, "resetchannels");
      for (String rule : rules(random, there.is7())) given(there, name, rule);
      if (there.is7() && random.nextInt(3) == 0)
        given(there, name, "(" + String.join(" ", rules(random, true)) + ")");
      if (random.nextInt(12) == 0) given(there, name, "nopass");
      if (random.nextInt(12) == 0) given(there, name, "off");
    }
  }

  /** Redis takes nothing behind {@code *}, and says so. */
  private static void given(RedisBrownfield there, String name, String rule) {
    try {
      there.server.run("ACL", "SETUSER", name, rule);
    } catch (JedisDataException refused) {
      // One rule less.
    }
  }

  private static List<String> rules(RandomGenerator random, boolean is7) {
    List<String> rules = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String sign = is7 && random.nextInt(4) == 0 ? one(random, List.of("%R~", "%W~")) : "~";
      rules.add(sign + one(random, PATTERNS));
    }
    if (random.nextInt(3) == 0) rules.add("&" + one(random, CHANNELS));
    if (random.nextInt(3) == 0) rules.addAll(List.of("+@all", "-@dangerous"));
    for (int i = random.nextInt(6); i >= 0; i--) rules.add(one(random, COMMANDS));
    return rules;
  }

  private static <T> T one(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
