package dev.usher.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.cli.Wiring;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.IssueReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.VerifyReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;

/**
 * The whole of usher over three engines at once, as the command line wires it: one story, told in
 * the order in which a company lives it.
 */
@TestMethodOrder(OrderAnnotation.class)
class ThreeEnginesTest {
  private static DemoPlace place;
  private static Company company;
  private static DemoPolicy policy;
  private static Usher usher;

  @BeforeAll
  static void open() throws Exception {
    place = DemoPlace.make();
    company = place.open(Path.of("target").toAbsolutePath());
    policy = DemoPolicy.write(place, company);
    usher = Wiring.usher(Map.of("USHER_LEDGER", place.folder().resolve("ledger").toString()));
  }

  @AfterAll
  static void close() throws Exception {
    place.close();
  }

  @Test
  @Order(1)
  void a_plan_says_which_stages_are_no_transactions() {
    PlanReport plan = plan();
    assertThat(plan.plans())
        .filteredOn(one -> !isOf(one, "prod/shop-db"))
        .filteredOn(one -> isOf(one, "prod/points-db") || isOf(one, "prod/cart-cache"))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.stages()).noneMatch(Plan.Stage::atomic));
    assertThat(plan.plans())
        .filteredOn(one -> isOf(one, "prod/shop-db"))
        .singleElement()
        .satisfies(one -> assertThat(one.stages()).allMatch(Plan.Stage::atomic));
  }

  private static boolean isOf(Plan plan, String target) {
    return plan.stages().stream().anyMatch(stage -> stage.target().toString().equals(target));
  }

  @Test
  @Order(2)
  void what_is_written_is_brought_to_all_and_proved() {
    isWhole(apply());
    VerifyReport proof = verify();
    assertThat(proof.differences()).isEmpty();
    assertThat(proof.failures()).isEmpty();
    assertThat(plan().plans()).as("what is left to do").isEmpty();
  }

  @Test
  @Order(3)
  void questions_are_answered_by_the_policy_and_by_each_engine() {
    assertThat(live("select", "prod/points-db/points")).isEqualTo("all");
    assertThat(live("update", "prod/points-db/points")).isEqualTo("none");
    assertThat(live("read", "prod/cart-cache/carts")).isEqualTo("all");
    assertThat(live("set", "prod/cart-cache/carts")).isEqualTo("none");
    assertThat(live("get", "prod/cart-cache/sessions")).isEqualTo("none");
    assertThat(usher.whoCan(policy.folder(), "get", "prod/cart-cache/carts", true).live())
        .extracting(CanReport.Live::account)
        .contains("alice", "bob")
        .doesNotContain("carol");
    AccessReport access = usher.access(policy.folder(), "alice", true);
    assertThat(access.failures()).isEmpty();
    assertThat(access.targets())
        .filteredOn(there -> there.target().equals("prod/cart-cache"))
        .singleElement()
        .satisfies(
            there -> {
              assertThat(there.held().getFirst().actions()).containsExactly("read");
              assertThat(there.live()).anyMatch(held -> held.actions().equals(Set.of("read")));
            });
    assertThat(
            usher
                .can(
                    policy.folder(),
                    "alice",
                    "get",
                    "prod/cart-cache/cart",
                    Optional.empty(),
                    false)
                .diagnostics())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo("unknown-thing");
              assertThat(error.hint()).contains("did you mean carts?");
            });
  }

  private static String live(String action, String on) {
    CanReport report = usher.can(policy.folder(), "alice", action, on, Optional.empty(), true);
    assertThat(report.diagnostics()).isEmpty();
    return report.live().orElseThrow().answer();
  }

  @Test
  @Order(4)
  void what_is_given_by_hand_is_found_and_mended_in_each() throws Exception {
    company
        .stores()
        .points()
        .orElseThrow()
        .run(java.util.List.of("grant update on points.points to alice@'%'"));
    try (Jedis administrator = company.stores().carts().administrator()) {
      administrator.aclSetUser("alice", "~session:*");
    }
    assertThat(verify().differences())
        .extracting(VerifyReport.Difference::kind, VerifyReport.Difference::where)
        .contains(tuple("excess", "prod/points-db"), tuple("excess", "prod/cart-cache"));
    isWhole(apply());
    assertThat(verify().differences()).isEmpty();
  }

  @Test
  @Order(4)
  void whom_nobody_asks_for_a_password_is_told() {
    try (Jedis administrator = company.stores().carts().administrator()) {
      administrator.aclSetUser("anybody", "on", "nopass", "~*", "+get");
      VerifyReport report = verify();
      assertThat(report.isProved()).isTrue();
      assertThat(report.notes())
          .filteredOn(note -> note.kind().equals("unguarded"))
          .singleElement()
          .satisfies(note -> assertThat(note.text()).startsWith("anybody is not of the policy"));
      administrator.aclDelUser("anybody");
    }
  }

  @Test
  @Order(5)
  void who_leaves_is_out_of_all_of_them_sessions_included() throws Exception {
    String points = issue("bob", "points-db");
    String carts = issue("bob", "cart-cache");
    try (Connection inPoints =
            company.stores().points().orElseThrow().login("points", "bob", points);
        Jedis inCarts = company.stores().carts().login("bob", carts)) {
      assertThat(inPoints.isValid(5)).isTrue();
      assertThat(inCarts.get("cart:1001")).isEqualTo("2 mugs");
      policy.bobLeaves();
      isWhole(apply());
      assertThatThrownBy(() -> ask(inPoints)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> inCarts.get("cart:1001")).isNotNull();
    }
    assertThatThrownBy(
            () -> company.stores().points().orElseThrow().login("points", "bob", points).close())
        .isInstanceOf(SQLException.class);
    assertThat(verify().differences()).isEmpty();
  }

  private static void ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  private static String issue(String who, String system) {
    IssueReport issued =
        usher.issue(policy.folder(), who, new Target("prod", system), Duration.ofHours(1));
    assertThat(issued.endsByItself()).as("neither has an end for passwords").isFalse();
    return issued.secret().orElseThrow();
  }

  @Test
  @Order(6)
  void who_is_suspended_is_out_of_all_of_them_and_back_with_the_same_passwords() throws Exception {
    String points = issue("alice", "points-db");
    String carts = issue("alice", "cart-cache");
    try (Connection inPoints =
            company.stores().points().orElseThrow().login("points", "alice", points);
        Jedis inCarts = company.stores().carts().login("alice", carts)) {
      carry(usher.suspend(policy.folder(), "alice", Progress.silent()));
      assertThatThrownBy(() -> ask(inPoints)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> inCarts.get("cart:1001")).isNotNull();
    }
    assertThat(plan().plans()).as("no apply lets her in").isEmpty();
    assertThat(verify().isProved()).isTrue();
    assertThat(
            usher
                .issue(policy.folder(), "alice", new Target("prod", "shop-db"), Duration.ofHours(1))
                .diagnostics())
        .extracting(one -> one.code())
        .containsExactly("kept-out");
    assertThatThrownBy(
            () -> company.stores().points().orElseThrow().login("points", "alice", points).close())
        .isInstanceOf(SQLException.class);
    carry(usher.resume(policy.folder(), "alice", Progress.silent()));
    try (Connection inPoints =
            company.stores().points().orElseThrow().login("points", "alice", points);
        Jedis inCarts = company.stores().carts().login("alice", carts)) {
      ask(inPoints);
      assertThat(inCarts.get("cart:1001")).isEqualTo("2 mugs");
    }
    assertThat(verify().isProved()).isTrue();
    assertThat(plan().plans()).isEmpty();
  }

  @Test
  @Order(7)
  void who_is_offboarded_is_out_of_all_of_them_and_a_receipt_says_so() {
    PlanReport leaving =
        usher.offboard(policy.folder(), "alice", Optional.empty(), Progress.silent());
    ReceiptReport receipt = usher.receipt(policy.folder(), leaving, Progress.silent());
    assertThat(receipt.isWhole()).as(receipt.toString()).isTrue();
    assertThat(receipt.places()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(receipt.places())
        .filteredOn(place -> place.statements() > 0)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            place -> assertThat(place.shut().orElseThrow()).isLessThan(Duration.ofSeconds(30)));
    assertThat(plan().plans()).as("no apply brings her back").isEmpty();
    assertThat(verify().isProved()).isTrue();
    carry(usher.resume(policy.folder(), "alice", Progress.silent()));
    assertThat(verify().isProved()).as("called back").isTrue();
  }

  private static void carry(PlanReport plan) {
    assertThat(plan.hasErrors()).as(plan.toString()).isFalse();
    isWhole(usher.apply(policy.folder(), plan, Progress.silent()));
  }

  @Test
  @Order(8)
  void one_that_is_down_stops_none_of_the_others() throws Exception {
    company.stores().carts().close();
    Path people = policy.folder().resolve("people.yaml");
    Files.writeString(
        people, Files.readString(people).replace("members: [alice]", "members: [alice, erin]"));
    PlanReport plan = plan();
    assertThat(plan.failures())
        .extracting(Failure::where, Failure::code)
        .containsExactly(tuple("prod/cart-cache", "unreachable"));
    usher.apply(policy.folder(), plan, Progress.silent());
    assertThat(
            usher
                .can(
                    policy.folder(),
                    "erin",
                    "select",
                    "prod/points-db/points",
                    Optional.empty(),
                    true)
                .live())
        .hasValueSatisfying(live -> assertThat(live.answer()).isEqualTo("all"));
  }

  private static PlanReport plan() {
    return usher.plan(policy.folder(), Set.of(), Progress.silent());
  }

  private static ApplyReport apply() {
    return usher.apply(policy.folder(), plan(), Progress.silent());
  }

  private static VerifyReport verify() {
    return usher.verify(policy.folder(), Set.of(), Progress.silent());
  }

  private static void isWhole(ApplyReport applied) {
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
  }
}
