package dev.usher.policy.section;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.AttributeType;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The condition of a permission on an application's resources. */
final class When {
  private final Conditions conditions;
  private final Problems problems;

  When(Conditions conditions, Problems problems) {
    this.conditions = conditions;
    this.problems = problems;
  }

  /**
   * @param kinds what each of the permission's addresses can mean
   */
  Optional<Condition> read(Fields fields, List<Map<SystemType, Set<String>>> kinds) {
    Optional<Node.Scalar> text = fields.text("when");
    if (text.isEmpty()) return Optional.empty();
    if (fields.has("rows") || !isMeant(kinds)) {
      problems.error(
          "when-of-rows",
          fields.at("when"),
          "`when` is said of an application's resources, and here is something else",
          "narrow tables by `rows`, in a permission of their own");
      return Optional.empty();
    }
    Optional<Condition> read = conditions.read(text.get(), Scope.RESOURCES);
    read.ifPresent(condition -> check(text.get(), condition, attributes(kinds)));
    return read;
  }

  /** Whether these are an application's resources and nothing else. */
  static boolean isMeant(List<Map<SystemType, Set<String>>> kinds) {
    return !kinds.isEmpty()
        && kinds.stream()
            .allMatch(
                each -> !each.isEmpty() && each.keySet().stream().allMatch(SystemType::isChecked));
  }

  /** Those that all of the kinds have which can be meant, each with its types. */
  private static Map<String, Set<AttributeType>> attributes(
      List<Map<SystemType, Set<String>>> kinds) {
    Map<String, Set<AttributeType>> all = new TreeMap<>();
    for (Map<SystemType, Set<String>> each : kinds)
      each.forEach(
          (type, names) -> {
            for (String name : names) {
              SystemType.Kind kind = type.kinds().get(name);
              if (kind == null) continue;
              kind.attributes()
                  .forEach(
                      (attribute, its) ->
                          all.computeIfAbsent(attribute, _ -> EnumSet.noneOf(AttributeType.class))
                              .add(its));
            }
          });
    return all;
  }

  private void check(
      Node.Scalar text, Condition condition, Map<String, Set<AttributeType>> attributes) {
    for (String name : Mentions.columns(condition)) {
      if (attributes.containsKey(name)) continue;
      problems.error(
          "unknown-attribute",
          text.at(),
          "these resources have no attribute `" + Words.shown(name) + "`",
          attributes.isEmpty()
              ? "say which they have: attributes: { " + Words.shown(name) + ": text }"
              : Words.instead(name, attributes.keySet()));
    }
    for (Unlike unlike : unlike(condition, attributes))
      problems.error(
          "unlike-attribute",
          text.at(),
          "resource.%s is a %s, and here it is compared with another type"
              .formatted(unlike.name(), unlike.type().word()),
          "compare values of one type, or change the attribute's");
  }

  private record Unlike(String name, AttributeType type) {}

  /** What is compared with a constant of a type that it never has. */
  private static List<Unlike> unlike(
      Condition condition, Map<String, Set<AttributeType>> attributes) {
    List<Unlike> found = new ArrayList<>();
    switch (condition) {
      case Condition.And(List<Condition> all) ->
          all.forEach(each -> found.addAll(unlike(each, attributes)));
      case Condition.Or(List<Condition> any) ->
          any.forEach(each -> found.addAll(unlike(each, attributes)));
      case Condition.Not(Condition of) -> found.addAll(unlike(of, attributes));
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          List.of(test, then, otherwise).forEach(each -> found.addAll(unlike(each, attributes)));
      case Condition.Compare(Operand left, var _, Operand right) -> {
        unlike(left, right, attributes).ifPresent(found::add);
        unlike(right, left, attributes).ifPresent(found::add);
      }
      case Condition.In(Operand left, Operand right) ->
          unlike(left, right, attributes).ifPresent(found::add);
      case Condition.TextTest(Operand of, var _, String part) ->
          unlike(of, new Operand.Literal(new Value.Text(part)), attributes).ifPresent(found::add);
      case Condition.Truth(Operand.Ref what) ->
          unlike(what, new Operand.Literal(new Value.Bool(true)), attributes).ifPresent(found::add);
      case Condition.Has _, Condition.Constant _ -> {}
    }
    return found;
  }

  private static Optional<Unlike> unlike(
      Operand one, Operand other, Map<String, Set<AttributeType>> attributes) {
    if (!(one instanceof Operand.Row(String name)) || !(other instanceof Operand.Literal literal))
      return Optional.empty();
    Set<AttributeType> types = attributes.getOrDefault(name, Set.of());
    Optional<AttributeType> its = type(literal.value());
    return types.isEmpty() || its.isEmpty() || types.contains(its.get())
        ? Optional.empty()
        : Optional.of(new Unlike(name, types.iterator().next()));
  }

  private static Optional<AttributeType> type(Value value) {
    return switch (value) {
      case Value.Null() -> Optional.empty();
      case Value.Bool _ -> Optional.of(AttributeType.BOOLEAN);
      case Value.Int _, Value.Decimal _, Value.Exact _ -> Optional.of(AttributeType.NUMBER);
      case Value.Text _ -> Optional.of(AttributeType.TEXT);
      case Value.Timestamp _ -> Optional.of(AttributeType.TIMESTAMP);
      case Value.Many(List<Value> values) ->
          values.isEmpty() ? Optional.empty() : type(values.getFirst());
    };
  }
}
