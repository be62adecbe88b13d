package dev.usher.sql.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL cut up, as each engine does it. What the session's settings would decide about (a backslash
 * in a plain constant) and what nobody should emit (a comment, a semicolon) is no token here.
 */
final class Tokens {
  enum Kind {
    NAME,
    /** A text for sure. */
    TEXT,
    /** In quotes; of what type is said beside it. */
    QUOTED,
    NUMBER,
    WORD,
    SYMBOL,
    END
  }

  record Token(Kind kind, String text) {}

  private static final String COMMON =
      "|(?<number>\\d+(?:\\.\\d+)?(?:E-?\\d+)?)|(?<word>[A-Za-z_][A-Za-z_0-9]*)"
          + "|(?<symbol>::|<=>|<>|<=|>=|[=<>(),.\\[\\]+]|-(?!-))";

  /** Manual, section 4.1. */
  private static final Pattern POSTGRES =
      Pattern.compile(
          "\"(?<name>(?:[^\"]|\"\")*)\"|E'(?<text>(?:[^'\\\\]|''|\\\\\\\\)*)'"
              + "|'(?<quoted>(?:[^'\\\\]|'')*)'"
              + COMMON);

  private static final Pattern MARIADB =
      Pattern.compile(
          "`(?<name>(?:[^`]|``)*)`|_utf8mb4'(?<text>[ -~&&[^'\\\\]]*)'"
              + "|_utf8mb4 X'(?<hex>(?:[0-9A-F]{2})*)'|'(?<quoted>[0-9a-f-]*)'"
              + COMMON);

  private Tokens() {}

  static List<Token> of(Engine engine, String sql) {
    boolean postgres = engine == Engine.POSTGRES;
    Matcher matcher = (postgres ? POSTGRES : MARIADB).matcher(sql);
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      if (sql.charAt(at) == ' ') {
        at++;
        continue;
      }
      matcher.region(at, sql.length());
      if (!matcher.lookingAt()) throw new Unread("what is " + sql.substring(at) + " in " + sql);
      tokens.add(token(postgres, matcher));
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  private static Token token(boolean postgres, Matcher found) {
    if (found.group("name") != null) {
      String twice = postgres ? "\"\"" : "``";
      return new Token(Kind.NAME, found.group("name").replace(twice, twice.substring(1)));
    }
    if (found.group("quoted") != null) {
      return new Token(Kind.QUOTED, found.group("quoted").replace("''", "'"));
    }
    if (!postgres && found.group("hex") != null) {
      byte[] bytes = HexFormat.of().parseHex(found.group("hex"));
      return new Token(Kind.TEXT, new String(bytes, StandardCharsets.UTF_8));
    }
    if (found.group("text") != null) {
      String text = found.group("text");
      return postgres
          ? new Token(Kind.QUOTED, text.replace("\\\\", "\\").replace("''", "'"))
          : new Token(Kind.TEXT, text);
    }
    if (found.group("number") != null) return new Token(Kind.NUMBER, found.group());
    return new Token(found.group("word") != null ? Kind.WORD : Kind.SYMBOL, found.group());
  }
}
