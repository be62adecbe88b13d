package dev.usher.sql;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that conditions of one target ask for: who has one and holds a condition that asks
 * for it, and of what form each is, which must be one for all.
 */
public final class Asked {
  /** What values are told apart by. */
  public enum Kind {
    FLAG,
    WHOLE,
    NUMBER,
    WORD;

    /** What the column is called that holds it. */
    public String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Of a single value; null for what has none. */
    public static @Nullable Kind of(Value value) {
      return switch (value) {
        case Value.Bool _ -> FLAG;
        case Value.Int _ -> WHOLE;
        case Value.Decimal _ -> NUMBER;
        case Value.Text _ -> WORD;
        case Value.Null _, Value.Exact _, Value.Timestamp _, Value.Many _ -> null;
      };
    }
  }

  /** A kind, or a list of such. */
  public record Form(Kind kind, boolean list) {}

  /**
   * @param value as a database can hold it
   * @param why the permissions whose conditions ask for it
   */
  public record Found(String account, String name, Value value, Set<Cause> why) {}

  private final Target target;
  private final Predicate<String> isText;
  private final String advice;
  private final List<Diagnostic> diagnostics;
  private final List<Found> found = new ArrayList<>();

  /** By attribute: its forms, with somebody who has it so. */
  private final Map<String, Map<Form, String>> forms = new TreeMap<>();

  /** Attributes of which somebody has a list, if one of nothing. */
  private final Set<String> lists = new TreeSet<>();

  /** Attributes of several forms, which is told. */
  private final Set<String> mixed = new TreeSet<>();

  /**
   * @param isText whether a text can be kept, besides that it is one of whole characters
   * @param advice what to do where a value cannot
   */
  public Asked(
      Access access, Predicate<String> isText, String advice, List<Diagnostic> diagnostics) {
    this(access, isText, advice, diagnostics, Map.of());
  }

  /**
   * The same for a few people, among others whose attributes are known.
   *
   * @param others by attribute: each form that somebody else has it in; none for a list of nothing
   */
  public Asked(
      Access access,
      Predicate<String> isText,
      String advice,
      List<Diagnostic> diagnostics,
      Map<String, Set<Optional<Form>>> others) {
    this.target = access.target();
    this.isText = isText;
    this.advice = advice;
    this.diagnostics = diagnostics;
    others.forEach((name, all) -> all.forEach(form -> another(name, form)));
    for (Member member : access.members().values()) {
      Map<String, Set<Cause>> asked = new TreeMap<>();
      for (Held held : access.heldBy(member.subject())) {
        Set<String> names = held.right().rows().map(Mentions::attributes).orElse(Set.of());
        for (String name : names)
          asked.computeIfAbsent(name, _ -> new TreeSet<>()).add(held.right().cause());
      }
      asked.forEach((name, why) -> add(member, name, why));
    }
    forms.forEach(this::oneForm);
  }

  private void another(String name, Optional<Form> form) {
    if (form.isEmpty() || form.get().list()) lists.add(name);
    form.ifPresent(
        one ->
            forms
                .computeIfAbsent(name, _ -> new LinkedHashMap<>())
                .putIfAbsent(one, "somebody else"));
  }

  private void add(Member member, String name, Set<Cause> why) {
    Value value = member.attributes().get(name);
    if (value == null || value instanceof Value.Null) return;
    boolean isList = value instanceof Value.Many;
    List<Value> parts = value instanceof Value.Many(List<Value> values) ? values : List.of(value);
    if (isList) lists.add(name);
    for (Value part : parts) {
      if (part instanceof Value.Null) continue;
      Kind kind = Kind.of(part);
      if (kind == null || !isHeld(part)) {
        error(
            "%s's attribute %s is none that can be kept in %s"
                .formatted(member.subject(), name, target),
            advice);
        return;
      }
      forms
          .computeIfAbsent(name, _ -> new LinkedHashMap<>())
          .putIfAbsent(new Form(kind, isList), member.subject());
    }
    found.add(new Found(member.account(), name, stored(value), why));
  }

  private boolean isHeld(Value part) {
    return switch (part) {
      case Value.Text(String text) ->
          isText.test(text)
              && text.codePoints().noneMatch(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF);
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

  /** As it is kept: a zero has no sign there that matters. */
  public static Value stored(Value value) {
    return switch (value) {
      case Value.Decimal(double number) -> new Value.Decimal(number + 0.0);
      case Value.Many(List<Value> values) ->
          new Value.Many(values.stream().map(Asked::stored).toList());
      case Value.Null _,
          Value.Bool _,
          Value.Int _,
          Value.Exact _,
          Value.Text _,
          Value.Timestamp _ ->
          value;
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

  /** Who has what is asked of them, but for attributes of several forms. */
  public List<Found> found() {
    return found.stream().filter(one -> !mixed.contains(one.name())).toList();
  }

  /** Empty for a list of nothing for everybody. */
  public Optional<Form> form(String name) {
    return forms.getOrDefault(name, Map.of()).keySet().stream().findFirst();
  }

  /**
   * How conditions come by them. Of a list that is empty for everybody nobody can tell what it is a
   * list of: the first of these that carries a condition will do.
   *
   * @param looked how one of that name and form is looked up
   * @param empty how a list is that is empty for everybody
   */
  public List<Map<String, Attribute>> ways(
      BiFunction<String, Form, Attribute> looked, BiFunction<String, Kind, Attribute> empty) {
    List<Map<String, Attribute>> ways = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Map<String, Attribute> way = new HashMap<>();
      forms.forEach(
          (name, all) -> way.put(name, looked.apply(name, all.keySet().iterator().next())));
      lists.forEach(name -> way.computeIfAbsent(name, _ -> empty.apply(name, kind)));
      ways.add(way);
      if (lists.stream().allMatch(forms::containsKey)) break;
    }
    return ways;
  }
}
