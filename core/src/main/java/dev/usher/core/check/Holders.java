package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Derivation;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who has what in one target. */
final class Holders {
  private final Rules rules;
  private final Given given;
  private final People people;

  private Holders(Rules rules, Given given, People people) {
    this.rules = rules;
    this.given = given;
    this.people = people;
  }

  /**
   * @param derivation of the policy
   * @param out who is kept out
   */
  static Holders of(
      Rules rules,
      Instant now,
      Policy policy,
      Derivation derivation,
      Map<String, Hold.Kind> out,
      SipHash hash) {
    Given given = new Given(rules);
    Making making = new Making(rules, given, policy, derivation.population());
    Map<String, Holding> all = new HashMap<>();
    derivation
        .members(rules.target(), now)
        .forEach(member -> all.put(member.subject(), making.holding(member, out)));
    return new Holders(rules, given, People.of(hash, all));
  }

  static Holders of(Rules rules, Given given, Map<String, Holding> all, SipHash hash) {
    return new Holders(rules, given, People.of(hash, all));
  }

  /** The same with these members; who is empty is none. */
  Holders with(Map<String, Optional<Parts.Member>> members) {
    Map<String, @Nullable Holding> changes = new HashMap<>();
    members.forEach(
        (name, member) ->
            changes.put(name, member.map(one -> holding(rules, given, one)).orElse(null)));
    return new Holders(rules, given, people.with(changes));
  }

  private static Holding holding(Rules rules, Given given, Parts.Member member) {
    int[] gives =
        member.roles().entrySet().stream()
            .mapToInt(entry -> given.number(entry.getKey(), entry.getValue()))
            .toArray();
    return Holding.of(
        gives,
        member.roles().keySet().stream().map(rules::closure),
        member.nevers().stream().mapToInt(Integer::intValue).sorted().toArray(),
        Map.copyOf(member.attributes()),
        member.isService(),
        member.out());
  }

  /** What it is made of but for its people. */
  Parts.Place place() {
    return new Parts.Place(
        rules.target(),
        rules.type(),
        rules.named(),
        rules.roles(),
        rules.forbidden().stream().map(Forbidden::never).toList(),
        given.reasons());
  }

  /** Its people, a page at a time. */
  Stream<Parts.Crowd> crowds() {
    return people
        .pages()
        .map(
            page -> {
              Map<String, Parts.Numbered> members = new HashMap<>();
              page.forEach((name, holding) -> members.put(name, numbered(holding)));
              return new Parts.Crowd(rules.target(), members);
            });
  }

  private static Parts.Numbered numbered(Holding holding) {
    return new Parts.Numbered(
        Arrays.stream(holding.given()).boxed().toList(),
        holding.attributes(),
        holding.isService(),
        nevers(holding),
        holding.out());
  }

  private static Set<Integer> nevers(Holding holding) {
    return Arrays.stream(holding.nevers()).boxed().collect(Collectors.toSet());
  }

  /** What somebody has; empty: nothing. */
  Optional<Parts.Member> member(String subject) {
    return Optional.ofNullable(people.get(subject)).map(this::member);
  }

  private Parts.Member member(Holding holding) {
    return new Parts.Member(
        roles(holding), holding.attributes(), holding.isService(), nevers(holding), holding.out());
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
      changes.put(name, member == null ? null : making.holding(member, out));
    }
    return new Holders(rules, given, people.with(changes));
  }

  Rules rules() {
    return rules;
  }

  @Nullable Holding get(String subject) {
    return people.get(subject);
  }

  @Nullable Holding get(Print subject) {
    return people.get(subject);
  }

  People people() {
    return people;
  }

  /**
   * @param roles as in {@link People#forEach}
   */
  void forEach(long roles, BiConsumer<String, Holding> each) {
    people.forEach(roles, each);
  }

  /** What the subject has, as the meaning wants it. */
  Access access(String subject, Instant at) {
    Map<String, Member> members = new TreeMap<>();
    Holding holding = people.get(subject);
    if (holding != null) {
      members.put(
          subject, new Member(subject, subject, false, holding.attributes(), roles(holding), true));
    }
    return new Access(rules.target(), rules.type(), at, rules.roles(), members);
  }
}
