package dev.usher.sql;

import java.util.ArrayList;
import java.util.List;

/** A schema of things by the names of PostgreSQL's own that say yes to everything. */
final class Evil {
  private static final List<String> TYPES =
      List.of("bool", "int2", "int4", "int8", "numeric", "float8", "text", "timestamptz", "uuid");

  private Evil() {}

  static String[] schema() {
    List<String> made = new ArrayList<>();
    made.add("create schema evil");
    for (String type : TYPES) {
      String own = "pg_catalog." + type;
      made.add(
          "create function evil.yes(%1$s, %1$s) returns pg_catalog.bool immutable language sql as 'select true'"
              .formatted(own));
      for (String operator : List.of("=", "<>", "<", "<=", ">", ">=")) {
        made.add(
            "create operator evil.%1$s (leftarg = %2$s, rightarg = %2$s, function = evil.yes)"
                .formatted(operator, own));
      }
      made.add(
          "create function evil.num_nulls(%s) returns pg_catalog.int4 language sql as 'select 0'"
              .formatted(own));
    }
    made.add(
        "create function evil.starts_with(pg_catalog.text, pg_catalog.text)"
            + " returns pg_catalog.bool language sql as 'select true'");
    made.add(
        "create function evil.strpos(pg_catalog.text, pg_catalog.text)"
            + " returns pg_catalog.int4 language sql as 'select 1'");
    made.add(
        "create function evil.\"right\"(pg_catalog.text, pg_catalog.int4)"
            + " returns pg_catalog.text language sql as 'select $1'");
    made.add("create collation evil.\"C\" from pg_catalog.\"POSIX\"");
    // Last, for what is made in this schema's way would take them.
    TYPES.forEach(type -> made.add("create domain evil." + type + " as pg_catalog.point"));
    return made.toArray(String[]::new);
  }
}
