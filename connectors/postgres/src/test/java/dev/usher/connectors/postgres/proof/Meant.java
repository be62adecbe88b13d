package dev.usher.connectors.postgres.proof;

import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.access.Right;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Access to one target, written short. Addresses are below the target: {@code public/orders}. */
final class Meant {
  private final Target target;
  private final String prefix;
  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Member> members = new TreeMap<>();

  /**
   * @param prefix of every account's name
   */
  Meant(Target target, String prefix) {
    this.target = target;
    this.prefix = prefix;
  }

  /** One more permission of a role: words by blanks, one address, exceptions. */
  Meant can(String role, String words, String on, String... except) {
    Right right =
        new Right(
            Set.of(words.split(" ")),
            List.of(pattern(on)),
            List.of(except).stream().map(this::pattern).toList(),
            Optional.empty(),
            Optional.empty(),
            Cause.of(role + ": " + words + " on " + on));
    Role before = roles.getOrDefault(role, new Role(role, List.of(), Map.of()));
    List<Right> rights = new ArrayList<>(before.rights());
    rights.add(right);
    roles.put(role, new Role(role, rights, before.includes()));
    return this;
  }

  Meant includes(String role, String other) {
    Role before = roles.getOrDefault(role, new Role(role, List.of(), Map.of()));
    Map<String, Cause> includes = new TreeMap<>(before.includes());
    includes.put(other, Cause.of(role + " includes " + other));
    roles.put(role, new Role(role, before.rights(), includes));
    return this;
  }

  Meant member(String subject, String... held) {
    return member(subject, prefix + subject, false, held);
  }

  Meant member(String subject, String account, boolean adopt, String... held) {
    Map<String, Set<Cause>> causes = new TreeMap<>();
    for (String role : held) causes.put(role, Set.of(Cause.of(role + " for " + subject)));
    members.put(subject, new Member(subject, account, adopt, Map.of(), causes));
    return this;
  }

  Access access() {
    return new Access(target, PostgresType.TYPE, Instant.EPOCH, roles, members);
  }

  private Pattern pattern(String below) {
    String text = target + (below.isEmpty() ? "" : "/" + below);
    Parsed<Pattern> parsed =
        new AddressParser(Set.of(target.environment()), Map.of(target.system(), PostgresType.TYPE))
            .pattern(text);
    return switch (parsed) {
      case Parsed.Ok<Pattern> ok -> ok.value();
      case Parsed.Wrong<Pattern> wrong -> throw new IllegalArgumentException(wrong.toString());
    };
  }
}
