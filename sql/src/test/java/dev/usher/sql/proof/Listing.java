package dev.usher.sql.proof;

import dev.usher.core.condition.Value;
import dev.usher.sql.Attribute;
import dev.usher.sql.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that is looked up: of a length that is not bounded, any set of values at all, and maybe a
 * NULL among them. Of one that the subject has not nothing is certain but that it has no elements:
 * PostgreSQL may see NULL for it, or an empty array.
 *
 * @param sort of its elements
 */
record Listing(String name, Type element, String sort) {
  String there() {
    return Smt.name(name + " is there");
  }

  String hasNull() {
    return Smt.name(name + " has a NULL");
  }

  String isEmpty() {
    return Smt.name(name + " is empty");
  }

  /** The array itself. */
  String isNull() {
    return Smt.name(name + " is NULL");
  }

  String has(String element) {
    return Smt.call(Smt.name(name + " has"), element);
  }

  void declare(Script script, Engine engine) {
    script.declare(
        name,
        List.of(
            "(declare-const " + there() + " Bool)",
            "(declare-const " + hasNull() + " Bool)",
            "(declare-const " + isEmpty() + " Bool)",
            "(declare-const " + isNull() + " Bool)",
            "(declare-fun " + Smt.name(name + " has") + " (" + sort + ") Bool)",
            "(assert (=> " + hasNull() + " (not " + isEmpty() + ")))",
            "(assert (=> (not " + there() + ") " + isEmpty() + "))",
            "(assert (=> " + there() + " (not " + isNull() + ")))",
            engine == Engine.MARIADB ? "(assert (not " + isNull() + "))" : ""));
  }

  /** An empty list has nothing: told of each value that is looked for. */
  void emptyHasNot(String element, Script script) {
    script.given(Smt.not(Smt.and(isEmpty(), has(element))));
  }

  String isMissing() {
    return Smt.not(there());
  }

  /** That it is just this list. */
  String is(List<Value> values) {
    List<String> same = new ArrayList<>();
    for (Value value : values) {
      if (!(value instanceof Value.Null)) same.add(Smt.equal("x", Field.term(value)));
    }
    String elements = "(forall ((x %s)) (= %s %s))".formatted(sort, has("x"), Smt.any(same));
    return Smt.and(
        there(),
        Smt.equal(isEmpty(), "" + values.isEmpty()),
        Smt.equal(hasNull(), "" + values.contains(new Value.Null())),
        elements);
  }

  Attribute.Listed attribute(Engine engine) {
    String list = engine.dialect.name(name);
    return new Attribute.Listed(
        element,
        engine == Engine.POSTGRES ? list : "SELECT " + list,
        engine.dialect.name(name + " is there"));
  }
}
