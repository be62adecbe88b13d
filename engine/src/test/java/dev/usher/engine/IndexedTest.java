package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Index;
import dev.usher.core.check.SipHash;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.check.Indexing;
import dev.usher.engine.check.Indexing.Made;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.FileLedger;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What machines are told is what {@code usher can} says: no server runs. */
class IndexedTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));
  private static final List<String> PEOPLE = List.of("ann", "ben", "cid", "robot", "nobody");
  private static final List<String> ACTIONS =
      List.of("select", "read", "insert", "update", "write", "use", "fly");
  private static final List<String> ON =
      List.of(
          "prod/shop-db/public/orders",
          "prod/shop-db/public/orders.total",
          "prod/shop-db/public/customers",
          "prod/shop-db/public/customers.email",
          "prod/shop-db/public/customers.name",
          "prod/shop-db/public",
          "prod/shop-db",
          "dev/shop-db/public/orders",
          "prod/nowhere/public/orders",
          "prod/shop-db/public/*");
  private static final List<Optional<Map<String, Value>>> ROWS =
      List.of(
          Optional.empty(),
          Optional.of(Map.of("customer_id", new Value.Int(7))),
          Optional.of(Map.of("customer_id", new Value.Int(9))),
          Optional.of(Map.of("customer_id", new Value.Null())),
          Optional.of(Map.of("customer_id", new Value.Text("7"))));

  @TempDir Path policy;
  private LocalUsher usher;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        policy.resolve("policy.yaml"),
        """
        environments: { prod: {}, dev: {} }
        systems:
          shop-db:
            type: postgresql
            in:
              prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:X" }
              dev: { url: "jdbc:postgresql://127.0.0.1:1/dev", admin: "env:X" }
        people: { ann: { attributes: { customers: [7, 8] } }, ben: {}, cid: {} }
        services: { robot: {} }
        roles:
          support:
            can:
              - { do: read, on: shop-db/public/orders, rows: row.customer_id in subject.customers }
              - { do: read, on: shop-db/public/customers, except: [customers.email] }
          writer: { can: [ { do: [read, write], on: shop-db/public/* } ] }
        grants:
          - { to: ann, role: support, in: [prod], because: A test }
          - { to: ben, role: writer, in: [prod, dev], until: 2026-11-21, because: It is over }
          - { to: cid, role: writer, in: [dev], because: A test }
          - { to: robot, role: writer, in: [prod], because: A test }
        """);
    usher = usher();
    assertThat(usher.validate(policy).diagnostics()).noneMatch(one -> one.isError());
  }

  private static LocalUsher usher() {
    return new LocalUsher(
        new PolicyReader(CLOCK),
        _ -> Optional.empty(),
        List.of(new PostgresConnector(CLOCK)),
        FileLedger::beside,
        CLOCK,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(3));
  }

  private Index index(Indexing indexing) {
    return switch (indexing.all(policy, "r")) {
      case Made.Whole(Index index) -> index;
      case Made.Nothing(String why) -> throw new AssertionError(why);
    };
  }

  private static String kind(String on) {
    if (on.contains(".")) return "column";
    return switch (on.split("/").length) {
      case 2 -> "database";
      case 3 -> "schema";
      default -> "table";
    };
  }

  private static Subject.Kind kindOf(String who) {
    return who.equals("robot") ? Subject.Kind.SERVICE : Subject.Kind.PERSON;
  }

  @Test
  void theAnswerIsTheOneThatCanGives() {
    Index index = index(usher.indexing());
    int allowed = 0;
    for (String who : PEOPLE)
      for (String action : ACTIONS)
        for (String on : ON)
          for (Optional<Map<String, Value>> row : ROWS) {
            boolean can =
                usher
                    .can(policy, who, action, on, row, false)
                    .decision()
                    .filter(Decision.All.class::isInstance)
                    .isPresent();
            Answered answered =
                index.answer(new Asked(kindOf(who), who, action, kind(on), on, row));
            assertThat(answered.allowed()).as("%s %s %s %s", who, action, on, row).isEqualTo(can);
            assertThat(answered.why()).isNotEmpty();
            if (can) allowed++;
          }
    assertThat(allowed).isBetween(40, 400);
  }

  @ParameterizedTest
  @CsvSource({
    "SERVICE, ann,   select, table,  prod/shop-db/public/orders,    no service is called so",
    "PERSON,  robot, select, table,  prod/shop-db/public/orders,    no person is called so",
    "SERVICE, robot, select, view,   prod/shop-db/public/orders,    'a table, and no view'",
    "SERVICE, robot, select, table,  prod/shop-db/public/view:sums, 'a view, and no table'",
    "SERVICE, robot, select, column, prod/shop-db/public/orders,    'a table, and no column'",
    "SERVICE, robot, fly,    table,  prod/shop-db/public/orders,    there is no fly of a table",
    "SERVICE, robot, select, table,  prod//public/orders,           ''",
    "SERVICE, robot, select, table,  prod/shop-db/public/ord\u0000ers,  ''",
    "SERVICE, Robot, select, table,  prod/shop-db/public/orders,    no grant in force",
    "SERVICE, robot, SELECT, table,  prod/shop-db/public/orders,    there is no SELECT of a table",
    "SERVICE, robot, select, table,  PROD/shop-db/public/orders,    ''",
    "SERVICE, robot, select, table,  **,                            ''"
  })
  void whatMakesNoSenseIsDeniedAndSaidWhy(
      Subject.Kind of, String who, String action, String kind, String on, String why) {
    Index index = index(usher.indexing());
    Answered answered = index.answer(new Asked(of, who, action, kind, on, Optional.empty()));
    assertThat(answered.allowed()).isFalse();
    assertThat(answered.why()).isNotEmpty().contains(why);
  }

  /** They are worked out some at a time. */
  @Test
  void howeverManyHaveChangedEachIsWorkedOut() throws IOException {
    Index before = index(usher.indexing());
    Files.writeString(
        policy.resolve("more.yaml"),
        """
        people: { zoe: {} }
        grants:
          - { to: zoe, role: writer, in: [prod], because: A test }
          - { to: cid, role: writer, in: [prod], because: A test }
        """);
    Set<String> changed = new TreeSet<>();
    for (int i = 0; i < 25_000; i++) changed.add("n" + i);
    changed.addAll(List.of("ann", "cid", "zoe", "no name"));
    if (!(usher().indexing().some(before, policy, changed, "s") instanceof Made.Whole(Index after)))
      throw new AssertionError("nothing was made");
    String orders = "prod/shop-db/public/orders";
    for (String who : List.of("cid", "zoe"))
      assertThat(after.allows(who, "insert", orders)).as(who).isTrue();
    assertThat(before.allows("cid", "insert", orders)).isFalse();
    assertThat(after.allows("ann", "select", "prod/shop-db/public/customers.name")).isTrue();
    assertThat(after.allows("n24999", "select", orders)).isFalse();
    assertThat(after.revision()).isEqualTo("s");
  }

  @Test
  void whoIsKeptOutMayNothing() {
    HoldBook suspended =
        new HoldBook() {
          @Override
          public Map<String, Optional<Kind>> said() {
            return Map.of("robot", Optional.of(Kind.SUSPENDED), "cid", Optional.empty());
          }

          @Override
          public Optional<Kind> of(String subject) {
            return said().getOrDefault(subject, Optional.empty());
          }

          @Override
          public List<Word> words() {
            return List.of();
          }

          @Override
          public void say(Word word, dev.usher.core.ledger.Entry.Draft told) {
            throw new IllegalStateException("nobody says so here");
          }
        };
    Reading reading =
        new Reading(
            new PolicyReader(CLOCK),
            Map.of("postgresql", new PostgresConnector(CLOCK).type()),
            _ -> Optional.empty(),
            dev.usher.engine.follow.Heard.NOTHING.directories(),
            CLOCK);
    Index index = index(new MakingIndex(reading, suspended, PastBook.NONE, new SipHash(1, 2)));
    String orders = "prod/shop-db/public/orders";
    assertThat(
            index.answer(
                new Asked(
                    Subject.Kind.SERVICE, "robot", "select", "table", orders, Optional.empty())))
        .isEqualTo(Answered.no("kept out: suspended"));
    assertThat(
            index
                .answer(
                    new Asked(
                        Subject.Kind.PERSON,
                        "cid",
                        "select",
                        "table",
                        orders.replace("prod", "dev"),
                        Optional.empty()))
                .allowed())
        .isTrue();
  }

  private boolean robotMay(String action, String kind, String on) {
    return index(usher.indexing())
        .answer(new Asked(Subject.Kind.SERVICE, "robot", action, kind, on, Optional.empty()))
        .allowed();
  }

  /** A grant that a never forbids was given to nobody. */
  @Test
  void whatMustNeverBeIsNot() throws IOException {
    String customers = "prod/shop-db/public/customers";
    assertThat(robotMay("select", "table", customers)).isTrue();
    Files.writeString(
        policy.resolve("never.yaml"),
        """
        never:
          - { who: robot, can: [read], on: "prod/shop-db/public/customers.email", why: Mail is private }
        """);
    usher = usher();
    assertThat(robotMay("select", "table", customers)).as("all columns").isFalse();
    assertThat(robotMay("select", "column", customers + ".email")).isFalse();
    assertThat(robotMay("select", "column", customers + ".name")).isTrue();
    assertThat(robotMay("insert", "table", customers)).isTrue();
    assertThat(robotMay("write", "table", "prod/shop-db/public/orders")).isTrue();
  }

  /** Left out is not null. */
  @Test
  void aRowThatLacksWhatAConditionReadsIsNoneButForWhoHasAllRows() throws IOException {
    Asked asked =
        new Asked(
            Subject.Kind.PERSON,
            "ann",
            "select",
            "table",
            "prod/shop-db/public/orders",
            Optional.of(Map.of("total", new Value.Int(7))));
    assertThat(index(usher.indexing()).answer(asked))
        .isEqualTo(Answered.no("a condition reads what was not said: customer_id"));
    Files.writeString(
        policy.resolve("more.yaml"),
        "grants: [ { to: ann, role: writer, in: [prod], because: Both } ]\n");
    assertThat(index(usher().indexing()).answer(asked).allowed()).isTrue();
  }

  @Test
  void aPolicyThatCannotBeReadAllowsNothing() throws IOException {
    Files.writeString(policy.resolve("more.yaml"), "roles: [");
    assertThat(usher.indexing().all(policy, "r")).isInstanceOf(Made.Nothing.class);
  }

  /** An application holds no accounts; all the rest is as anywhere. */
  @Test
  void anApplicationsOwnResources() throws IOException {
    Files.writeString(
        policy.resolve("app.yaml"),
        """
        systems:
          shop-api:
            type: application
            in: { prod: {} }
            resources:
              order:
                actions: [read, refund]
                attributes: { total: number, region: text, placed: timestamp }
        roles:
          clerk:
            can:
              - { do: read, on: "shop-api/order:*", except: [order:7] }
              - do: refund
                on: "shop-api/order:*"
                when: >-
                  resource.total <= 100 && resource.placed >= timestamp("2026-01-01T00:00:00Z") && context.mfa
        grants: [ { to: ann, role: clerk, in: [prod], because: A test } ]
        """);
    Index index = index(usher().indexing());
    Map<String, Value> small =
        Map.of("total", new Value.Int(99), "placed", new Value.Text("2026-05-01T00:00:00Z"));
    Map<String, Value> mfa = Map.of("mfa", new Value.Bool(true));
    String order = "prod/shop-api/order:17";
    assertThat(may(index, "read", order, Map.of(), Map.of())).isTrue();
    assertThat(may(index, "read", "prod/shop-api/order:7", Map.of(), Map.of())).isFalse();
    assertThat(may(index, "refund", order, small, mfa)).isTrue();
    assertThat(may(index, "refund", order, small, Map.of())).isFalse();
    assertThat(may(index, "refund", order, Map.of("total", new Value.Int(99)), mfa)).isFalse();
    for (Map.Entry<String, Value> other :
        Map.of("total", (Value) new Value.Text("99"), "placed", new Value.Text("yesterday"))
            .entrySet()) {
      Map<String, Value> attributes = new java.util.HashMap<>(small);
      attributes.put(other.getKey(), other.getValue());
      assertThat(may(index, "refund", order, attributes, mfa)).as(other.toString()).isFalse();
    }
    assertThat(may(index, "fly", order, small, mfa)).isFalse();
    assertThat(may(index, "read", "prod/shop-api/invoice:17", small, mfa)).isFalse();
    assertThat(usher.validate(policy).diagnostics()).noneMatch(one -> one.isError());
    assertThat(usher.can(policy, "ann", "read", order, Optional.empty(), false).decision())
        .containsInstanceOf(Decision.All.class);
    assertThat(usher.can(policy, "ann", "read", order, Optional.empty(), true).diagnostics())
        .as("nobody can be asked there")
        .isNotEmpty();
  }

  /** An instant is said as a text; what is of another type, or is not said, is no attribute. */
  @Test
  void whatIsSaidOfAResourceIsReadAlikeByAServerAndByCan() throws IOException {
    Files.writeString(
        policy.resolve("app.yaml"),
        """
        systems:
          shop-api:
            type: application
            in: { prod: {} }
            resources:
              order: { actions: [read, refund], attributes: { placed: timestamp } }
        roles:
          clerk:
            can:
              - { do: read, on: "shop-api/order:*", when: "!has(resource.placed)" }
              - do: refund
                on: "shop-api/order:*"
                when: resource.placed >= timestamp("2026-01-01T00:00:00Z")
        grants: [ { to: ann, role: clerk, in: [prod], because: A test } ]
        """);
    Index index = index(usher().indexing());
    String order = "prod/shop-api/order:17";
    for (Value value :
        List.of(
            new Value.Text("2026-05-01T00:00:00Z"), new Value.Text("yesterday"), new Value.Null()))
      for (String name : List.of("placed", "paid"))
        for (String action : List.of("read", "refund")) {
          Map<String, Value> said = Map.of(name, value);
          boolean isNull = value instanceof Value.Null;
          boolean isTime = value.equals(new Value.Text("2026-05-01T00:00:00Z"));
          boolean meant = name.equals("placed") && (action.equals("read") ? isNull : isTime);
          Optional<Decision> can =
              usher.can(policy, "ann", action, order, Optional.of(said), false).decision();
          assertThat(may(index, action, order, said, Map.of()))
              .as("%s %s", action, said)
              .isEqualTo(meant);
          assertThat(can.orElseThrow() instanceof Decision.All)
              .as("usher can: %s %s", action, said)
              .isEqualTo(meant);
        }
  }

  private static boolean may(
      Index index,
      String action,
      String on,
      Map<String, Value> attributes,
      Map<String, Value> context) {
    Asked asked =
        new Asked(
            Subject.Kind.PERSON, "ann", action, "order", on, Optional.of(attributes), context);
    assertThat(index.answer(asked).allowed()).isEqualTo(index.allows(asked));
    return index.allows(asked);
  }
}
