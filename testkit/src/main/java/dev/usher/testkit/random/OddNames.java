package dev.usher.testkit.random;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names that have bitten: quotes, dots, capitals, unicode, key words, wildcards, 63 bytes. */
final class OddNames {
  private static final List<String> ODD =
      List.of(
          "Orders",
          "orders",
          "ORDERS",
          "select",
          "user",
          "a b",
          "a\"b.c",
          "o'clock",
          "größe",
          "日本語",
          "smile🙂",
          "back\\slash",
          "$1",
          "$$",
          "*",
          "**",
          "{a,b}",
          "a,b",
          "x/y",
          "table:t",
          "--",
          "/* c */",
          "%s",
          "?",
          ":name",
          "f(integer)",
          "=r/postgres",
          " lead",
          "e\u0301",
          "\u00e9",
          "l".repeat(63),
          "l".repeat(62) + "m",
          "ü".repeat(31) + "x");

  private final Pick pick;
  private final Set<String> used = new HashSet<>();
  private int count;

  OddNames(Pick pick) {
    this.pick = pick;
  }

  /** A name that this has not given before: plain with that prefix, or odd once in three times. */
  String next(String prefix) {
    if (pick.onceIn(3)) {
      String odd = pick.one(ODD);
      if (used.add(odd)) return odd;
    }
    String plain;
    do {
      plain = prefix + count++;
    } while (!used.add(plain));
    return plain;
  }
}
