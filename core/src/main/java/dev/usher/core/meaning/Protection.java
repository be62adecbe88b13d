package dev.usher.core.meaning;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Connection;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Environment;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Trust;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What protects environments and is asked of directories, held against what it was. */
final class Protection {
  private Protection() {}

  /** What an environment may have that guards what is in it. */
  private enum Kind {
    PROTECTED("protected") {
      @Override
      boolean has(Environment environment) {
        return environment.isProtected();
      }
    },
    ON_APPROVAL("applied on approval alone") {
      @Override
      boolean has(Environment environment) {
        return environment.onApproval();
      }
    };

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    abstract boolean has(Environment environment);

    boolean has(Policy policy, String environment) {
      Environment found = policy.environments().get(environment);
      return found != null && has(found);
    }
  }

  static List<String> loosened(Policy old, Policy changed) {
    List<String> all = new ArrayList<>();
    Arrays.stream(Kind.values()).forEach(kind -> all.addAll(environments(kind, old, changed)));
    new TreeMap<>(old.directories())
        .forEach((name, was) -> all.addAll(directory(was, changed.directories().get(name))));
    new TreeMap<>(old.subjects())
        .forEach((name, was) -> trusted(was, changed.subjects().get(name)).ifPresent(all::add));
    return all;
  }

  /** Whose tokens are a service's: those of another issuer, or with less to show. */
  private static Optional<String> trusted(Subject was, @Nullable Subject is) {
    if (is == null || is.trust().isEmpty() || was.trust().isEmpty()) return Optional.empty();
    Trust before = was.trust().get();
    Trust after = is.trust().get();
    boolean isKept =
        before.issuer().equals(after.issuer())
            && after.claims().entrySet().containsAll(before.claims().entrySet());
    return isKept
        ? Optional.empty()
        : Optional.of("the service " + was.name() + " is whoever has other tokens than before");
  }

  private static List<String> environments(Kind kind, Policy old, Policy changed) {
    List<String> all = new ArrayList<>();
    for (String name : new TreeMap<>(old.environments()).keySet())
      if (kind.has(old, name) && !kind.has(changed, name))
        all.add("the environment " + name + " is no longer " + kind.word);
    Set<String> opened = new HashSet<>(openUrls(kind, changed));
    opened.removeAll(openUrls(kind, old));
    for (Target target : old.targets()) {
      if (!kind.has(old, target.environment()) || !kind.has(changed, target.environment()))
        continue;
      if (changed.connection(target).isEmpty())
        all.add(target + ", which is " + kind.word + ", is no target any more");
      if (old.connection(target).map(Connection::url).filter(opened::contains).isPresent())
        all.add("where " + target + " is, which is " + kind.word + ", is a target that is not");
    }
    return all;
  }

  /** Where targets are that it does not guard. */
  private static Set<String> openUrls(Kind kind, Policy policy) {
    return policy.targets().stream()
        .filter(target -> !kind.has(policy, target.environment()))
        .flatMap(target -> policy.connection(target).stream())
        .map(Connection::url)
        .filter(url -> !url.isEmpty())
        .collect(Collectors.toSet());
  }

  private static List<String> directory(Directory was, @Nullable Directory is) {
    if (is == null) return List.of("the directory " + was.name() + " is gone");
    List<String> all = new ArrayList<>();
    if (!is.type().equals(was.type())
        || is.id() != was.id()
        || !is.attributes().equals(was.attributes()))
      all.add("the directory " + was.name() + " makes other people of what it is told");
    if (is.brake().people() > was.brake().people() || is.brake().share() > was.brake().share())
      all.add("the directory " + was.name() + " may remove more people before it is braked");
    return all;
  }
}
