package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.sql.Attribute;
import dev.usher.sql.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The attributes that conditions of one target speak of: of what type each is, and a line for each
 * account that has one and holds a condition that asks for it.
 */
public final class CompileAttributes {
  /** What is told apart: the kind, and whether it is a list of such. */
  private record Form(Attributes.Kind kind, boolean list) {}

  private record Found(String account, String name, Value value, Set<Cause> why) {}

  private final List<Found> found = new ArrayList<>();
  private final Target target;
  private final List<Diagnostic> diagnostics;
  final Map<RowFact.Line, Set<Cause>> lines = new LinkedHashMap<>();

  /** By attribute: its forms, with somebody who has it so. */
  private final Map<String, Map<Form, String>> forms = new TreeMap<>();

  /** Attributes of which somebody has a list, if one of nothing. */
  private final Set<String> lists = new TreeSet<>();

  /** Attributes of several types, which is told. */
  private final Set<String> mixed = new TreeSet<>();

  CompileAttributes(Access access, List<Diagnostic> diagnostics) {
    this.target = access.target();
    this.diagnostics = diagnostics;
    for (Member member : access.members().values()) {
      Map<String, Set<Cause>> asked = new TreeMap<>();
      for (Held held : access.heldBy(member.subject())) {
        held.right()
            .rows()
            .ifPresent(
                rows ->
                    Mentions.attributes(rows)
                        .forEach(
                            name ->
                                asked
                                    .computeIfAbsent(name, _ -> new TreeSet<>())
                                    .add(held.right().cause())));
      }
      asked.forEach((name, why) -> line(member, name, why));
    }
    forms.forEach(this::oneForm);
    for (Found one : found) {
      if (mixed.contains(one.name())) continue;
      lines.put(
          new RowFact.Line(target, one.account(), one.name(), column(one.name()), one.value()),
          one.why());
    }
  }

  private void line(Member member, String name, Set<Cause> why) {
    Value value = member.attributes().get(name);
    if (value == null || value instanceof Value.Null) return;
    boolean isList = value instanceof Value.Many;
    List<Value> parts = value instanceof Value.Many(List<Value> values) ? values : List.of(value);
    if (isList) lists.add(name);
    for (Value part : parts) {
      if (part instanceof Value.Null) continue;
      Attributes.Kind kind = Attributes.kind(part);
      if (kind == null || !isHeld(part)) {
        error(
            member.subject() + "'s attribute " + name + " is none that PostgreSQL can hold",
            "leave out U+0000 and halves of characters, and write numbers that are finite");
        return;
      }
      forms
          .computeIfAbsent(name, _ -> new LinkedHashMap<>())
          .putIfAbsent(new Form(kind, isList), member.subject());
    }
    found.add(new Found(member.account(), name, Attributes.stored(value), why));
  }

  /** The column that holds an attribute; a list of nothing at all is one of whole numbers. */
  private String column(String name) {
    Form form =
        forms.getOrDefault(name, Map.of()).keySet().stream()
            .findFirst()
            .orElse(new Form(Attributes.Kind.WHOLE, true));
    return form.list() ? form.kind().lists() : form.kind().column;
  }

  private static boolean isHeld(Value part) {
    return switch (part) {
      case Value.Text(String text) ->
          text.codePoints().noneMatch(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF);
      case Value.Decimal(double number) -> Double.isFinite(number);
      case Value.Null _,
          Value.Bool _,
          Value.Int _,
          Value.Exact _,
          Value.Timestamp _,
          Value.Many _ ->
          true;
    };
  }

  private void oneForm(String name, Map<Form, String> all) {
    boolean asList = all.keySet().stream().anyMatch(one -> !one.list()) && lists.contains(name);
    if (all.size() < 2 && !asList) return;
    mixed.add(name);
    error(
        "the attribute "
            + name
            + " is of several types in "
            + target
            + ": "
            + String.join(", ", new TreeSet<>(all.values()))
            + " have unlike ones",
        "make it texts for all, or whole numbers for all, or lists of one of these for all");
  }

  private void error(String message, String hint) {
    diagnostics.add(Diagnostic.error("attribute-types", message, hint));
  }

  /**
   * How conditions come by them. Of a list that is empty for everybody nobody can tell what it is a
   * list of: the first of these that carries a condition will do.
   *
   * @param who without it nobody has any; empty: whoever asks
   */
  List<Map<String, Attribute>> ways(String who) {
    List<Map<String, Attribute>> ways = new ArrayList<>();
    for (Attributes.Kind empty : Attributes.Kind.values()) {
      Map<String, Attribute> way = new HashMap<>();
      forms.forEach(
          (name, found) -> way.put(name, looked(name, found.keySet().iterator().next(), who)));
      lists.forEach(name -> way.computeIfAbsent(name, _ -> empty(name, empty, who)));
      ways.add(way);
      if (lists.stream().allMatch(forms::containsKey)) break;
    }
    return ways;
  }

  private static Attribute looked(String name, Form form, String who) {
    Attributes.Kind kind = form.kind();
    if (!form.list())
      return new Attribute.Looked(type(kind), Attributes.lookup(kind.column, name, who));
    String list = Attributes.lookup(kind.lists(), name, who);
    return new Attribute.Listed(
        type(kind), list + "::pg_catalog." + kind.type + "[]", list + " IS NOT NULL");
  }

  private static Attribute empty(String name, Attributes.Kind kind, String who) {
    return new Attribute.Listed(
        type(kind),
        "'{}'::pg_catalog." + kind.type + "[]",
        Attributes.lookup(Attributes.Kind.WHOLE.lists(), name, who) + " IS NOT NULL");
  }

  private static Type type(Attributes.Kind kind) {
    return switch (kind) {
      case FLAG -> new Type.Flag();
      case WHOLE -> Type.Whole.BYTES_8;
      case NUMBER -> new Type.Floating();
      case WORD -> new Type.Text(Type.Text.Form.BYTEWISE);
    };
  }
}
