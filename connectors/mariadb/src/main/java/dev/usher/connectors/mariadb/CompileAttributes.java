package dev.usher.connectors.mariadb;

import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import dev.usher.sql.Asked;
import dev.usher.sql.Attribute;
import dev.usher.sql.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The attributes that conditions of one target ask for, as lines of usher.attribute. */
final class CompileAttributes {
  private final Attributes lookup;
  private final Asked asked;
  final Map<RowFact.Line, Set<Cause>> lines = new LinkedHashMap<>();

  CompileAttributes(Access access, String collation, List<Diagnostic> diagnostics) {
    this.lookup = new Attributes(access.target(), collation);
    this.asked =
        new Asked(
            access,
            text -> text.codePointCount(0, text.length()) <= Attributes.LONGEST,
            "leave out U+0000 and halves of characters, write numbers that are finite, and texts of"
                + " at most "
                + Attributes.LONGEST
                + " characters",
            diagnostics);
    for (Asked.Found one : asked.found())
      lines.put(
          new RowFact.Line(access.target(), one.account(), one.name(), one.value()), one.why());
  }

  /** The first of these that carries a condition will do. */
  List<Map<String, Attribute>> ways() {
    return asked.ways(
        (name, form) ->
            form.list()
                ? listed(name, form.kind())
                : new Attribute.Looked(type(form.kind()), lookup.one(form.kind(), name)),
        this::listed);
  }

  private Attribute listed(String name, Asked.Kind kind) {
    return new Attribute.Listed(type(kind), lookup.elements(kind, name), lookup.there(name));
  }

  private static Type type(Asked.Kind kind) {
    return switch (kind) {
      case FLAG -> new Type.Flag();
      case WHOLE -> Type.Whole.BYTES_8;
      case NUMBER -> new Type.Floating();
      case WORD -> new Type.Text(Type.Text.Form.COLLATED);
    };
  }
}
