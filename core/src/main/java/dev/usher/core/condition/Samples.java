package dev.usher.core.condition;

import dev.usher.core.condition.Condition.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values that stand for all that conditions can tell apart: each constant, and between two
 * neighbours as many others as there are names that are compared with each other, so that each
 * order of them is there.
 */
final class Samples {
  /** Constants of one name beyond which no more are tried. */
  private static final int MOST = 200;

  private final Map<Operand.Ref, Known> known = new LinkedHashMap<>();
  private boolean all = true;

  /** What the conditions do with a name. */
  private static final class Known {
    private final Set<Operand.Ref> beside = new LinkedHashSet<>();
    private final Set<Value> constants = new LinkedHashSet<>();
    private final Set<String> parts = new LinkedHashSet<>();
    private final Set<Operand.Ref> elements = new LinkedHashSet<>();
    private boolean flag;
    private boolean asked;
    private boolean list;
  }

  /** Whether the samples tell everything apart that can be told apart. */
  boolean areAll() {
    return all;
  }

  void add(Possible.Asked asked) {
    add(asked.condition(), asked);
  }

  private void add(Condition condition, Possible.Asked asked) {
    switch (condition) {
      case Condition.And(List<Condition> parts) -> parts.forEach(one -> add(one, asked));
      case Condition.Or(List<Condition> parts) -> parts.forEach(one -> add(one, asked));
      case Condition.Not(Condition of) -> add(of, asked);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          List.of(test, then, otherwise).forEach(one -> add(one, asked));
      case Condition.Compare(Operand left, var _, Operand right) -> {
        meet(left, right, asked);
        meet(right, left, asked);
      }
      case Condition.In(Operand left, Operand right) -> in(left, right, asked);
      case Condition.TextTest(Operand text, var _, String part) -> {
        if (isOpen(text, asked)) {
          of(text).parts.add(part);
          all = false;
        }
      }
      case Condition.Has(Operand.Ref what) -> {
        if (isOpen(what, asked)) of(what).asked = true;
      }
      case Condition.Truth(Operand.Ref what) -> {
        if (isOpen(what, asked)) of(what).flag = true;
      }
      case Condition.Constant _ -> {}
    }
  }

  private void meet(Operand one, Operand other, Possible.Asked asked) {
    if (!isOpen(one, asked)) return;
    if (isOpen(other, asked)) of(one).beside.add((Operand.Ref) other);
    else of(one).constants.add(value(other, asked));
  }

  private void in(Operand left, Operand right, Possible.Asked asked) {
    if (isOpen(right, asked)) {
      Known list = of(right);
      list.list = true;
      all = false;
      if (isOpen(left, asked)) list.elements.add((Operand.Ref) left);
      else list.constants.add(value(left, asked));
      if (isOpen(left, asked)) of(left);
    } else if (isOpen(left, asked)) {
      Known element = of(left);
      if (value(right, asked) instanceof Value.Many(List<Value> values))
        element.constants.addAll(values);
    }
  }

  private static boolean isOpen(Operand operand, Possible.Asked asked) {
    return switch (operand) {
      case Operand.Row _, Operand.Context _ -> true;
      case Operand.Subject _ -> asked.subject().isEmpty();
      case Operand.Literal _ -> false;
    };
  }

  private static Value value(Operand operand, Possible.Asked asked) {
    return switch (operand) {
      case Operand.Literal(Value value) -> value;
      case Operand.Subject(String name) ->
          asked.subject().orElseThrow().getOrDefault(name, new Value.Null());
      case Operand.Row _, Operand.Context _ ->
          throw new IllegalArgumentException("a column is no constant");
    };
  }

  private Known of(Operand operand) {
    return known.computeIfAbsent((Operand.Ref) operand, _ -> new Known());
  }

  /** What each may hold; nothing is the last that is tried. */
  Map<Operand.Ref, Set<Value>> byName() {
    Map<Operand.Ref, Set<Value>> some = new LinkedHashMap<>();
    known.forEach(
        (name, of) -> {
          if (!of.list) some.put(name, scalars(name, of));
        });
    known.forEach(
        (name, of) -> {
          if (of.list) some.put(name, lists(of, some));
        });
    return some;
  }

  private static Set<Value> lists(Known of, Map<Operand.Ref, Set<Value>> scalars) {
    Set<Value> elements = new LinkedHashSet<>(of.constants);
    of.elements.forEach(name -> elements.addAll(scalars.getOrDefault(name, Set.of())));
    Set<Value> lists = new LinkedHashSet<>();
    elements.stream()
        .filter(element -> !(element instanceof Value.Null))
        .limit(5)
        .forEach(element -> lists.add(new Value.Many(List.of(element))));
    lists.add(new Value.Many(List.of()));
    lists.add(new Value.Null());
    return lists;
  }

  private Set<Value> scalars(Operand.Ref name, Known of) {
    Set<Operand.Ref> together = together(name);
    Set<Value> constants = new LinkedHashSet<>();
    Set<String> parts = new LinkedHashSet<>();
    boolean flag = false;
    for (Operand.Ref one : together) {
      constants.addAll(of(one).constants);
      parts.addAll(of(one).parts);
      flag |= of(one).flag;
    }
    if (constants.size() > MOST) {
      all = false;
      constants = new LinkedHashSet<>(new ArrayList<>(constants).subList(0, MOST));
    }
    if (constants.isEmpty() && parts.isEmpty() && !flag) constants.add(new Value.Int(1));
    Set<Value> values = new LinkedHashSet<>(constants);
    values.removeIf(one -> one instanceof Value.Null || one instanceof Value.Many);
    boolean bools = values.stream().anyMatch(Value.Bool.class::isInstance);
    if (flag || bools) values.addAll(List.of(new Value.Bool(true), new Value.Bool(false)));
    texts(parts).forEach(text -> values.add(new Value.Text(text)));
    values.addAll(Between.all(values, together.size()));
    values.add(new Value.Null());
    if (of.asked && constants.stream().anyMatch(Between::isNumber))
      values.add(new Value.Decimal(Double.NaN));
    return values;
  }

  /** The names that it is compared with, over any number of steps, and itself. */
  private Set<Operand.Ref> together(Operand.Ref name) {
    Set<Operand.Ref> seen = new LinkedHashSet<>();
    List<Operand.Ref> open = new ArrayList<>(List.of(name));
    while (!open.isEmpty()) {
      Operand.Ref next = open.removeLast();
      if (seen.add(next)) open.addAll(of(next).beside);
    }
    return seen;
  }

  private static Set<String> texts(Set<String> parts) {
    Set<String> texts = new LinkedHashSet<>();
    for (String part : parts) {
      texts.addAll(List.of(part, part + "x", "x" + part, "x" + part + "x"));
      parts.forEach(other -> texts.add(part + other));
    }
    return texts;
  }
}
