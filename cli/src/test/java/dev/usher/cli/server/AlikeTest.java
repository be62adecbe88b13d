package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.check.Asked;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.CanReport;
import dev.usher.policy.PolicyReader;
import dev.usher.sdk.UsherChecks;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same questions, asked of a server over AuthZEN, of the library that follows its feed, of
 * {@code usher can}, and of the database itself by the accounts that the server made: random
 * policies over hostile rows. {@code -Dusher.alike=N} is how many policies.
 */
@Timeout(600)
class AlikeTest {
  private static final int POLICIES = Integer.getInteger("usher.alike", 4);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> PEOPLE = List.of("ann", "ben", "cid", "dan");
  private static final List<String> TEXTS =
      List.of("", "north", "NORTH", "no'rth", "100%", "a_b", "süd", "\"x\\", "a%");
  private static final List<String> CONDITIONS =
      List.of(
          "row.region == subject.region",
          "row.region != subject.region",
          "row.region in subject.regions",
          "!(row.region in subject.regions)",
          "row.total < subject.level",
          "row.total >= 7 || row.open",
          "!row.open",
          "!(row.total == 7)",
          "row.region.startsWith(\"a%\")",
          "row.region.contains(\"_\") && row.total != 0",
          "row.region.endsWith(\"'rth\") || !has(row.total)",
          "has(row.region) ? row.total > -1 : row.open",
          "!(row.region == \"100%\" && row.total > subject.level)",
          "row.region > \"b\"");

  private record Row(
      int id, Optional<String> region, Optional<Integer> total, Optional<Boolean> open) {
    Map<String, Value> values() {
      Map<String, Value> values = new TreeMap<>();
      values.put("id", new Value.Int(id));
      values.put("region", region.<Value>map(Value.Text::new).orElse(new Value.Null()));
      values.put("total", total.<Value>map(Value.Int::new).orElse(new Value.Null()));
      values.put("open", open.<Value>map(Value.Bool::new).orElse(new Value.Null()));
      return values;
    }

    String sql() {
      return "(%d, %s, %s, %s)"
          .formatted(
              id,
              region.map(Sql::text).orElse("null"),
              total.map(String::valueOf).orElse("null"),
              open.map(String::valueOf).orElse("null"));
    }
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    RandomGenerator random = Seeds.generator(4711);
    for (int id = 0; id < 24; id++)
      rows.add(
          new Row(
              id,
              random.nextInt(6) == 0 ? Optional.empty() : Optional.of(pick(TEXTS, random)),
              random.nextInt(6) == 0
                  ? Optional.empty()
                  : Optional.of(pick(List.of(-1, 0, 6, 7, 8, Integer.MAX_VALUE), random)),
              random.nextInt(6) == 0 ? Optional.empty() : Optional.of(random.nextBoolean())));
    return rows;
  }

  private static <T> T pick(List<T> some, RandomGenerator random) {
    return some.get(random.nextInt(some.size()));
  }

  /** A question, and how the database is asked the same. */
  private record Question(String who, String action, String kind, String on, Row row) {
    String address() {
      return "prod/shop-db/public/" + on;
    }

    Asked asked() {
      return new Asked(
          Subject.Kind.PERSON, who, action, kind, address(), Optional.of(row.values()));
    }
  }

  @Test
  void allAnswerAlike(@TempDir Path folder) throws Exception {
    int[] asked = {0, 0, 0};
    try (ServedShop here =
            new ServedShop(folder, Map.of(Key.DATA, folder.resolve("store").toString()), Map.of());
        Connection database = here.shop.connect();
        HttpClient http = HttpClient.newHttpClient()) {
      LocalUsher usher = usher();
      List<Row> rows = rows();
      Sql.run(database, "drop table orders");
      for (String table : List.of("orders", "items"))
        Sql.run(
            database,
            "create table %s (id int, region text, total int, open bool)".formatted(table),
            "alter table %s owner to owner_%s".formatted(table, here.shop.tag()),
            "insert into %s values %s"
                .formatted(table, String.join(", ", rows.stream().map(Row::sql).toList())));
      String token = here.token(ServedShop.FIRST, "checks", "check:shop-db");
      String reader = here.token(ServedShop.FIRST, "reader", "audit");
      try (UsherChecks checks =
          UsherChecks.follow(here.server.address(), () -> token, InstantSource.system(), _ -> {})) {
        Seeds.each(
            POLICIES,
            random -> {
              boolean carried = carry(here, reader, folder, random);
              if (carried) asked[2]++;
              Trial trial = new Trial(here, token, checks, folder, database, usher, http, rows);
              asked[0] += trial.run(asked, carried);
            });
        long began = System.nanoTime();
        here.server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("whoever follows a server does not hold it up")
            .isLessThan(Duration.ofSeconds(20));
      }
    }
    assertThat(asked[0]).isGreaterThan(0);
    assertThat(asked[2]).as("policies that the database could carry").isGreaterThan(0);
    assertThat(asked[1]).as("of them with yes").isBetween(asked[0] / 20, asked[0] * 19 / 20);
  }

  private static LocalUsher usher() {
    InstantSource clock = InstantSource.system();
    return new LocalUsher(
        new PolicyReader(clock),
        _ -> Optional.empty(),
        List.of(new PostgresConnector(clock)),
        FileLedger::beside,
        clock,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(3));
  }

  /**
   * The next policy is in force when it returns.
   *
   * @return whether it is carried out; else the database cannot carry it, and nothing of it is done
   */
  private static boolean carry(ServedShop here, String reader, Path folder, RandomGenerator random)
      throws Exception {
    String before = revision(here, reader);
    Files.writeString(folder.resolve("access/policy.yaml"), policy(here, random));
    until(
        "the next policy was tried",
        () -> {
          String now = revision(here, reader);
          JsonNode realms = realms(here, reader);
          return !now.equals(before) && realms.findValuesAsText("tried").equals(List.of(now));
        });
    return realms(here, reader)
        .findValuesAsText("revision")
        .equals(List.of(revision(here, reader)));
  }

  private static JsonNode realms(ServedShop here, String reader) {
    return ServedShop.json(here.send(reader, "GET", "/api/v1/realms", ""));
  }

  private static String revision(ServedShop here, String reader) {
    return ServedShop.json(here.send(reader, "GET", "/api/v1/policy", ""))
        .path("revision")
        .asText();
  }

  private static String policy(ServedShop here, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # %d
        environments: { prod: {} }
        directories: { okta: { type: scim } }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
        people:
        """
            .formatted(random.nextInt(), here.shop.url(), here.shop.tag()));
    for (String person : PEOPLE) {
      Map<String, String> attributes = new TreeMap<>();
      if (random.nextInt(5) > 0) attributes.put("region", quoted(pick(TEXTS, random)));
      if (random.nextInt(5) > 0)
        attributes.put(
            "regions",
            "[" + quoted(pick(TEXTS, random)) + ", " + quoted(pick(TEXTS, random)) + "]");
      if (random.nextInt(5) > 0) attributes.put("level", String.valueOf(random.nextInt(10)));
      text.append("  ").append(person).append(": { attributes: { ");
      List<String> all = new ArrayList<>();
      attributes.forEach((name, value) -> all.add(name + ": " + value));
      text.append(String.join(", ", all)).append(" } }\n");
    }
    text.append("roles:\n");
    for (int role = 0; role < 4; role++) {
      List<String> can = new ArrayList<>();
      for (String table : List.of("orders", "items")) {
        if (random.nextInt(3) == 0) continue;
        String rows =
            random.nextInt(5) == 0
                ? ""
                : ", rows: '" + pick(CONDITIONS, random).replace("'", "''") + "'";
        String except = random.nextInt(4) == 0 ? ", except: [" + table + ".total]" : "";
        can.add("{ do: select, on: shop-db/public/%s%s%s }".formatted(table, except, rows));
        if (random.nextBoolean())
          can.add("{ do: delete, on: shop-db/public/%s%s }".formatted(table, rows));
      }
      if (can.isEmpty()) can.add("{ do: select, on: shop-db/public/orders }");
      text.append("  role%d: { can: [ %s ] }%n".formatted(role, String.join(", ", can)));
    }
    text.append("grants:\n");
    for (String person : PEOPLE)
      text.append(
          "  - { to: %s, role: role%d, in: prod, because: A test }%n"
              .formatted(person, random.nextInt(4)));
    text.append(
        "  - { to: %s, role: role%d, in: prod, because: A second }%n"
            .formatted(pick(PEOPLE, random), random.nextInt(4)));
    return text.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private record Trial(
      ServedShop here,
      String token,
      UsherChecks checks,
      Path folder,
      Connection database,
      LocalUsher usher,
      HttpClient http,
      List<Row> rows) {

    /**
     * @param count how many were answered with yes is added to the second
     * @param carried whether the database has it
     * @return how many questions were asked
     */
    int run(int[] count, boolean carried) throws Exception {
      List<Question> all = questions();
      List<Boolean> authzen = authzen(all);
      Map<String, Set<Integer>> reached = carried ? reached() : Map.of();
      for (int i = 0; i < all.size(); i++) {
        Question one = all.get(i);
        boolean yes = authzen.get(i);
        if (yes) count[1]++;
        assertThat(checks.allows(one.asked())).as("the library, of %s", one).isEqualTo(yes);
        // It reads the policy anew each time.
        if (i % 3 == 0) assertThat(can(one)).as("usher can, of %s", one).isEqualTo(yes);
        if (!carried) continue;
        assertThat(reached.getOrDefault(of(one), Set.of()).contains(one.row().id()))
            .as("the database, of %s", one)
            .isEqualTo(yes);
      }
      return all.size();
    }

    private List<Question> questions() {
      List<Question> all = new ArrayList<>();
      for (String who : PEOPLE)
        for (String table : List.of("orders", "items"))
          for (Row row : rows) {
            all.add(new Question(who, "select", "table", table, row));
            all.add(new Question(who, "delete", "table", table, row));
            for (String column : List.of("region", "total"))
              all.add(new Question(who, "select", "column", table + "." + column, row));
          }
      return all;
    }

    private List<Boolean> authzen(List<Question> all) throws Exception {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode evaluations = body.putArray("evaluations");
      for (Question one : all) {
        ObjectNode evaluation = evaluations.addObject();
        evaluation.putObject("subject").put("type", "user").put("id", one.who());
        evaluation.putObject("action").put("name", one.action());
        ObjectNode resource = evaluation.putObject("resource");
        resource.put("type", one.kind()).put("id", one.address());
        ObjectNode row = resource.putObject("properties");
        row.put("id", one.row().id());
        row.put("region", one.row().region().orElse(null));
        row.put("total", one.row().total().orElse(null));
        row.put("open", one.row().open().orElse(null));
      }
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(here.server.address() + "/access/v1/evaluations"))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      List<Boolean> decisions = new ArrayList<>();
      JsonNode list = JSON.readTree(answer.body()).path("evaluations");
      list.forEach(one -> decisions.add(one.path("decision").booleanValue()));
      assertThat(decisions).hasSameSizeAs(all);
      String revision = list.path(0).at("/context/revision").asText();
      assertThat(checks.awaits(revision, Duration.ofSeconds(30))).isTrue();
      return decisions;
    }

    private boolean can(Question one) {
      CanReport report =
          usher.can(
              folder.resolve("access"),
              one.who(),
              one.action(),
              one.address(),
              Optional.of(one.row().values()),
              false);
      return report.decision().orElseThrow() instanceof Decision.All;
    }

    /** By whom, doing what: which rows. */
    private Map<String, Set<Integer>> reached() throws SQLException {
      Map<String, Set<Integer>> all = new TreeMap<>();
      for (String who : PEOPLE)
        for (String table : List.of("orders", "items")) {
          all.put(
              who + " select " + table, ids(who, "select id, region, total, open from " + table));
          for (String column : List.of("region", "total"))
            all.put(
                who + " select " + table + "." + column,
                ids(who, "select id, " + column + " from " + table));
          all.put(who + " delete " + table, ids(who, "delete from " + table + " returning id"));
        }
      return all;
    }

    private static String of(Question one) {
      return one.who() + " " + one.action() + " " + one.on();
    }

    /** As the account itself, all undone; nothing where the database refuses. */
    private Set<Integer> ids(String who, String sql) throws SQLException {
      Set<Integer> ids = new TreeSet<>();
      String account = here.shop.tag() + "_" + who;
      database.setAutoCommit(false);
      try {
        Sql.run(database, "set local role " + Sql.name(account));
        Sql.rows(database, sql).forEach(row -> ids.add(Integer.valueOf(row.getFirst())));
      } catch (IllegalStateException denied) {
        if (!(denied.getCause() instanceof SQLException why)
            || !Set.of("42501", "22023").contains(why.getSQLState())) throw denied;
      } finally {
        database.rollback();
        database.setAutoCommit(true);
      }
      return ids;
    }
  }
}
