package dev.usher.sql.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be proved, in the making: declarations, what is given about them, definitions. */
final class Script {
  /** What names of definitions begin with. */
  static final String DEFINED = "sql ";

  private final Map<String, List<String>> declared = new LinkedHashMap<>();
  private final List<String> given = new ArrayList<>();
  private int fresh;

  /** Once, however often it is spoken of. */
  void declare(String name, List<String> lines) {
    if (declared.putIfAbsent(name, lines) == null) given.addAll(lines);
  }

  void given(String fact) {
    given.add("(assert " + fact + ")");
  }

  /** Something of which nothing is known. */
  String unknown(String why) {
    String name = Smt.name(why + " " + ++fresh);
    given.add("(declare-const " + name + " Bool)");
    return name;
  }

  /** A name for a term, so that it is written once. */
  String named(String sort, String term) {
    String name = Smt.name(DEFINED + ++fresh);
    given.add("(define-fun " + name + " () " + sort + " " + term + ")");
    return name;
  }

  @Override
  public String toString() {
    return String.join("\n", given);
  }
}
