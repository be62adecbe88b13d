package dev.usher.store.scim;

import java.util.LinkedHashMap;
import java.util.Map;

/** What somebody has sent, beside the SQL and never in it. */
final class Parameters {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** How it is written in SQL. */
  String add(Object value) {
    String name = "p" + values.size();
    values.put(name, value);
    return ":" + name;
  }

  Map<String, Object> values() {
    return values;
  }
}
