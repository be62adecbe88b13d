package dev.usher.connectors.redis;

import dev.usher.core.model.Target;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The heads of the ledger, by target, as key patterns of {@link RedisNames#LEDGER}: {@code
 * head/ENVIRONMENT/SYSTEM/HEAD}, each part as in a URL. That account has no commands, so that its
 * patterns open nothing.
 */
final class LedgerHeads {
  private static final String FIRST = "head";

  private LedgerHeads() {}

  static Map<Target, String> read(Collection<String> patterns) {
    Map<Target, String> heads = new TreeMap<>();
    for (String pattern : patterns) {
      String[] parts = pattern.split("/", -1);
      if (parts.length != 4 || !parts[0].equals(FIRST)) continue;
      try {
        heads.put(new Target(decoded(parts[1]), decoded(parts[2])), decoded(parts[3]));
      } catch (IllegalArgumentException notOurs) {
        // As if there were none: the next apply writes it anew.
      }
    }
    return heads;
  }

  /** The patterns once those are the heads of those targets; the others stay. */
  static Set<String> with(Collection<String> patterns, Map<Target, String> next) {
    Map<Target, String> heads = read(patterns);
    heads.putAll(next);
    Set<String> written = new TreeSet<>();
    heads.forEach(
        (target, text) ->
            written.add(
                String.join(
                    "/",
                    FIRST,
                    encoded(target.environment()),
                    encoded(target.system()),
                    encoded(text))));
    return written;
  }

  /** The command that makes the account hold those and nothing else. */
  static List<String> command(Collection<String> patterns, boolean unsaved) {
    List<String> words =
        new ArrayList<>(List.of("ACL", "SETUSER", RedisNames.LEDGER, "reset", "resetchannels"));
    patterns.forEach(pattern -> words.add("~" + pattern));
    if (unsaved) words.add("#" + new RedisMark.Unsaved().hash());
    return words;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
