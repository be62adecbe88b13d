package dev.usher.core.check;

import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Population;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** From what is meant for somebody in one target to what an index holds of them. */
final class Making {
  private static final int[] NONE = {};

  private final Rules rules;
  private final Given given;
  private final Policy policy;
  private final Interner<Holding> holdings = new Interner<>();
  private final Interner<Map<String, Value>> attributes = new Interner<>();
  private final List<Set<String>> spokenOf = new ArrayList<>();

  Making(Rules rules, Given given, Policy policy, Population population) {
    this.rules = rules;
    this.given = given;
    this.policy = policy;
    for (Forbidden one : rules.forbidden())
      spokenOf.add(one.ofEveryone() ? Set.of() : population.perhaps(one.never().who()));
  }

  Holding holding(Member member, Map<String, Hold.Kind> out) {
    int[] gives =
        member.roles().entrySet().stream()
            .mapToInt(entry -> given.number(entry.getKey(), entry.getValue()))
            .toArray();
    Subject subject = policy.subjects().get(member.subject());
    return holdings.of(
        Holding.of(
            gives,
            member.roles().keySet().stream().map(rules::closure),
            nevers(member.subject()),
            attributes.of(Map.copyOf(member.attributes())),
            subject != null && subject.kind() == Subject.Kind.SERVICE,
            Optional.ofNullable(out.get(member.subject()))));
  }

  private int[] nevers(String subject) {
    if (spokenOf.isEmpty()) return NONE;
    return IntStream.range(0, spokenOf.size())
        .filter(number -> spokenOf.get(number).contains(subject))
        .toArray();
  }
}
