package dev.usher.core.condition;

import dev.usher.core.condition.Condition.Operand;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a condition speaks of, by name. */
public final class Mentions {
  private final Set<String> columns = new TreeSet<>();
  private final Set<String> attributes = new TreeSet<>();
  private final Set<String> contexts = new TreeSet<>();

  private Mentions() {}

  /** Columns of the row. */
  public static Set<String> columns(Condition condition) {
    return of(condition).columns;
  }

  /** Attributes of the subject. */
  public static Set<String> attributes(Condition condition) {
    return of(condition).attributes;
  }

  /** What has to be said with the question. */
  public static Set<String> contexts(Condition condition) {
    return of(condition).contexts;
  }

  /**
   * Whether nobody without attributes is let through, whatever the row: what touches an attribute
   * that is not there is unknown, and so is its negation.
   */
  public static boolean needsAttributes(Condition condition) {
    return switch (condition) {
      case Condition.And(List<Condition> all) -> all.stream().anyMatch(Mentions::needsAttributes);
      case Condition.Or(List<Condition> any) -> any.stream().allMatch(Mentions::needsAttributes);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          isUnknown(test) || needsAttributes(then) && needsAttributes(otherwise);
      case Condition.Constant(boolean value) -> !value;
      case Condition.Has(Operand.Ref what) -> what instanceof Operand.Subject;
      case Condition.Not _,
          Condition.Compare _,
          Condition.In _,
          Condition.TextTest _,
          Condition.Truth _ ->
          isUnknown(condition);
    };
  }

  /** Whether it is neither true nor false without attributes, as far as one sees at a glance. */
  private static boolean isUnknown(Condition condition) {
    return switch (condition) {
      case Condition.Not(Condition negated) -> isUnknown(negated);
      case Condition.Compare _, Condition.In _, Condition.TextTest _, Condition.Truth _ ->
          !attributes(condition).isEmpty();
      case Condition.And _, Condition.Or _, Condition.If _, Condition.Has _, Condition.Constant _ ->
          false;
    };
  }

  private static Mentions of(Condition condition) {
    Mentions mentions = new Mentions();
    mentions.add(condition);
    return mentions;
  }

  private void add(Condition condition) {
    switch (condition) {
      case Condition.And(List<Condition> all) -> all.forEach(this::add);
      case Condition.Or(List<Condition> any) -> any.forEach(this::add);
      case Condition.Not(Condition negated) -> add(negated);
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          List.of(test, then, otherwise).forEach(this::add);
      case Condition.Compare(Operand left, var _, Operand right) -> {
        add(left);
        add(right);
      }
      case Condition.In(Operand left, Operand right) -> {
        add(left);
        add(right);
      }
      case Condition.TextTest(Operand text, var _, var _) -> add(text);
      case Condition.Has(Operand.Ref what) -> add(what);
      case Condition.Truth(Operand.Ref what) -> add(what);
      case Condition.Constant _ -> {}
    }
  }

  private void add(Operand operand) {
    switch (operand) {
      case Operand.Row(String name) -> columns.add(name);
      case Operand.Subject(String name) -> attributes.add(name);
      case Operand.Context(String name) -> contexts.add(name);
      case Operand.Literal _ -> {}
    }
  }
}
