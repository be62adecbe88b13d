package dev.usher.connectors.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One thing that Redis does, as its access control lists know it.
 *
 * @param name in lower case; of a container's part {@code config|get}
 * @param in6 whether Redis 6.2 has it
 * @param reads whether its keys need to be open for reading ({@code %R} from 7 on)
 * @param writes whether its keys need to be open for writing ({@code %W} from 7 on)
 * @param categories without the {@code @}, as Redis 7.0 has them
 * @param sample what to say behind the name to try it; {@link #KEY} stands for a key or channel
 */
record Command(
    String name,
    Kind kind,
    boolean in6,
    boolean reads,
    boolean writes,
    Set<String> categories,
    List<String> sample) {
  static final String KEY = "KEY";

  /** What it is done to. */
  enum Kind {
    KEYS,
    CHANNEL,
    SERVER,
    /** What clients cannot do without: see {@link RedisType#CONNECT}. */
    CONNECT,
    /**
     * Who can do this can come by everything else: in no policy. GEORADIUS and GEORADIUSBYMEMBER
     * are such: of several STORE Redis 7 holds the first against the rules, and writes to the last.
     */
    POWER;

    /** As the policy language calls it. */
    String word() {
      return switch (this) {
        case KEYS -> "keys";
        case CHANNEL -> "channel";
        case SERVER, CONNECT, POWER -> "server";
      };
    }
  }

  boolean is(String category) {
    return categories.contains(category);
  }

  /** Whether it goes on after it was begun, whatever rules change: waiting, listening, watching. */
  boolean goesOn() {
    return is("blocking")
        || kind == Kind.POWER
        || kind == Kind.CHANNEL && reads
        || name.equals("monitor")
        || name.equals("client|tracking");
  }

  /**
   * Whether every Redis from 6.2 on has it and keeps it to its keys: what bundles are made of, so
   * that they mean the same everywhere. Before Redis 7 SORT reads any key by its BY and GET.
   */
  boolean isEverywhere() {
    return in6 && !name.equals("sort");
  }

  /** The words of it: {@code config}, {@code get}. */
  List<String> words() {
    return List.of(name.split("\\|"));
  }

  /** The words to try it with. */
  List<String> trying(String key) {
    List<String> all = new ArrayList<>(words());
    sample.forEach(word -> all.add(word.equals(KEY) ? key : word));
    return all;
  }
}
