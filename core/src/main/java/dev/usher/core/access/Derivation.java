package dev.usher.core.access;

import dev.usher.core.access.Access.Member;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a policy to the {@link Access} of a target: the one place where grants become rights. */
public final class Derivation {
  private final Policy policy;
  private final Population population;

  public Derivation(Policy policy) {
    this.policy = policy;
    this.population = new Population(policy);
  }

  public Population population() {
    return population;
  }

  /** What is in force in the target at the instant. Requests give nothing by themselves. */
  public Access at(Target target, Instant instant) {
    return of(target, instant, inForceAt(instant), policy.subjects().keySet());
  }

  /** As {@link #at}, for one subject alone. */
  public Access at(Target target, Instant instant, String subject) {
    return of(target, instant, inForceAt(instant), Set.of(subject));
  }

  /** As {@link #at}, for these subjects alone. */
  public Access at(Target target, Instant instant, Set<String> subjects) {
    return of(target, instant, inForceAt(instant), subjects);
  }

  /** Every role that gives something in the target, whoever has it. */
  public Map<String, Access.Role> roles(Target target) {
    Roles roles = new Roles(target);
    Map<String, Access.Role> all = new TreeMap<>();
    policy.roles().keySet().forEach(role -> roles.reach(role, all));
    return all;
  }

  /** The reasons that grants are, by their texts. */
  public Map<String, Cause> causes() {
    Map<String, Cause> causes = new HashMap<>();
    for (Grant grant : policy.grants())
      for (Who to : grant.to()) causes.put(cause(grant, to).text(), cause(grant, to));
    return causes;
  }

  private static Predicate<Grant> inForceAt(Instant instant) {
    return grant -> grant.onRequest().isEmpty() && grant.holdsAt(instant);
  }

  /** What those grants mean to those subjects in the target. */
  public Access of(Target target, Instant instant, Predicate<Grant> grants, Set<String> subjects) {
    Roles roles = new Roles(target);
    Held held = new Held(target, roles, grants, subjects);
    Map<String, Access.Role> reached = new TreeMap<>();
    held.roles().forEach(role -> roles.reach(role, reached));
    Map<String, Member> members = new TreeMap<>();
    held.members().forEach(member -> members.put(member.subject(), member));
    return new Access(target, type(target), instant, reached, members);
  }

  /**
   * The members of what is in force in the target at the instant, in no order, each made when it is
   * asked for: of a million together much would have to be kept.
   */
  public Stream<Member> members(Target target, Instant instant) {
    return new Held(target, new Roles(target), inForceAt(instant), policy.subjects().keySet())
        .members();
  }

  private SystemType type(Target target) {
    return Objects.requireNonNull(policy.systems().get(target.system())).type();
  }

  private static Cause cause(Grant grant, Who to) {
    String because = grant.because().isEmpty() ? "" : ": " + grant.because();
    return Cause.of(grant.role() + " for " + to + because, grant.at());
  }

  /** By which grants each subject has roles in one target: few numbers for each. */
  private final class Held {
    private final Target target;
    private final List<Reason> reasons = new ArrayList<>();
    private final Map<String, int[]> bySubject = new HashMap<>();

    /** Of a grant to one of those whom it names: a million people have few. */
    private record Reason(String role, Set<Cause> why) {}

    Held(Target target, Roles roles, Predicate<Grant> grants, Set<String> subjects) {
      this.target = target;
      for (Grant grant : policy.grants()) {
        if (!grant.in().contains(target.environment()) || !grants.test(grant)) continue;
        if (!roles.give(grant.role())) continue;
        for (Who to : grant.to()) {
          if (add(population.of(to), subjects))
            reasons.add(new Reason(grant.role(), Set.of(cause(grant, to))));
        }
      }
    }

    /**
     * The next reason to those of the subjects whom it speaks of; walks the fewer, for a policy may
     * have many people and one be asked.
     *
     * @return whether there are any
     */
    private boolean add(Set<String> spokenOf, Set<String> subjects) {
      Set<String> small = spokenOf.size() < subjects.size() ? spokenOf : subjects;
      Set<String> large = small == spokenOf ? subjects : spokenOf;
      boolean any = false;
      for (String subject : small) {
        int[] before = bySubject.get(subject);
        boolean isAsked = large == subjects && before != null;
        if (!isAsked && !large.contains(subject)) continue;
        bySubject.put(subject, and(before, reasons.size()));
        any = true;
      }
      return any;
    }

    private static int[] and(int @Nullable [] before, int next) {
      if (before == null) return new int[] {next};
      int[] all = Arrays.copyOf(before, before.length + 1);
      all[before.length] = next;
      return all;
    }

    /** Those that somebody has. */
    Set<String> roles() {
      return reasons.stream().map(Reason::role).collect(Collectors.toSet());
    }

    Stream<Member> members() {
      return bySubject.entrySet().stream().map(one -> member(one.getKey(), one.getValue()));
    }

    private Member member(String name, int[] numbers) {
      Map<String, Set<Cause>> roles = new LinkedHashMap<>();
      for (int number : numbers) {
        Reason reason = reasons.get(number);
        roles.merge(reason.role(), reason.why(), Held::all);
      }
      Policy.Subject subject = Objects.requireNonNull(policy.subjects().get(name));
      return new Member(
          name,
          policy.accountName(target, name),
          policy.adopts(target, subject),
          subject.attributes(),
          roles);
    }

    private static Set<Cause> all(Set<Cause> some, Set<Cause> others) {
      Set<Cause> all = new TreeSet<>(some);
      all.addAll(others);
      return all;
    }
  }

  /** The policy's roles as they are in one target; each is looked at once. */
  private final class Roles {
    private final Target target;
    private final Map<String, List<Right>> rights = new HashMap<>();
    private final Map<String, Boolean> gives = new HashMap<>();

    Roles(Target target) {
      this.target = target;
    }

    /** Whether the role, or one that it includes, gives something here. */
    boolean give(String role) {
      Boolean known = gives.get(role);
      if (known != null) return known;
      boolean any =
          !rights(role).isEmpty() || declared(role).includes().stream().anyMatch(this::give);
      gives.put(role, any);
      return any;
    }

    /** Adds the role and all that it includes, as far as they give something here. */
    void reach(String role, Map<String, Access.Role> reached) {
      if (reached.containsKey(role) || !give(role)) return;
      Policy.Role declared = declared(role);
      Map<String, Cause> includes = new TreeMap<>();
      for (String included : new HashSet<>(declared.includes())) {
        if (give(included)) {
          includes.put(included, Cause.of(role + " includes " + included, declared.at()));
        }
      }
      reached.put(role, new Access.Role(role, rights(role), includes, declared.carry()));
      includes.keySet().forEach(included -> reach(included, reached));
    }

    private Policy.Role declared(String role) {
      return Objects.requireNonNull(policy.roles().get(role));
    }

    private List<Right> rights(String role) {
      List<Right> known = rights.get(role);
      if (known != null) return known;
      List<Right> found = new ArrayList<>();
      for (Policy.Permission permission : declared(role).can()) {
        List<Pattern> on = here(permission.on());
        if (on.isEmpty()) continue;
        found.add(
            new Right(
                permission.words(),
                on,
                here(permission.except()),
                permission.columns(),
                permission.rows(),
                permission.mayMove(),
                here(permission.exposes()),
                Cause.of("role " + role, permission.at())));
      }
      rights.put(role, found);
      return found;
    }

    private List<Pattern> here(List<Pattern> patterns) {
      return patterns.stream()
          .filter(pattern -> speaksOf(pattern, target.system()))
          .map(pattern -> pattern.in(target.environment()))
          .toList();
    }
  }

  private static boolean speaksOf(Pattern pattern, String system) {
    return switch (pattern.steps().getFirst()) {
      case Step.Deep _ -> true;
      case Step.One(_, Name name) -> name.matches(system);
    };
  }
}
