package dev.usher.cli.server;

import static dev.usher.cli.server.AlikeRow.one;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.server.AlikeConditions.Rows;
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
 * A random policy over two tables and an application, as somebody writes it: one shop's, of several
 * that one text holds.
 *
 * @param never what must not be, where there is such a thing
 */
record AlikePolicy(AlikeShop shop, Parts parts, Optional<Never> never) {
  /** What an application's orders are called; the last two no path can say. */
  static final List<String> ORDERS =
      List.of("17", "a b", "süd", "it's", "x\"y", "(1)=&", "50%", "a/b");

  private static final String DIRECTORIES = "directories: { okta: { type: scim } }\n";
  private static final String GROUP = "group: \"okta:Crew\"";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> DOINGS = List.of("read", "refund", "close", "[read, refund]");
  private static final int DEPTH = 2;
  private static final int ROLES = 4;

  /**
   * @param isCalm such as a database can carry, mostly
   * @param forbids has a never, mostly: who joins may break it, and is let in nowhere then
   */
  record Style(boolean isCalm, boolean forbids) {}

  /** Lines below each heading. */
  record Parts(String people, String services, String teams, String roles, String grants) {}

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
      return who.equals("*")
          || who.equals(subject)
          || isOfCrew() && subject.equals(AlikeShop.NEWCOMER);
    }

    private boolean isOfCrew() {
      return who.startsWith("team:crew");
    }
  }

  /**
   * @param style of all in one text
   */
  static AlikePolicy draw(AlikeShop shop, String issuer, Style style, RandomGenerator random) {
    return new Draw(shop, issuer, style, random).policy();
  }

  boolean isForbidden(AlikeQuestion question) {
    return never.map(one -> one.speaksOf(question)).orElse(false);
  }

  static String text(String systems, List<AlikePolicy> all) {
    StringBuilder text = new StringBuilder(DIRECTORIES);
    text.append(written(systems, all, "", GROUP));
    String head = "never:\n";
    for (AlikePolicy one : all) {
      if (one.never.isEmpty()) continue;
      Never never = one.never.get();
      text.append(head)
          .append(
              "  - { who: %s, can: %s, on: '%s', why: So it is }%n"
                  .formatted(quoted(never.who()), never.action(), never.on().replace("'", "''")));
      head = "";
    }
    return text.toString();
  }

  /** This one alone, for who hears no directory, and nothing of what must not be. */
  String meant(String systems) {
    String newcomer = AlikeShop.NEWCOMER;
    return written(
        systems, List.of(this), "  " + newcomer + ": {}\n", "members: [" + newcomer + "]");
  }

  private static String written(
      String systems, List<AlikePolicy> all, String newcomer, String crew) {
    StringBuilder text = new StringBuilder(systems);
    text.append("people:\n").append(newcomer);
    all.forEach(one -> text.append(one.parts.people()));
    text.append("services:\n");
    all.forEach(one -> text.append(one.parts.services()));
    text.append("teams:\n");
    for (AlikePolicy one : all)
      text.append("  %s: { %s }%n".formatted(one.shop.crew(), crew)).append(one.parts.teams());
    text.append("roles:\n");
    all.forEach(one -> text.append(one.parts.roles()));
    text.append("grants:\n");
    all.forEach(one -> text.append(one.parts.grants()));
    return text.toString();
  }

  static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Draw {
    private final AlikeShop shop;
    private final String issuer;
    private final RandomGenerator random;
    private final AlikeConditions conditions;
    private final Style style;
    private final Map<String, Set<String>> columns = new HashMap<>();
    private final Map<String, List<Rows>> rows = new HashMap<>();

    /** Tables whose rows may be moved. */
    private final Set<String> movers = new TreeSet<>();

    Draw(AlikeShop shop, String issuer, Style style, RandomGenerator random) {
      this.shop = shop;
      this.issuer = issuer;
      this.random = random;
      this.conditions = new AlikeConditions(random);
      this.style = style;
      AlikeShop.TABLES.stream().filter(_ -> random.nextBoolean()).forEach(movers::add);
    }

    private boolean in(int many) {
      return random.nextInt(many) == 0;
    }

    AlikePolicy policy() {
      Parts parts = new Parts(people(), service(), teams(), roles(), grants());
      boolean forbids = style.forbids() && !in(4);
      return new AlikePolicy(shop, parts, forbids ? Optional.of(never()) : Optional.empty());
    }

    private String people() {
      StringBuilder text = new StringBuilder("  # %d%n".formatted(random.nextInt()));
      for (String person : shop.people())
        text.append("  %s: { attributes: { %s } }%n".formatted(person, attributes()));
      return text.toString();
    }

    private String service() {
      return "  %s: { owner: %s, trust: { issuer: \"%s\", claims: { azp: %s } }, attributes: { %s } }%n"
          .formatted(
              shop.service(), shop.people().getFirst(), issuer, shop.service(), attributes());
    }

    private String teams() {
      List<String> people = shop.people();
      return "  some%d: { members: [ %s, %s ] }%n"
              .formatted(
                  shop.number(), people.getFirst(), one(people.subList(1, people.size()), random))
          + "  high%1$d: { where: subject.level > 6 && subject.shop == %1$d }%n"
              .formatted(shop.number());
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
      all.put("shop", String.valueOf(shop.number()));
      List<String> written = new ArrayList<>();
      all.forEach((name, value) -> written.add(name + ": " + value));
      return String.join(", ", written);
    }

    private String list(List<String> of) {
      List<String> some = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) some.add(one(of, random));
      return "[" + String.join(", ", some) + "]";
    }

    private String roles() {
      StringBuilder text = new StringBuilder();
      for (int role = 0; role < ROLES; role++) {
        List<String> can = new ArrayList<>();
        for (String table : AlikeShop.TABLES) if (!in(3)) table(can, table);
        for (int n = random.nextInt(4); n > 0; n--) can.add(resource());
        if (can.isEmpty()) can.add("{ do: select, on: shop-db/" + shop.schema() + "/orders }");
        text.append("  %s:%n".formatted(shop.role(role)));
        if (role == ROLES - 1 && in(2)) text.append("    includes: [%s]%n".formatted(shop.role(0)));
        text.append("    can:\n");
        can.forEach(one -> text.append("      - ").append(one).append('\n'));
      }
      return text.toString();
    }

    private void table(List<String> can, String table) {
      Optional<Rows> read = rows(table);
      boolean reads = style.isCalm() || !in(5);
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
      return rows.computeIfAbsent(
          table, _ -> List.of(conditions.rows(DEPTH), conditions.rows(DEPTH)));
    }

    private String permission(String action, String table, Optional<Rows> rows) {
      List<String> keys = new ArrayList<>(List.of("do: " + action));
      keys.add("on: shop-db/" + shop.schema() + "/" + table);
      Set<String> narrowed = columns(action, table);
      boolean moves = action.equals("update") && (style.isCalm() ? movers.contains(table) : in(2));
      // Nobody moves a row by what one of its conditions reads.
      if (style.isCalm() && action.equals("update") && !moves) narrowed = unread(table, narrowed);
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
      if (still.isEmpty()) return Set.of("id");
      // All of them by name are not the table, for columns may come; today's rows tell no
      // difference.
      return still.equals(all()) ? Set.of() : still;
    }

    private static Set<String> all() {
      Set<String> all = new TreeSet<>(AlikeRow.COLUMNS.keySet());
      all.add("id");
      return all;
    }

    /** Of the same action on a table mostly the same ones; empty: all. */
    private Set<String> columns(String action, String table) {
      if (action.equals("delete")) return Set.of();
      if (style.isCalm() || in(2))
        return columns.computeIfAbsent(action + " " + table, _ -> someColumns());
      return someColumns();
    }

    private Set<String> someColumns() {
      if (in(2)) return Set.of();
      Set<String> some = all();
      if (in(3)) some.remove(one(List.copyOf(AlikeRow.COLUMNS.keySet()), random));
      else some.removeIf(column -> !column.equals("id") && in(3));
      return some.size() == all().size() ? Set.of() : some;
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
      keys.add("on: '%s/%s'".formatted(shop.application(), what));
      if (what.equals("order:*") && in(3))
        keys.add(
            "except: ['order:%s']".formatted(one(List.of("17", "\"a b\"", "\"it''s\""), random)));
      if (!isReport && !in(3)) keys.add("when: '" + conditions.when(1).replace("'", "''") + "'");
      return "{ " + String.join(", ", keys) + " }";
    }

    private String grants() {
      StringBuilder text = new StringBuilder();
      Set<String> given = new TreeSet<>();
      List<String> people = shop.people();
      String crew = "team:" + shop.crew();
      for (String who : people) text.append(grant(given, who));
      text.append(grant(given, shop.service()));
      text.append(grant(given, crew));
      List<String> teams =
          List.of("team:some" + shop.number(), "team:high" + shop.number(), one(people, random));
      text.append(grant(given, one(teams, random)));
      text.append(grant(given, one(List.of(crew, one(people, random)), random)));
      return text.toString();
    }

    private String grant(Set<String> given, String to) {
      String role = shop.role(random.nextInt(ROLES));
      if (!given.add(to + " " + role)) return "";
      String when =
          switch (random.nextInt(10)) {
            case 0 -> ", until: 2020-01-01";
            case 1 -> ", from: 2999-01-01";
            case 2 -> ", from: 2020-01-01, until: 2999-01-01";
            default -> "";
          };
      return "  - { to: \"%s\", role: %s, in: prod%s, because: \"n° %d\" }%n"
          .formatted(to, role, when, given.size());
    }

    private Never never() {
      String crew = "team:" + shop.crew();
      String who = one(List.of(crew, crew, "*", one(shop.people(), random)), random);
      return switch (random.nextInt(5)) {
        case 0 -> new Never(who, one(List.of("read", "refund"), random), on("order:*"));
        case 1 -> new Never(who, "close", on("order:17"));
        case 2 -> new Never(who, "select", shop.tables() + "orders.note");
        case 3 -> new Never(who, "update", shop.tables() + "items.price");
        default ->
            new Never(
                who,
                one(List.of("delete", "insert", "select"), random),
                shop.tables() + one(AlikeShop.TABLES, random));
      };
    }

    private String on(String thing) {
      return shop.target() + "/" + thing;
    }
  }
}
