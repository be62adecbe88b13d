package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Population;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Who has what in one target. */
final class Holders {
  private final Rules rules;
  private final Table<Holding> table;
  private final List<Given> given;

  /** A role, and the grants by which somebody has it. */
  private record Given(String role, Set<Cause> why) {}

  private Holders(Rules rules, Table<Holding> table, List<Given> given) {
    this.rules = rules;
    this.table = table;
    this.given = given;
  }

  /**
   * @param access of everybody
   * @param out who is kept out
   */
  static Holders of(Rules rules, Access access, Policy policy, Map<String, Hold.Kind> out) {
    Making making = new Making(rules, policy, List.of());
    Map<String, Holding> all = new HashMap<>();
    access.members().forEach((name, member) -> all.put(name, making.holding(access, member, out)));
    return new Holders(rules, Table.of(all), List.copyOf(making.given));
  }

  /** The same, of these subjects as they are now. */
  Holders with(Set<String> subjects, Access access, Policy policy, Map<String, Hold.Kind> out) {
    Making making = new Making(rules, policy, given);
    Map<String, @Nullable Holding> changes = new HashMap<>();
    for (String name : subjects) {
      Member member = access.members().get(name);
      changes.put(name, member == null ? null : making.holding(access, member, out));
    }
    return new Holders(rules, table.with(changes), List.copyOf(making.given));
  }

  Rules rules() {
    return rules;
  }

  @Nullable Holding get(String subject) {
    return table.get(subject);
  }

  void forEach(BiConsumer<String, Holding> each) {
    table.forEach(each);
  }

  /** What the subject has, as the meaning wants it. */
  Access access(String subject, Instant at) {
    Map<String, Member> members = new TreeMap<>();
    Holding holding = table.get(subject);
    if (holding != null) {
      Map<String, Set<Cause>> roles = new LinkedHashMap<>();
      for (int number : holding.given()) {
        Given one = given.get(number);
        roles.put(one.role(), one.why());
      }
      members.put(subject, new Member(subject, subject, false, holding.attributes(), roles, true));
    }
    return new Access(rules.target(), rules.type(), at, rules.roles(), members);
  }

  /** Finds equal ones once: among a million people few differ from all others. */
  private static final class Making {
    private final Rules rules;
    private final Policy policy;
    private final List<Given> given;
    private final Map<Given, Integer> numbers = new HashMap<>();
    private final Map<Set<String>, int[]> closures = new HashMap<>();
    private final Map<List<Object>, Holding> known = new HashMap<>();
    private final List<Set<String>> spokenOf = new ArrayList<>();

    Making(Rules rules, Policy policy, List<Given> before) {
      this.rules = rules;
      this.policy = policy;
      this.given = new ArrayList<>(before);
      for (Given one : before) numbers.put(one, numbers.size());
      Population population = new Population(policy);
      for (Forbidden one : rules.forbidden())
        spokenOf.add(
            one.ofEveryone() ? Set.of() : new HashSet<>(population.perhaps(one.never().who())));
    }

    Holding holding(Access access, Member member, Map<String, Hold.Kind> out) {
      int[] gives =
          member.roles().entrySet().stream()
              .mapToInt(entry -> number(new Given(entry.getKey(), entry.getValue())))
              .sorted()
              .toArray();
      int[] roles =
          closures.computeIfAbsent(
              new TreeSet<>(member.roles().keySet()),
              direct -> access.closure(direct).stream().mapToInt(rules::number).sorted().toArray());
      Subject subject = policy.subjects().get(member.subject());
      boolean isService = subject != null && subject.kind() == Subject.Kind.SERVICE;
      Holding one =
          new Holding(
              roles,
              Arrays.equals(gives, roles) ? roles : gives,
              nevers(member.subject()),
              member.attributes(),
              isService,
              Optional.ofNullable(out.get(member.subject())));
      List<Object> key =
          List.of(
              Arrays.toString(gives),
              Arrays.toString(one.nevers()),
              one.attributes(),
              isService,
              one.out());
      return known.size() > 100_000
          ? known.getOrDefault(key, one)
          : known.computeIfAbsent(key, _ -> one);
    }

    private int number(Given one) {
      Integer known = numbers.putIfAbsent(one, given.size());
      if (known != null) return known;
      given.add(one);
      return given.size() - 1;
    }

    private int[] nevers(String subject) {
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < spokenOf.size(); i++) if (spokenOf.get(i).contains(subject)) found.add(i);
      return found.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
