package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.testkit.Database;
import dev.usher.testkit.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offboarding from real databases, where people own things and were given others by hand. */
class OffboardingTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final String LOGS_IN =
      "select 1 from pg_roles where rolname = 'alice' and rolcanlogin";

  @TempDir Path folder;
  private Shops shops;
  private Usher usher;

  @BeforeEach
  void open() {
    shops = new Shops(folder);
    usher = shops.usher();
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(usher.apply(shops.policy, plan, Progress.silent()).isWhole()).isTrue();
  }

  @AfterEach
  void close() {
    shops.close();
  }

  private ReceiptReport offboard(String who, String successor) {
    Optional<String> heir = Optional.of(successor).filter(name -> !name.isEmpty());
    PlanReport plan = usher.offboard(shops.policy, who, heir, Progress.silent());
    return usher.receipt(shops.policy, plan, Progress.silent());
  }

  private static boolean exists(Database database, String role) {
    return !database.rows("select 1 from pg_roles where rolname = '" + role + "'").isEmpty();
  }

  @Test
  void what_was_given_by_hand_goes_and_nothing_else_that_is_pending_is_done() {
    Database prod = shops.database(Shops.PROD);
    prod.run("grant select on public.customers to alice", "grant select on public.orders to bob");
    ReceiptReport receipt = offboard("alice", "");
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(exists(prod, "alice")).isFalse();
    assertThat(prod.rows("select has_table_privilege('bob', 'public.orders', 'select')"))
        .as("what was given to another by hand is another plan's business")
        .containsExactly(List.of("t"));
    assertThat(usher.verify(shops.policy, Set.of(), Progress.silent()).differences())
        .allSatisfy(one -> assertThat(one.subject()).isEqualTo("bob"));
  }

  @Test
  void what_somebody_owns_goes_to_the_successor_or_they_stay_closed_and_it_is_said() {
    Database dev = shops.database(Shops.DEV);
    dev.run("create schema hers authorization alice", "create table hers.t (id int)");
    dev.run("alter table hers.t owner to alice");
    ReceiptReport kept = offboard("alice", "");
    assertThat(kept.isWhole()).isFalse();
    assertThat(kept.places())
        .flatExtracting(ReceiptReport.Place::residue)
        .singleElement()
        .asString()
        .contains("alice", "closed");
    assertThatThrownBy(() -> dev.connectAs("alice")).isNotNull();
    ReceiptReport receipt = offboard("alice", "bob");
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(dev.rows("select tableowner from pg_tables where schemaname = 'hers'"))
        .containsExactly(List.of("bob"));
    assertThat(exists(dev, "alice")).isFalse();
  }

  @Test
  void at_once_somebody_is_shut_out_before_all_else_is_looked_at() {
    List<PlanReport> shown = new ArrayList<>();
    ReceiptReport receipt =
        usher.offboardAtOnce(
            shops.policy, "alice", Optional.empty(), shown::add, Progress.silent());
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(shown).hasSize(2);
    assertThat(shown.getFirst().plans())
        .flatExtracting(Plan::stages)
        .filteredOn(stage -> stage.phase().compareTo(Phase.END_SESSIONS) > 0)
        .flatExtracting(Plan.Stage::steps)
        .extracting(Plan.Step::statement)
        .allMatch(sql -> sql.startsWith("SELECT pid, pg_terminate_backend"));
    assertThat(receipt.places()).allMatch(place -> place.shut().isPresent());
    assertThat(exists(shops.database(Shops.DEV), "alice")).isFalse();
  }

  @Test
  void shut_out_is_when_it_was_so_and_not_when_all_else_was_done() throws Exception {
    Database prod = shops.database(Shops.PROD);
    List<PlanReport> shown = new ArrayList<>();
    Consumer<PlanReport> later =
        plan -> {
          shown.add(plan);
          if (shown.size() > 1) shops.now.updateAndGet(now -> now.plus(PAUSE));
        };
    try (Connection session = prod.connectAs("alice")) {
      ReceiptReport receipt =
          usher.offboardAtOnce(shops.policy, "alice", Optional.empty(), later, Progress.silent());
      assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
      assertThat(shown).hasSize(2);
      assertThat(receipt.places())
          .hasSize(2)
          .allSatisfy(place -> assertThat(place.shut()).contains(Duration.ZERO))
          .allSatisfy(place -> assertThat(place.gone()).contains(PAUSE));
      assertThatThrownBy(() -> Sql.rows(session, "select 1"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void who_got_in_between_counts() {
    Database prod = shops.database(Shops.PROD);
    List<PlanReport> shown = new ArrayList<>();
    List<Connection> sessions = new ArrayList<>();
    Consumer<PlanReport> later =
        plan -> {
          shown.add(plan);
          if (shown.size() > 1) shops.now.updateAndGet(now -> now.plus(PAUSE));
        };
    Progress opens =
        (realm, stage, done, of) -> {
          // Somebody opens the door by hand before the second look, comes in, and it is shut again.
          if (!realm.endsWith(":" + prod.server().port()) || !stage.equals("connecting")) return;
          if (shown.size() != 1 || !sessions.isEmpty()) return;
          if (!prod.rows(LOGS_IN).isEmpty()) return;
          prod.run("alter role alice login");
          sessions.add(prod.connectAs("alice"));
          prod.run("alter role alice nologin");
        };
    ReceiptReport receipt =
        usher.offboardAtOnce(shops.policy, "alice", Optional.empty(), later, opens);
    assertThat(receipt.isWhole()).as("%s", receipt).isTrue();
    assertThat(sessions).hasSize(1);
    assertThat(receipt.places())
        .extracting(place -> place.shut().orElseThrow())
        .containsExactlyInAnyOrder(Duration.ZERO, PAUSE);
  }

  @Test
  void a_plan_that_was_agreed_to_is_refused_whole_and_at_once_it_goes() {
    PlanReport plan = usher.offboard(shops.policy, "alice", Optional.empty(), Progress.silent());
    PlanReport shut = usher.suspend(shops.policy, "alice", Progress.silent());
    Database prod = shops.database(Shops.PROD);
    prod.run("alter table public.customers add column moved int");
    ReceiptReport receipt = usher.receipt(shops.policy, plan, Progress.silent());
    assertThat(receipt.failures()).singleElement().returns("moved", Failure::code);
    assertThat(prod.rows("select rolcanlogin from pg_roles where rolname = 'alice'"))
        .containsExactly(List.of("t"));
    // Elsewhere alice is gone by now; here who is let in does not rest on what anybody may do.
    usher.apply(shops.policy, shut, Progress.silent());
    assertThatThrownBy(() -> prod.connectAs("alice")).isNotNull();
    ReceiptReport again =
        usher.offboardAtOnce(shops.policy, "alice", Optional.empty(), _ -> {}, Progress.silent());
    assertThat(again.isWhole()).as("%s", again).isTrue();
    assertThat(exists(prod, "alice")).isFalse();
  }
}
