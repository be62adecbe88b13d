package dev.usher.sql.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.sql.proof.Proof.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each construct of conditions, as each engine gets it, lets through just the rows that it should;
 * for every row, every subject and every list there can be. What is proved, and what is
 * presupposed, is told in the package's documentation.
 */
class ProofTest {
  private final Proof proof = new Proof();
  private final Set<String> columns = new TreeSet<>();
  private final Set<String> attributes = new TreeSet<>();

  @AfterEach
  void done() {
    proof.close();
  }

  private void proved(World world, Condition condition, Condition... parts) {
    proved(condition, proof.translation(world, condition, parts));
  }

  private void proved(Condition condition, Verdict verdict) {
    assertThat(isProved(condition, verdict)).as(condition + " is refused: " + verdict).isTrue();
  }

  private boolean isProved(World world, Condition condition) {
    return isProved(condition, proof.translation(world, condition));
  }

  /** Not where there is no SQL to prove anything of. */
  private boolean isProved(Condition condition, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Proved _ -> {
        columns.addAll(Mentions.columns(condition));
        attributes.addAll(Mentions.attributes(condition));
        yield true;
      }
      case Verdict.Refused _ -> false;
      case Verdict.Refuted(String sql, String example) ->
          throw new AssertionError(condition + "\nis not\n" + sql + "\nwhere\n" + example);
    };
  }

  private static Operand.Ref row(String name) {
    return new Operand.Row(name);
  }

  private static Operand.Ref subject(String name) {
    return new Operand.Subject(name);
  }

  private static Operand literal(Value value) {
    return new Operand.Literal(value);
  }

  private static Set<String> comparable(World world) {
    Set<String> names = new TreeSet<>(world.columns().keySet());
    names.remove("other");
    return names;
  }

  /**
   * By induction: whatever the parts are, if their SQL is right then so is that of the whole. The
   * parts are any conditions, and those that fall out of the SQL, being known beforehand.
   */
  @ParameterizedTest
  @EnumSource
  void connectives(Engine engine) {
    World world = Worlds.of(engine);
    Condition p = new Condition.Truth(row("p"));
    Condition q = new Condition.Truth(row("q"));
    Condition r = new Condition.Truth(row("r"));
    Condition unknown = new Condition.Truth(subject("nothing"));
    List<Condition> branches =
        List.of(
            p,
            new Condition.And(List.of(q, r)),
            new Condition.Or(List.of(q, r)),
            new Condition.Constant(true),
            new Condition.Constant(false),
            unknown);
    List<Condition> parts = new ArrayList<>(branches);
    parts.add(new Condition.Not(q));
    parts.add(new Condition.If(p, q, r));
    List<Condition> wholes = new ArrayList<>();
    wholes.add(new Condition.And(List.of()));
    wholes.add(new Condition.Or(List.of()));
    for (Condition first : parts) {
      wholes.add(new Condition.Not(first));
      wholes.add(new Condition.And(List.of(first)));
      wholes.add(new Condition.Or(List.of(first)));
      for (Condition second : parts) {
        wholes.add(new Condition.And(List.of(first, second)));
        wholes.add(new Condition.Or(List.of(first, second)));
      }
      for (Condition then : branches) {
        for (Condition otherwise : branches) {
          wholes.add(new Condition.If(first, then, otherwise));
        }
      }
    }
    wholes.add(new Condition.And(List.of(p, q, r)));
    wholes.add(new Condition.Or(List.of(p, q, r)));
    for (Condition whole : wholes) proved(world, whole, p, q, r);
  }

  /** The negations of EQ, LT and LE are the other three, and are proved with them. */
  @ParameterizedTest
  @EnumSource
  void comparisonsWithConstants(Engine engine) {
    World world = Worlds.of(engine);
    for (Field field : world.columns().values()) {
      Operand row = row(field.name());
      List<Value> constants = Worlds.constants(field.holds());
      for (Value value : constants) {
        boolean first = value.equals(constants.getFirst());
        for (Op op : first ? List.of(Op.values()) : List.of(Op.EQ, Op.LT, Op.LE)) {
          boolean carried = op == Op.EQ || op == Op.NE || field.holds().isOrdered();
          Condition compare = new Condition.Compare(row, op, literal(value));
          assertThat(isProved(world, compare)).as(compare.toString()).isEqualTo(carried);
          if (!first) continue;
          Condition turned = new Condition.Compare(literal(value), op, row);
          assertThat(isProved(world, turned)).as(turned.toString()).isEqualTo(carried);
        }
      }
    }
    assertThat(columns).isEqualTo(comparable(world));
  }

  /** Those that are known when the SQL is made, of every kind beside every type. */
  @ParameterizedTest
  @EnumSource
  void comparisonsWithKnownAttributes(Engine engine) {
    World world = Worlds.of(engine);
    for (Value value : Worlds.KNOWN) {
      World knowing = world.with("known", value);
      for (String column : world.columns().keySet()) {
        for (Op op : List.of(Op.EQ, Op.LT)) {
          isProved(knowing, new Condition.Compare(row(column), op, subject("known")));
        }
      }
      for (Value other : Worlds.KNOWN) {
        for (Op op : List.of(Op.EQ, Op.LT)) {
          proved(knowing, new Condition.Compare(subject("known"), op, literal(other)));
        }
      }
    }
    proved(world, new Condition.Compare(row("i4"), Op.NE, subject("nothing")));
    assertThat(columns).isEqualTo(comparable(world));
  }

  @ParameterizedTest
  @EnumSource
  void comparisonsOfTwoThatAreLookedUp(Engine engine) {
    World world = Worlds.of(engine);
    List<Operand> all = new ArrayList<>();
    for (String column : world.columns().keySet()) all.add(row(column));
    for (String attribute : world.looked().keySet()) all.add(subject(attribute));
    for (Operand left : all) {
      for (Operand right : all) {
        for (Op op : List.of(Op.EQ, Op.LT, Op.LE)) {
          isProved(world, new Condition.Compare(left, op, right));
        }
      }
    }
    assertThat(columns).isEqualTo(comparable(world));
    assertThat(attributes).isEqualTo(new TreeSet<>(world.looked().keySet()));
  }

  @ParameterizedTest
  @EnumSource
  void constantLists(Engine engine) {
    World world = Worlds.of(engine);
    for (Field field : world.columns().values()) {
      List<Value> constants = Worlds.constants(field.holds());
      for (int size = 1; size <= constants.size(); size += 2) {
        Value list = new Value.Many(constants.subList(0, size));
        proved(world, new Condition.In(row(field.name()), literal(list)));
      }
    }
    assertThat(columns).isEqualTo(comparable(world));
  }

  @ParameterizedTest
  @EnumSource
  void knownLists(Engine engine) {
    World world = Worlds.of(engine);
    List<Value> mixed = new ArrayList<>(Worlds.KNOWN);
    mixed.removeIf(value -> value instanceof Value.Exact);
    List<Value> lists =
        List.of(
            new Value.Many(List.of()),
            new Value.Many(List.of(new Value.Null())),
            new Value.Many(List.of(new Value.Int(7), new Value.Null())),
            new Value.Many(List.of(new Value.Decimal(Double.NaN))),
            new Value.Many(List.of(new Value.Bool(true), new Value.Bool(false))),
            new Value.Many(List.of(new Value.Text("open"), new Value.Text("it's"))),
            new Value.Many(mixed),
            new Value.Int(7),
            new Value.Null());
    for (Value list : lists) {
      World knowing = world.with("known", list);
      for (String column : comparable(world)) {
        proved(knowing, new Condition.In(row(column), subject("known")));
      }
      for (Value one : Worlds.KNOWN) {
        proved(knowing, new Condition.In(literal(one), subject("known")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsThatAreLookedUp(Engine engine) {
    World world = Worlds.of(engine);
    for (String list : world.listed().keySet()) {
      for (String column : world.columns().keySet()) {
        isProved(world, new Condition.In(row(column), subject(list)));
      }
      for (String attribute : world.looked().keySet()) {
        isProved(world, new Condition.In(subject(attribute), subject(list)));
      }
      for (Field field : world.columns().values()) {
        for (Value value : Worlds.constants(field.holds())) {
          isProved(world, new Condition.In(literal(value), subject(list)));
        }
      }
      World nobody = world.with("known", new Value.Null());
      proved(nobody, new Condition.In(subject("known"), subject(list)));
    }
    Set<String> inLists = comparable(world);
    inLists.removeAll(Set.of("at", "at2"));
    assertThat(columns).isEqualTo(inLists);
    assertThat(attributes)
        .containsAll(world.looked().keySet())
        .containsAll(world.listed().keySet());
  }

  /** Where it is NULL is promised, too. */
  @ParameterizedTest
  @EnumSource
  void partsOfTexts(Engine engine) {
    World world = Worlds.of(engine);
    World knowing = world.with("known", new Value.Text("a_\\"));
    for (TextTest.Kind kind : TextTest.Kind.values()) {
      for (String part : Worlds.TEXTS) {
        for (Field field : world.columns().values()) {
          if (field.holds() instanceof Holds.Text || field.holds() instanceof Holds.Label) {
            exactly(world, new TextTest(row(field.name()), kind, part));
          }
        }
        exactly(world, new TextTest(subject("region"), kind, part));
        exactly(knowing, new TextTest(subject("known"), kind, part));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsThere(Engine engine) {
    World world = Worlds.of(engine);
    for (String column : world.columns().keySet()) {
      exactly(world, new Condition.Has(row(column)));
    }
    assertThat(columns).isEqualTo(world.columns().keySet());
    for (String attribute : world.looked().keySet()) {
      exactly(world, new Condition.Has(subject(attribute)));
    }
    for (String list : world.listed().keySet()) {
      exactly(world, new Condition.Has(subject(list)));
    }
    exactly(world, new Condition.Has(subject("nothing")));
    for (Value value : Worlds.KNOWN) {
      exactly(world.with("known", value), new Condition.Has(subject("known")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTrueByItself(Engine engine) {
    World world = Worlds.of(engine);
    exactly(world, new Condition.Truth(row("p")));
    exactly(world, new Condition.Truth(subject("admin")));
    for (Value value : Worlds.KNOWN) {
      proved(world.with("known", value), new Condition.Truth(subject("known")));
    }
    exactly(world, new Condition.Constant(true));
    exactly(world, new Condition.Constant(false));
  }

  private void exactly(World world, Condition condition) {
    proved(condition, proof.exactTranslation(world, condition));
  }
}
