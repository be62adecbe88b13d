package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the policy language knows of Redis. Its actions are Redis' commands by name, in lower case,
 * parts of a container as {@code config|get}; its bundles besides read, write and use are Redis'
 * categories, {@code "@hash"}. Redis lets accounts in by patterns of keys and channels and cannot
 * list what it holds: things are the patterns that the policy names.
 *
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">ACL</a>
 */
public final class RedisType {
  /**
   * The passage: what client libraries say to be connected at all, and why it is harmless.
   *
   * <ul>
   *   <li>{@code ping}, {@code echo} answer what was said;
   *   <li>{@code select}: key patterns hold in every database alike;
   *   <li>{@code client|setname}, {@code client|getname}, {@code client|id}, {@code client|setinfo}
   *       (7.2) speak of the own connection;
   *   <li>{@code multi}, {@code exec}, {@code discard}, {@code unwatch}: each command within is
   *       held against the rules when it is queued and when it is run;
   *   <li>{@code unsubscribe} and its like end what one has begun oneself;
   *   <li>{@code command} and its parts describe Redis' commands, and no data.
   * </ul>
   */
  static final String CONNECT = "connect";

  /** The setting that names accounts which were there before usher and are taken over. */
  static final String ADOPTED = "adopt-accounts";

  /** Longest account name in bytes. Redis has no limit of its own. */
  private static final int MAX_NAME_BYTES = 128;

  public static final SystemType TYPE =
      new SystemType(
          "redis",
          "server",
          List.of(new Level("keys", Set.of("channel"))),
          Map.of(
              "server", kind(Kind.SERVER, Set.of(CONNECT)),
              "keys", kind(Kind.KEYS, Set.of()),
              "channel", kind(Kind.CHANNEL, Set.of())),
          bundles(),
          Map.of("server", CONNECT),
          Map.of(),
          Map.of(
              "keys",
              new Setting.Things("keys"),
              "channels",
              new Setting.Things("channel"),
              ADOPTED,
              new Setting.Names()),
          Set.of(Capability.IMPORT, Capability.PASSWORDS, Capability.SESSIONS),
          List.of("password"),
          MAX_NAME_BYTES,
          new SystemType.Urls("redis:", false, Set.of("tls")));

  private RedisType() {}

  private static SystemType.Kind kind(Kind kind, Set<String> more) {
    Set<String> actions = new HashSet<>(Commands.of(kind, _ -> true));
    actions.addAll(more);
    return new SystemType.Kind(Set.copyOf(actions), Set.of());
  }

  private static Map<String, Map<String, Set<String>>> bundles() {
    Map<String, Map<String, Set<String>>> all = new HashMap<>();
    Predicate<Command> harmless = command -> command.isEverywhere() && !command.is("dangerous");
    all.put(
        "read",
        Map.of(
            "keys",
            Commands.of(
                Kind.KEYS,
                harmless.and(one -> one.is("read") && !one.is("write") && !one.writes())),
            "channel",
            Commands.of(Kind.CHANNEL, one -> one.isEverywhere() && one.reads())));
    all.put(
        "write",
        Map.of(
            "keys",
            Commands.of(Kind.KEYS, harmless.and(one -> one.is("write"))),
            "channel",
            Commands.of(Kind.CHANNEL, one -> one.isEverywhere() && one.writes())));
    all.put("use", Map.of("server", Set.of(CONNECT)));
    Set<String> categories = new HashSet<>();
    Commands.ALL.values().forEach(command -> categories.addAll(command.categories()));
    for (String category : categories) {
      Map<String, Set<String>> here = new HashMap<>();
      for (Kind kind : List.of(Kind.KEYS, Kind.CHANNEL, Kind.SERVER)) {
        Set<String> some = Commands.of(kind, one -> one.isEverywhere() && one.is(category));
        if (!some.isEmpty()) here.put(kind.word(), some);
      }
      if (!here.isEmpty()) all.put("@" + category, Map.copyOf(here));
    }
    return Map.copyOf(all);
  }
}
