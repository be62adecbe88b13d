package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import dev.usher.sql.Asked;
import dev.usher.sql.Attribute;
import dev.usher.sql.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The attributes that conditions of one target ask for, as lines of usher.attributes. */
public final class CompileAttributes {
  private final Asked asked;
  final Map<RowFact.Line, Set<Cause>> lines = new LinkedHashMap<>();

  /**
   * @param others what somebody else has there, of whom nothing is meant here
   */
  CompileAttributes(Access access, Collection<RowFact.Line> others, List<Diagnostic> diagnostics) {
    this.asked =
        new Asked(
            access,
            _ -> true,
            "leave out U+0000 and halves of characters, and write numbers that are finite",
            diagnostics,
            forms(others));
    for (Asked.Found one : asked.found())
      lines.put(
          new RowFact.Line(
              access.target(), one.account(), one.name(), column(one.name()), one.value()),
          one.why());
  }

  private static Map<String, Set<Optional<Asked.Form>>> forms(Collection<RowFact.Line> others) {
    Map<String, Set<Optional<Asked.Form>>> forms = new HashMap<>();
    for (RowFact.Line one : others)
      forms.computeIfAbsent(one.attribute(), _ -> new LinkedHashSet<>()).add(form(one));
    return forms;
  }

  /** Empty for a list of nothing at all, whatever column it lies in. */
  private static Optional<Asked.Form> form(RowFact.Line line) {
    boolean isNothing =
        line.value() instanceof Value.Many(List<Value> values)
            && values.stream().allMatch(Value.Null.class::isInstance);
    if (isNothing) return Optional.empty();
    return Stream.of(Asked.Kind.values())
        .flatMap(kind -> Stream.of(new Asked.Form(kind, false), new Asked.Form(kind, true)))
        .filter(form -> column(form).equals(line.column()))
        .findFirst();
  }

  /** The column that holds an attribute; a list of nothing at all is one of whole numbers. */
  private String column(String name) {
    Asked.Form form = asked.form(name).orElse(new Asked.Form(Asked.Kind.WHOLE, true));
    return column(form);
  }

  private static String column(Asked.Form form) {
    return form.list() ? Attributes.lists(form.kind()) : form.kind().column();
  }

  /**
   * The first of these that carries a condition will do.
   *
   * @param who without it nobody has any; empty: whoever asks
   */
  List<Map<String, Attribute>> ways(String who) {
    return asked.ways(
        (name, form) -> looked(name, form, who), (name, kind) -> empty(name, kind, who));
  }

  private static Attribute looked(String name, Asked.Form form, String who) {
    Asked.Kind kind = form.kind();
    if (!form.list())
      return new Attribute.Looked(type(kind), Attributes.lookup(kind.column(), name, who));
    String list = Attributes.lookupList(kind, name, who);
    return new Attribute.Listed(
        type(kind), list + "::pg_catalog." + Attributes.type(kind) + "[]", list + " IS NOT NULL");
  }

  private static Attribute empty(String name, Asked.Kind kind, String who) {
    String list = Attributes.lookupList(Asked.Kind.WHOLE, name, who);
    return new Attribute.Listed(
        type(kind), "'{}'::pg_catalog." + Attributes.type(kind) + "[]", list + " IS NOT NULL");
  }

  private static Type type(Asked.Kind kind) {
    return switch (kind) {
      case FLAG -> new Type.Flag();
      case WHOLE -> Type.Whole.BYTES_8;
      case NUMBER -> new Type.Floating();
      case WORD -> new Type.Text(Type.Text.Form.BYTEWISE);
    };
  }
}
