package dev.usher.sql.proof;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.sql.proof.Meant.Thing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a condition means, for any row and any subject at once: the convention in the Javadoc of
 * {@code dev.usher.core.condition}, written down a second time. A truth is a number of two bits.
 * {@link ConventionTest} holds it against {@code Evaluation}.
 */
final class Convention {
  static final String FALSE = "#b00";
  static final String UNKNOWN = "#b01";
  static final String TRUE = "#b10";

  /** "&amp;&amp; takes the least and || the greatest of FALSE, UNKNOWN, TRUE." */
  private static final List<String> WORDS =
      List.of(
          "(define-sort Truth () (_ BitVec 2))",
          "(define-fun least ((a Truth) (b Truth)) Truth (ite (bvule a b) a b))",
          "(define-fun greatest ((a Truth) (b Truth)) Truth (ite (bvuge a b) a b))",
          "(define-fun opposite ((a Truth)) Truth (bvsub #b10 a))",
          "(define-fun chosen ((test Truth) (a Truth) (b Truth)) Truth"
              + " (ite (= test #b10) a (ite (= test #b00) b #b01)))",
          "(define-fun sure ((test Bool)) Truth (ite test #b10 #b00))",
          "(define-fun unless ((unknown Bool) (test Bool)) Truth"
              + " (ite unknown #b01 (sure test)))");

  private final World world;
  private final Script script;

  /** Parts that may be anything. */
  private final Map<Condition, String> free = new HashMap<>();

  Convention(World world, Script script) {
    this.world = world;
    this.script = script;
    script.declare("convention", WORDS);
  }

  /** From now on a condition that is TRUE, FALSE or UNKNOWN, whatever it says. */
  void free(Condition part) {
    String name = Smt.name("any " + free.size());
    script.declare(
        name, List.of("(declare-const " + name + " Truth)", "(assert (bvule " + name + " #b10))"));
    free.put(part, name);
  }

  String truth(Condition condition) {
    String anything = free.get(condition);
    if (anything != null) return anything;
    return switch (condition) {
      case Condition.And(List<Condition> all) ->
          all.stream().map(this::truth).reduce(TRUE, (a, b) -> Smt.call("least", a, b));
      case Condition.Or(List<Condition> any) ->
          any.stream().map(this::truth).reduce(FALSE, (a, b) -> Smt.call("greatest", a, b));
      case Condition.Not(Condition negated) -> Smt.call("opposite", truth(negated));
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          Smt.call("chosen", truth(test), truth(then), truth(otherwise));
      case Condition.Compare(Operand left, Op op, Operand right) ->
          Comparing.compare(thing(left), op, thing(right));
      case Condition.In(Operand left, Operand right) -> in(thing(left), right);
      case Condition.TextTest(Operand text, Condition.TextTest.Kind kind, String part) ->
          textTest(thing(text), kind, Smt.text(part));
      case Condition.Has(Operand.Ref what) -> has(what);
      case Condition.Constant(boolean value) -> value ? TRUE : FALSE;
      case Condition.Truth(Operand.Ref what) -> truth(thing(what));
    };
  }

  private Thing thing(Operand operand) {
    return switch (operand) {
      case Operand.Literal(Value value) -> known(value);
      case Operand.Row(String name) -> thing(world.columns().get(name));
      case Operand.Subject(String name) -> {
        World.Looked looked = world.looked().get(name);
        yield looked != null
            ? thing(looked.field())
            : known(world.known().getOrDefault(name, new Value.Null()));
      }
      case Operand.Context(String name) ->
          throw new IllegalArgumentException("no database is told context." + name);
    };
  }

  private Thing thing(Field field) {
    field.declare(script);
    return field.thing();
  }

  private static Thing known(Value value) {
    return new Thing(value instanceof Value.Null ? Smt.TRUE : Smt.FALSE, new Meant.Known(value));
  }

  private String has(Operand.Ref what) {
    if (what instanceof Operand.Subject(String name) && world.listed().containsKey(name)) {
      return Smt.call("sure", list(name).there());
    }
    return Smt.call("sure", Smt.not(thing(what).isNothing()));
  }

  private static String truth(Thing thing) {
    return switch (thing.meant()) {
      case Meant.Bool(String term) -> Smt.call("unless", thing.isNothing(), term);
      case Meant.Known(Value.Bool(boolean value)) -> value ? TRUE : FALSE;
      case Meant.Known _,
          Meant.Number _,
          Meant.Binary _,
          Meant.Text _,
          Meant.Time _,
          Meant.Other _ ->
          UNKNOWN;
    };
  }

  private static String textTest(Thing thing, Condition.TextTest.Kind kind, String part) {
    String text =
        switch (thing.meant()) {
          case Meant.Text(String term) -> term;
          case Meant.Known(Value.Text(String known)) -> Smt.text(known);
          case Meant.Known _,
              Meant.Bool _,
              Meant.Number _,
              Meant.Binary _,
              Meant.Time _,
              Meant.Other _ ->
              "";
        };
    if (text.isEmpty()) return UNKNOWN;
    String test =
        switch (kind) {
          case STARTS_WITH -> Smt.call("str.prefixof", part, text);
          case ENDS_WITH -> Smt.call("str.suffixof", part, text);
          case CONTAINS -> Smt.call("str.contains", text, part);
        };
    return Smt.call("unless", thing.isNothing(), test);
  }

  /** One of them equals; but what is not there, or no number, is not even outside of no list. */
  private String in(Thing wanted, Operand right) {
    if (right instanceof Operand.Subject(String name) && world.listed().containsKey(name)) {
      return among(wanted, list(name));
    }
    if (!(thing(right).meant() instanceof Meant.Known(Value.Many(List<Value> values)))) {
      return UNKNOWN;
    }
    String none = Smt.call("unless", Comparing.isNothing(wanted), Smt.FALSE);
    return values.stream()
        .map(value -> Comparing.compare(wanted, Op.EQ, known(value)))
        .reduce(none, (a, b) -> Smt.call("greatest", a, b));
  }

  private String among(Thing wanted, Listing list) {
    if (wanted.meant() instanceof Meant.Known(Value.Null())) return UNKNOWN;
    Comparing.Element element = Comparing.element(wanted.meant(), list.sort());
    list.emptyHasNot(element.term(), script);
    return Smt.ite(
        Smt.or(Smt.not(list.there()), Comparing.isNothing(wanted)),
        UNKNOWN,
        Smt.ite(
            Smt.and(element.exists(), list.has(element.term())),
            TRUE,
            Smt.ite(list.hasNull(), UNKNOWN, FALSE)));
  }

  private Listing list(String name) {
    Listing list = world.listed().get(name);
    list.declare(script, world.engine());
    return list;
  }
}
