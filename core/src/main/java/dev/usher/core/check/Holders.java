package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Derivation;
import dev.usher.core.access.Population;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Who has what in one target. */
final class Holders {
  private final Rules rules;
  private final Given given;
  private final Table<Holding> table;

  private Holders(Rules rules, Given given, Table<Holding> table) {
    this.rules = rules;
    this.given = given;
    this.table = table;
  }

  /**
   * @param derivation of the policy, of which the access is that of everybody
   * @param out who is kept out
   */
  static Holders of(
      Rules rules,
      Access access,
      Policy policy,
      Derivation derivation,
      Map<String, Hold.Kind> out) {
    Given given = new Given(rules);
    Making making = new Making(rules, given, policy, derivation.population());
    Map<String, Holding> all = new HashMap<>();
    access.members().forEach((name, member) -> all.put(name, making.holding(access, member, out)));
    return new Holders(rules, given, Table.of(all));
  }

  /**
   * @param members by name, as {@link #place} gave them
   */
  static Holders of(Rules rules, Map<String, Parts.Member> members) {
    Given given = new Given(rules);
    Map<String, Holding> all = new HashMap<>();
    members.forEach((name, member) -> all.put(name, holding(rules, given, member)));
    return new Holders(rules, given, Table.of(all));
  }

  /** The same with these members; who is empty is none. */
  Holders with(Map<String, Optional<Parts.Member>> members) {
    Map<String, @Nullable Holding> changes = new HashMap<>();
    members.forEach(
        (name, member) ->
            changes.put(name, member.map(one -> holding(rules, given, one)).orElse(null)));
    return new Holders(rules, given, table.with(changes));
  }

  private static Holding holding(Rules rules, Given given, Parts.Member member) {
    int[] gives =
        member.roles().entrySet().stream()
            .mapToInt(entry -> given.number(entry.getKey(), entry.getValue()))
            .sorted()
            .toArray();
    int[] roles =
        new Access(rules.target(), rules.type(), Instant.EPOCH, rules.roles(), Map.of())
            .closure(member.roles().keySet()).stream().mapToInt(rules::number).sorted().toArray();
    return new Holding(
        roles,
        Arrays.equals(gives, roles) ? roles : gives,
        member.nevers().stream().mapToInt(Integer::intValue).sorted().toArray(),
        Map.copyOf(member.attributes()),
        member.isService(),
        member.out());
  }

  /** What it is made of. */
  Parts.Place place() {
    Map<String, Parts.Member> members = new HashMap<>();
    table.forEach((name, holding) -> members.put(name, member(holding)));
    return new Parts.Place(
        rules.target(),
        rules.type(),
        rules.named(),
        rules.roles(),
        rules.forbidden().stream().map(Forbidden::never).toList(),
        members);
  }

  /** What somebody has; empty: nothing. */
  Optional<Parts.Member> member(String subject) {
    return Optional.ofNullable(table.get(subject)).map(this::member);
  }

  private Parts.Member member(Holding holding) {
    return new Parts.Member(
        roles(holding),
        holding.attributes(),
        holding.isService(),
        Arrays.stream(holding.nevers()).boxed().collect(Collectors.toSet()),
        holding.out());
  }

  private Map<String, Set<Cause>> roles(Holding holding) {
    Map<String, Set<Cause>> roles = new LinkedHashMap<>();
    for (int number : holding.given()) {
      Given.One one = given.get(number);
      roles.put(one.role(), one.why());
    }
    return roles;
  }

  /** The same, of these subjects as they are now. */
  Holders with(
      Set<String> subjects,
      Access access,
      Policy policy,
      Derivation derivation,
      Map<String, Hold.Kind> out) {
    Making making = new Making(rules, given, policy, derivation.population());
    Map<String, @Nullable Holding> changes = new HashMap<>();
    for (String name : subjects) {
      Member member = access.members().get(name);
      changes.put(name, member == null ? null : making.holding(access, member, out));
    }
    return new Holders(rules, given, table.with(changes));
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
      members.put(
          subject, new Member(subject, subject, false, holding.attributes(), roles(holding), true));
    }
    return new Access(rules.target(), rules.type(), at, rules.roles(), members);
  }

  /** Finds equal ones once: among a million people few differ from all others. */
  private static final class Making {
    /** Beyond so many that differ it is not worth the room to look for more alike. */
    private static final int ALIKE = 100_000;

    private static final int[] NONE = {};

    private final Rules rules;
    private final Given given;
    private final Policy policy;
    private final Map<String, int[]> closures = new HashMap<>();
    private final Map<Holding, Holding> holdings = new HashMap<>();
    private final Map<Map<String, Value>, Map<String, Value>> attributes = new HashMap<>();
    private final List<Set<String>> spokenOf = new ArrayList<>();

    Making(Rules rules, Given given, Policy policy, Population population) {
      this.rules = rules;
      this.given = given;
      this.policy = policy;
      for (Forbidden one : rules.forbidden())
        spokenOf.add(one.ofEveryone() ? Set.of() : population.perhaps(one.never().who()));
    }

    Holding holding(Access access, Member member, Map<String, Hold.Kind> out) {
      int[] gives = new int[member.roles().size()];
      int[][] having = new int[gives.length][];
      int i = 0;
      for (var entry : member.roles().entrySet()) {
        gives[i] = given.number(entry.getKey(), entry.getValue());
        having[i++] = closures.computeIfAbsent(entry.getKey(), role -> closure(access, role));
      }
      Arrays.sort(gives);
      int[] roles =
          Arrays.stream(having).flatMapToInt(Arrays::stream).sorted().distinct().toArray();
      Subject subject = policy.subjects().get(member.subject());
      return alike(
          holdings,
          new Holding(
              roles,
              Arrays.equals(gives, roles) ? roles : gives,
              nevers(member.subject()),
              alike(attributes, Map.copyOf(member.attributes())),
              subject != null && subject.kind() == Subject.Kind.SERVICE,
              Optional.ofNullable(out.get(member.subject()))));
    }

    private int[] closure(Access access, String role) {
      return access.closure(Set.of(role)).stream().mapToInt(rules::number).toArray();
    }

    private static <T> T alike(Map<T, T> known, T one) {
      if (known.size() >= ALIKE) return known.getOrDefault(one, one);
      T other = known.putIfAbsent(one, one);
      return other == null ? one : other;
    }

    private int[] nevers(String subject) {
      if (spokenOf.isEmpty()) return NONE;
      return IntStream.range(0, spokenOf.size())
          .filter(number -> spokenOf.get(number).contains(subject))
          .toArray();
    }
  }
}
