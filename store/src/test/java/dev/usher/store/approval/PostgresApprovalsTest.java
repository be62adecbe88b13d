package dev.usher.store.approval;

import static dev.usher.engine.approval.Approvals.FRESH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.approval.Approvals.Approval;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.approval.Approvals.Verdict;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verdicts on a real server. */
class PostgresApprovalsTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private final Database database = Postgres.newest().database();
  private final Jdbi jdbi = tables();
  private final PostgresApprovals approvals = new PostgresApprovals(jdbi);

  private Jdbi tables() {
    for (String name :
        List.of("V1__ledger", "V5__approval", "V7__history", "V11__ledger_open", "V19__check"))
      try (InputStream text =
          Objects.requireNonNull(
              PostgresApprovalsTest.class.getResourceAsStream("/db/migration/" + name + ".sql"))) {
        database.run(
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                .replace("${flyway:defaultSchema}", "public")
                .replace("to usher_server", "to current_user"));
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    return Jdbi.create(database.url(), database.server().superuser(), database.server().password());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private boolean ask(String id, String statement) {
    return ask(id, statement, NOON);
  }

  private boolean ask(String id, String statement, Instant now) {
    return approvals.ask(new Request(id, "localhost:5432", "prod", List.of(statement)), now);
  }

  private boolean isGranted(String id) {
    return approvals.of(id).flatMap(Approval::verdict).filter(Verdict::yes).isPresent();
  }

  private boolean decide(String id, boolean yes, String by) {
    Verdict verdict = new Verdict(yes, by, NOON);
    Draft told = Draft.said(NOON, by, What.DECIDED, "localhost:5432", id, List.of(), List.of());
    return approvals.decide(id, verdict, told);
  }

  @Test
  void aYesIsToThatAndToNothingElse() {
    ask("a1", "grant reader to ada");
    ask("b2", "grant writer to ada");
    assertThat(decide("a1", true, "ann")).isTrue();
    assertThat(isGranted("a1")).isTrue();
    assertThat(isGranted("b2")).isFalse();
    // Asked for again it has its yes still.
    assertThat(ask("a1", "grant reader to ada")).isTrue();
    assertThat(ask("b2", "grant writer to ada")).isFalse();
    assertThat(isGranted("a1")).isTrue();
  }

  @Test
  void aYesThatIsUsedUpIsNoneAndTheSameWaitsOnlyWhenItIsAskedForAgain() {
    ask("a1", "grant reader to ada");
    assertThat(decide("a1", true, "ann")).isTrue();
    approvals.use("a1");
    assertThat(isGranted("a1")).isFalse();
    assertThat(approvals.since(NOON)).isEmpty();
    assertThat(decide("a1", true, "bob")).as("a second yes is to nothing").isFalse();
    assertThat(isGranted("a1")).isFalse();
    ask("a1", "grant reader to ada");
    assertThat(approvals.since(NOON)).hasSize(1);
    assertThat(isGranted("a1")).isFalse();
    assertThat(decide("a1", true, "bob")).isTrue();
    assertThat(new PostgresLedger(jdbi).read().entries())
        .extracting(Entry::by)
        .containsExactly("ann", "bob");
  }

  @Test
  void theFirstVerdictCountsAndANoStaysOne() {
    ask("a1", "grant reader to ada");
    assertThat(decide("a1", false, "ann")).isTrue();
    assertThat(decide("a1", true, "bob")).isFalse();
    ask("a1", "grant reader to ada");
    assertThat(isGranted("a1")).isFalse();
    assertThat(approvals.of("a1").orElseThrow().verdict())
        .contains(new Verdict(false, "ann", NOON));
    assertThat(new PostgresLedger(jdbi).read().entries())
        .as("what did not count is not told")
        .extracting(Entry::by)
        .containsExactly("ann");
  }

  /** Whoever left with an unused yes, and comes back months later, waits for another one. */
  @Test
  void whatWasSaidIsForgottenWhereNobodyAsksAnyMore() {
    assertThat(ask("a1", "grant reader to ada")).isFalse();
    assertThat(decide("a1", true, "ann")).isTrue();
    Instant still = NOON.plus(FRESH);
    assertThat(ask("a1", "grant reader to ada", still)).isTrue();
    assertThat(ask("a1", "grant reader to ada", still.plus(FRESH).plusMillis(1))).isFalse();
    assertThat(isGranted("a1")).isFalse();
    assertThat(ask("a1", "grant reader to ada", still.plus(FRESH).plusMillis(2))).isFalse();
  }

  @Test
  void whatNobodyAskedForCannotBeGranted() {
    assertThat(decide("c3", true, "ann")).isFalse();
    assertThat(isGranted("c3")).isFalse();
    assertThat(new PostgresLedger(jdbi).read().entries()).isEmpty();
  }
}
