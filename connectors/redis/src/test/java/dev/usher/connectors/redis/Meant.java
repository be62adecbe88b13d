package dev.usher.connectors.redis;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.access.Right;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Access to one target, written short: everybody has a role of their own name. */
public final class Meant {
  private static final Source HERE = new Source("access/test.yaml", 1, 1);

  private final Target target;
  private final Map<String, List<Right>> rights = new TreeMap<>();

  Meant(Target target) {
    this.target = target;
  }

  /** One more permission: words by blanks, an address below the target. */
  public Meant can(String who, String words, String on) {
    Right right =
        new Right(
            Set.of(words.split(" ")),
            List.of(pattern(on)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Cause.of("role " + who, HERE));
    rights.computeIfAbsent(who, _ -> new ArrayList<>()).add(right);
    return this;
  }

  public List<Access> access() {
    return accessAt(Instant.EPOCH);
  }

  List<Access> accessAt(Instant at) {
    Map<String, Role> roles = new TreeMap<>();
    Map<String, Member> members = new TreeMap<>();
    rights.forEach(
        (who, some) -> {
          roles.put(who, new Role(who, some, Map.of()));
          Set<Cause> why = Set.of(Cause.of(who + " for " + who, HERE));
          members.put(who, new Member(who, who, false, Map.of(), Map.of(who, why)));
        });
    return List.of(new Access(target, RedisType.TYPE, at, roles, members));
  }

  private Pattern pattern(String below) {
    String text = target + (below.isEmpty() ? "" : "/" + below);
    Parsed<Pattern> parsed =
        new AddressParser(Set.of(target.environment()), Map.of(target.system(), RedisType.TYPE))
            .pattern(text);
    return switch (parsed) {
      case Parsed.Ok<Pattern> ok -> ok.value();
      case Parsed.Wrong<Pattern> wrong -> throw new IllegalArgumentException(wrong.toString());
    };
  }
}
