package dev.usher.cli.server;

import static dev.usher.cli.server.AlikeRow.one;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A random policy over two tables and an application, as somebody writes it.
 *
 * @param never what must not be, where there is such a thing
 */
record AlikePolicy(String text, Optional<Never> never) {
  static final List<String> TABLES = List.of("orders", "items");
  static final List<String> PEOPLE = List.of("ann", "ben", "cid", "dan");

  /** Whom a directory brings, by a group. */
  static final String NEWCOMER = "eve";

  static final String SERVICE = "bot";

  /** What an application's orders are called; the last two no path can say. */
  static final List<String> ORDERS =
      List.of("17", "a b", "süd", "it's", "x\"y", "(1)=&", "50%", "a/b");

  static final String DIRECTORIES = "directories: { okta: { type: scim } }\n";
  private static final String GROUP = "group: \"okta:Crew\"";
  private static final String NEVER = "never:\n";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> DOINGS = List.of("read", "refund", "close", "[read, refund]");
  private static final int DEPTH = 2;

  /** One that a question is held against by itself. */
  record Never(String who, String action, String on) {
    private static final String ALL = ":*";

    /** Of what it is, or of a column of it, or of what it is a column of. */
    boolean speaksOf(AlikeQuestion question) {
      String asked = question.address();
      boolean isThere =
          asked.equals(on)
              || asked.startsWith(on + ".")
              || on.startsWith(asked + ".")
              || on.endsWith(ALL) && asked.startsWith(on.substring(0, on.length() - 1));
      return isThere && question.action().equals(action) && isOf(question.who());
    }

    private boolean isOf(String subject) {
      return who.equals("*") || who.equals(subject) || isOfCrew() && subject.equals(NEWCOMER);
    }

    private boolean isOfCrew() {
      return who.equals("team:crew");
    }
  }

  /** A condition and the columns that it reads. */
  private record Rows(String text, Set<String> columns) {
    static Rows of(String text, String... columns) {
      return new Rows(text, Set.of(columns));
    }

    Rows with(Rows other, String text) {
      Set<String> both = new TreeSet<>(columns);
      both.addAll(other.columns);
      return new Rows(text, both);
    }
  }

  static AlikePolicy draw(String systems, String issuer, RandomGenerator random) {
    return new Draw(systems, issuer, random).policy();
  }

  boolean isForbidden(AlikeQuestion question) {
    return never.map(one -> one.speaksOf(question)).orElse(false);
  }

  /** The same for who hears no directory, and nothing of what must not be. */
  String meant() {
    int end = never.isPresent() ? text.indexOf(NEVER) : text.length();
    return text.substring(0, end)
        .replace(GROUP, "members: [" + NEWCOMER + "]")
        .replace(DIRECTORIES, "")
        .replace("people:\n", "people:\n  " + NEWCOMER + ": {}\n");
  }

  static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Draw {
    private final String systems;
    private final String issuer;
    private final RandomGenerator random;

    /** Most policies are such as a database can carry. */
    private final boolean calm;

    private final Map<String, Set<String>> columns = new HashMap<>();
    private final Map<String, List<Rows>> rows = new HashMap<>();

    /** Tables whose rows may be moved. */
    private final Set<String> movers = new TreeSet<>();

    private final StringBuilder text = new StringBuilder();

    Draw(String systems, String issuer, RandomGenerator random) {
      this.systems = systems;
      this.issuer = issuer;
      this.random = random;
      this.calm = random.nextInt(5) > 0;
      TABLES.stream().filter(_ -> random.nextBoolean()).forEach(movers::add);
    }

    private boolean in(int many) {
      return random.nextInt(many) == 0;
    }

    AlikePolicy policy() {
      text.append("# %d%n".formatted(random.nextInt())).append(systems);
      people();
      roles();
      grants();
      Optional<Never> never = in(2) ? Optional.of(never()) : Optional.empty();
      never.ifPresent(
          one ->
              text.append(
                  NEVER
                      + "  - { who: %s, can: %s, on: '%s', why: So it is }%n"
                          .formatted(
                              quoted(one.who()), one.action(), one.on().replace("'", "''"))));
      return new AlikePolicy(text.toString(), never);
    }

    private void people() {
      text.append("people:\n");
      for (String person : PEOPLE)
        text.append("  %s: { attributes: { %s } }%n".formatted(person, attributes()));
      text.append("services:\n  ")
          .append(SERVICE)
          .append(": { owner: ann, trust: { issuer: \"" + issuer + "\", claims: { azp: bot } }")
          .append(", attributes: { ")
          .append(attributes())
          .append(" } }\n");
      text.append("teams:\n  crew: { ").append(GROUP).append(" }\n");
      text.append(
          "  some: { members: [ %s, %s ] }%n"
              .formatted("ann", one(PEOPLE.subList(1, PEOPLE.size()), random)));
      text.append("  high: { where: subject.level > 6 }\n");
    }

    private String attributes() {
      Map<String, String> all = new TreeMap<>();
      all.put("word", quoted(one(AlikeRow.TEXTS, random)));
      all.put("words", list(AlikeRow.TEXTS.stream().map(AlikePolicy::quoted).toList()));
      all.put("level", String.valueOf(random.nextInt(10)));
      all.put("levels", list(AlikeRow.WHOLES.stream().map(String::valueOf).toList()));
      all.put("rate", one(List.of("0.1", "1.5", "-1.5", "1e300"), random));
      all.put("key", quoted(one(AlikeRow.UUIDS, random)));
      all.put("keys", list(AlikeRow.UUIDS.stream().map(AlikePolicy::quoted).toList()));
      all.put("flag", String.valueOf(random.nextBoolean()));
      all.keySet().removeIf(_ -> in(5));
      List<String> written = new ArrayList<>();
      all.forEach((name, value) -> written.add(name + ": " + value));
      return String.join(", ", written);
    }

    private String list(List<String> of) {
      List<String> some = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) some.add(one(of, random));
      return "[" + String.join(", ", some) + "]";
    }

    private void roles() {
      text.append("roles:\n");
      for (int role = 0; role < 4; role++) {
        List<String> can = new ArrayList<>();
        for (String table : TABLES) if (!in(3)) table(can, table);
        for (int n = random.nextInt(4); n > 0; n--) can.add(resource());
        if (can.isEmpty()) can.add("{ do: select, on: shop-db/public/orders }");
        text.append("  role%d:%n".formatted(role));
        if (role == 3 && in(2)) text.append("    includes: [role0]\n");
        text.append("    can:\n");
        can.forEach(one -> text.append("      - ").append(one).append('\n'));
      }
    }

    private void table(List<String> can, String table) {
      Optional<Rows> read = rows(table);
      boolean reads = calm || !in(5);
      if (reads) can.add(permission("select", table, read));
      if (in(2)) can.add(permission("insert", table, in(2) ? read : rows(table)));
      if (in(2)) can.add(permission("update", table, in(2) ? read : rows(table)));
      if (in(2)) can.add(permission("delete", table, in(2) ? read : rows(table)));
    }

    private Optional<Rows> rows(String table) {
      if (in(4)) return Optional.empty();
      return Optional.of(one(conditions(table), random));
    }

    private List<Rows> conditions(String table) {
      return rows.computeIfAbsent(table, _ -> List.of(rows(DEPTH), rows(DEPTH)));
    }

    private String permission(String action, String table, Optional<Rows> rows) {
      List<String> keys = new ArrayList<>(List.of("do: " + action));
      keys.add("on: shop-db/public/" + table);
      Set<String> narrowed = columns(action, table);
      boolean moves = action.equals("update") && (calm ? movers.contains(table) : in(2));
      // Nobody moves a row by what one of its conditions reads.
      if (calm && action.equals("update") && !moves) narrowed = unread(table, narrowed);
      boolean mayMove = moves && rows.isPresent();
      if (!narrowed.isEmpty()) {
        Set<String> others = all();
        others.removeAll(narrowed);
        // The same said in two ways, but for columns that come later.
        if (others.size() == 1)
          keys.add("except: [%s.%s]".formatted(table, others.iterator().next()));
        else keys.add("columns: [" + String.join(", ", narrowed) + "]");
      }
      rows.ifPresent(some -> keys.add("rows: '" + some.text().replace("'", "''") + "'"));
      if (mayMove) keys.add("may-move: true");
      return "{ " + String.join(", ", keys) + " }";
    }

    private Set<String> unread(String table, Set<String> narrowed) {
      Set<String> still = new TreeSet<>(narrowed.isEmpty() ? all() : narrowed);
      conditions(table).forEach(one -> still.removeAll(one.columns()));
      return still.isEmpty() ? Set.of("id") : still;
    }

    private static Set<String> all() {
      Set<String> all = new TreeSet<>(AlikeRow.COLUMNS.keySet());
      all.add("id");
      return all;
    }

    /** Of the same action on a table mostly the same ones; empty: all. */
    private Set<String> columns(String action, String table) {
      if (action.equals("delete")) return Set.of();
      if (calm || in(2)) return columns.computeIfAbsent(action + " " + table, _ -> someColumns());
      return someColumns();
    }

    private Set<String> someColumns() {
      if (in(2)) return Set.of();
      Set<String> some = all();
      if (in(3)) some.remove(one(List.copyOf(AlikeRow.COLUMNS.keySet()), random));
      else some.removeIf(column -> !column.equals("id") && in(3));
      return some.size() == all().size() ? Set.of() : some;
    }

    private Rows rows(int depth) {
      if (depth == 0 || in(3)) return leaf();
      Rows left = rows(depth - 1);
      Rows right = rows(depth - 1);
      return switch (random.nextInt(4)) {
        case 0 -> left.with(right, "(%s) && (%s)".formatted(left.text(), right.text()));
        case 1 -> left.with(right, "(%s) || (%s)".formatted(left.text(), right.text()));
        case 2 -> new Rows("!(%s)".formatted(left.text()), left.columns());
        default -> {
          Rows test = leaf();
          yield test.with(left, "")
              .with(right, "(%s) ? (%s) : (%s)".formatted(test.text(), left.text(), right.text()));
        }
      };
    }

    private String op() {
      return one(List.of("==", "!=", "<", "<=", ">", ">="), random);
    }

    private String constant() {
      return quoted(one(AlikeRow.TEXTS, random));
    }

    private Rows leaf() {
      String text = one(List.of("region", "note"), random);
      return switch (random.nextInt(20)) {
        case 0 -> Rows.of("row.%s %s subject.word".formatted(text, op()), text);
        case 1 -> Rows.of("row.%s %s %s".formatted(text, op(), constant()), text);
        case 2, 3 -> Rows.of("row.%s in subject.words".formatted(text), text);
        case 4 -> Rows.of("row.%s in [%s, %s]".formatted(text, constant(), constant()), text);
        case 5 ->
            Rows.of(
                "row.%s.%s(%s)"
                    .formatted(
                        text, one(List.of("startsWith", "endsWith", "contains"), random), part()),
                text);
        case 6 -> Rows.of("row.total %s subject.level".formatted(op()), "total");
        case 7 -> Rows.of("row.total %s %d".formatted(op(), one(AlikeRow.WHOLES, random)), "total");
        case 8 -> Rows.of("row.total in subject.levels", "total");
        case 9 -> Rows.of("row.big %s row.total".formatted(op()), "big", "total");
        case 10 -> Rows.of("row.big %s 9007199254740993".formatted(op()), "big");
        case 11 -> Rows.of(in(2) ? "row.open" : "row.open == subject.flag", "open");
        case 12 ->
            Rows.of(
                "row.price %s %s".formatted(op(), one(List.of("0.1", "0.105", "7"), random)),
                "price");
        case 13 -> Rows.of("row.price %s subject.level".formatted(op()), "price");
        case 14 ->
            Rows.of(
                "row.score %s %s"
                    .formatted(op(), one(List.of("0.0", "1.5", "0.1", "subject.rate"), random)),
                "score");
        case 15 -> Rows.of(in(2) ? "row.ref == subject.key" : "row.ref in subject.keys", "ref");
        case 16 -> Rows.of("row.at %s timestamp(\"2026-10-25T00:30:00Z\")".formatted(op()), "at");
        case 17 -> Rows.of("has(subject.word)");
        default -> {
          String column = one(List.copyOf(AlikeRow.COLUMNS.keySet()), random);
          yield Rows.of("has(row.%s)".formatted(column), column);
        }
      };
    }

    private String part() {
      return quoted(one(List.of("a%", "_", "'", "no", "th", "\\", "d", "\uD83D\uDE00"), random));
    }

    private String resource() {
      String what =
          switch (random.nextInt(5)) {
            case 0 -> "order:17";
            case 1 -> "order:{17,\"a b\"}";
            case 2 -> "report:*";
            default -> "order:*";
          };
      boolean isReport = what.startsWith("report");
      List<String> keys = new ArrayList<>();
      keys.add("do: " + (isReport ? "read" : one(DOINGS, random)));
      keys.add("on: 'shop-api/%s'".formatted(what));
      if (what.equals("order:*") && in(3))
        keys.add(
            "except: ['order:%s']".formatted(one(List.of("17", "\"a b\"", "\"it''s\""), random)));
      if (!isReport && !in(3)) keys.add("when: '" + when(1).replace("'", "''") + "'");
      return "{ " + String.join(", ", keys) + " }";
    }

    private String when(int depth) {
      if (depth > 0 && in(2)) {
        String left = when(depth - 1);
        String right = when(depth - 1);
        return switch (random.nextInt(3)) {
          case 0 -> "(%s) && (%s)".formatted(left, right);
          case 1 -> "(%s) || (%s)".formatted(left, right);
          default -> "!(%s)".formatted(left);
        };
      }
      return switch (random.nextInt(12)) {
        case 0 -> "resource.total %s %s".formatted(op(), one(List.of("7", "0.1", "100"), random));
        case 1 -> "resource.total %s subject.level".formatted(op());
        case 2 -> "resource.region in subject.words";
        case 3 -> "resource.region == subject.word";
        case 4 -> "resource.paid";
        case 5 -> "has(resource.placed)";
        case 6 -> "resource.placed %s timestamp(\"2026-10-25T00:30:00Z\")".formatted(op());
        case 7 -> "context.mfa";
        case 8 -> "!has(context.mfa)";
        case 9 -> "context.from == \"office\" || context.hour < 7";
        case 10 -> "subject.level %s 4".formatted(op());
        default -> "has(subject.word) && subject.flag";
      };
    }

    private void grants() {
      text.append("grants:\n");
      Set<String> given = new TreeSet<>();
      for (String who : PEOPLE) grant(given, who);
      grant(given, SERVICE);
      grant(given, "team:crew");
      grant(given, one(List.of("team:some", "team:high", one(PEOPLE, random)), random));
      grant(given, one(List.of("team:crew", one(PEOPLE, random)), random));
    }

    private void grant(Set<String> given, String to) {
      int role = random.nextInt(4);
      if (!given.add(to + " " + role)) return;
      String when =
          switch (random.nextInt(10)) {
            case 0 -> ", until: 2020-01-01";
            case 1 -> ", from: 2999-01-01";
            case 2 -> ", from: 2020-01-01, until: 2999-01-01";
            default -> "";
          };
      text.append(
          "  - { to: \"%s\", role: role%d, in: prod%s, because: \"n° %d\" }%n"
              .formatted(to, role, when, given.size()));
    }

    private Never never() {
      String who = one(List.of("team:crew", "team:crew", "*", one(PEOPLE, random)), random);
      return switch (random.nextInt(5)) {
        case 0 -> new Never(who, one(List.of("read", "refund"), random), "prod/shop-api/order:*");
        case 1 -> new Never(who, "close", "prod/shop-api/order:17");
        case 2 -> new Never(who, "select", "prod/shop-db/public/orders.note");
        case 3 -> new Never(who, "update", "prod/shop-db/public/items.price");
        default ->
            new Never(
                who,
                one(List.of("delete", "insert", "select"), random),
                "prod/shop-db/public/" + one(TABLES, random));
      };
    }
  }
}
