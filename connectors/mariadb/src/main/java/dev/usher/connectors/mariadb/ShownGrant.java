package dev.usher.connectors.mariadb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of SHOW GRANTS. What the line may hold of a password is passed over and not kept. */
sealed interface ShownGrant {
  /**
   * The holder is in a role.
   *
   * @param host of the role; empty where roles have none
   */
  record InRole(String role, String host, String holder, boolean admin) implements ShownGrant {}

  /**
   * The holder may do something.
   *
   * @param what privilege in lower case, then its columns; none for the whole
   * @param kind function, procedure; empty for tables and what is above them
   * @param database as a pattern where the name is empty; empty for all databases
   * @param name of the thing; empty for the whole database
   */
  record May(
      Map<String, Set<String>> what,
      String kind,
      String database,
      String name,
      String holder,
      boolean option)
      implements ShownGrant {}

  Pattern TOKEN = Pattern.compile("`((?:[^`]|``)*)`|'(?:[^'\\\\]|''|\\\\.)*'|[A-Za-z_]+|[(),.@*]");

  /** What a line says of this kind: MySQL tells of several roles in one. */
  static List<ShownGrant> parse(String line) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(line);
    while (token.find()) {
      String name = token.group(1);
      // A name keeps one backtick in front, to be told from a word.
      tokens.add(name == null ? token.group() : "`" + name.replace("``", "`"));
    }
    if (tokens.isEmpty() || !tokens.removeFirst().equals("GRANT")) return List.of();
    if (tokens.getFirst().equals("PROXY")) return List.of();
    if (tokens.getFirst().startsWith("`")) {
      return inRoles(tokens);
    }
    return List.of(may(tokens));
  }

  private static List<ShownGrant> inRoles(List<String> tokens) {
    List<ShownGrant> found = new ArrayList<>();
    boolean admin = tokens.contains("ADMIN");
    for (int at = 0; !tokens.get(at).equals("TO"); at++) {
      if (tokens.get(at).equals(",")) continue;
      String role = bare(tokens.get(at));
      boolean hasHost = tokens.get(at + 1).equals("@");
      String host = hasHost ? bare(tokens.get(at + 2)) : "";
      if (hasHost) at += 2;
      found.add(new InRole(role, host, holder(tokens), admin));
    }
    return found;
  }

  private static String holder(List<String> tokens) {
    int to = tokens.indexOf("TO");
    return bare(tokens.get(to + 1));
  }

  private static May may(List<String> tokens) {
    Map<String, Set<String>> what = new LinkedHashMap<>();
    int at = 0;
    while (!tokens.get(at).equals("ON")) {
      StringBuilder words = new StringBuilder();
      while (tokens.get(at).matches("[A-Z_]+") && !tokens.get(at).equals("ON")) {
        words.append(words.isEmpty() ? "" : " ").append(tokens.get(at++).toLowerCase(Locale.ROOT));
      }
      Set<String> columns = new LinkedHashSet<>();
      if (tokens.get(at).equals("(")) {
        for (at++; !tokens.get(at).equals(")"); at++) {
          if (tokens.get(at).startsWith("`")) columns.add(bare(tokens.get(at)));
        }
        at++;
      }
      // SELECT, SELECT (`a`): who has the whole may have columns by themselves beside it.
      what.merge(
          words.toString(),
          columns,
          (one, other) -> one.isEmpty() || other.isEmpty() ? Set.of() : other);
      if (tokens.get(at).equals(",")) at++;
    }
    at++;
    String kind = "";
    if (tokens.get(at).matches("[A-Z]+")) kind = tokens.get(at++).toLowerCase(Locale.ROOT);
    if (kind.equals("package") && tokens.get(at).equals("BODY")) at++;
    String database = tokens.get(at).equals("*") ? "" : bare(tokens.get(at));
    String name = tokens.get(at + 2).equals("*") ? "" : bare(tokens.get(at + 2));
    List<String> rest = tokens.subList(at + 3, tokens.size());
    int option = rest.lastIndexOf("OPTION");
    boolean grants = option > 0 && rest.get(option - 1).equals("GRANT");
    return new May(what, kind, database, name, holder(rest), grants);
  }

  private static String bare(String token) {
    return token.startsWith("`") ? token.substring(1) : token;
  }
}
