package dev.usher.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.decide.Decision;
import dev.usher.core.ledger.Proof;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.ScheduleReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each report's text, with colours and without, kept in src/test/resources/golden. */
class GoldenTest {

  private static String name(String what, Ink ink) {
    return ink == Ink.COLOUR ? what + "-colour" : what;
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void planOfThousandsIsAScreen(Ink ink) throws IOException {
    String text = new PlanText(ink, false, false).render(Reports.plan());
    assertThat(text.lines()).hasSizeLessThan(40);
    Golden.check(name("plan", ink), text);
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void planWithStatements(Ink ink) throws IOException {
    Golden.check(name("plan-sql", ink), new PlanText(ink, false, true).render(Reports.plan()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void planWithoutTransactions(Ink ink) throws IOException {
    Golden.check(
        name("plan-no-transactions", ink),
        new PlanText(ink, false, true).render(Reports.withoutTransactions()));
    assertThat(new PlanText(ink, false, true).render(Reports.plan()))
        .as("of what is atomic nothing is said")
        .doesNotContain("transactions");
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void allOfAPlanIsThereWhenAskedFor(Ink ink) {
    String text = new PlanText(ink, true, false).render(Reports.plan());
    assertThat(text).contains("public.t0004", "public.t1999").doesNotContain("--all");
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void nothingToPlan(Ink ink) throws IOException {
    PlanText text = new PlanText(ink, false, false);
    Golden.check(
        name("plan-nothing", ink),
        text.render(Reports.nothing(List.of()))
            + text.render(Reports.nothing(List.of(Reports.down()))));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void apply(Ink ink) throws IOException {
    ApplyText text = new ApplyText(ink);
    Golden.check(
        name("apply", ink), text.render(Reports.applied()) + text.render(Reports.halfApplied()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void verify(Ink ink) throws IOException {
    VerifyText text = new VerifyText(ink);
    Golden.check(
        name("verify", ink), text.render(Reports.tampered()) + text.render(Reports.proved()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void receipt(Ink ink) throws IOException {
    ReceiptText text = new ReceiptText(ink);
    Golden.check(
        name("receipt", ink),
        text.render(Reports.receipt(List.of(), List.of()))
            + text.render(
                Reports.receipt(
                    List.of("the account alice can still log in"), List.of(Reports.down()))));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void imported(Ink ink) throws IOException {
    ImportText text = new ImportText(ink);
    Golden.check(
        name("import", ink),
        text.render(Reports.imported(List.of()))
            + text.render(
                Reports.imported(List.of("REVOKE SELECT ON TABLE \"public\".\"t\" FROM \"app\""))));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void can(Ink ink) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Decision decision : Reports.decisions()) {
      text.append(new DecisionText(ink).render(Reports.can(decision)));
    }
    Golden.check(name("can", ink), text.toString());
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void whoCan(Ink ink) throws IOException {
    Golden.check(name("who-can", ink), new DecisionText(ink).render(Reports.whoCan()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void filter(Ink ink) throws IOException {
    FilterText text = new FilterText(ink);
    Golden.check(
        name("filter", ink),
        text.render(Reports.filter(Reports.someRows()))
            + text.render(Reports.filter(new FilterReport.Every()))
            + text.render(Reports.filter(new FilterReport.None("alice has no attribute region"))));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void access(Ink ink) throws IOException {
    Golden.check(name("access", ink), new AccessText(ink).render(Reports.access()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void ledger(Ink ink) throws IOException {
    LedgerText text = new LedgerText(ink);
    Golden.check(
        name("ledger", ink),
        text.render(Reports.ledger(List.of()))
            + text.verdict(Reports.ledger(List.of()))
            + text.verdict(Reports.continued())
            + text.verdict(Reports.ledger(List.of(), List.of(Reports.down())))
            + text.verdict(Reports.ledger(List.of("entry 2 was altered: its hash is another"))));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void history(Ink ink) throws IOException {
    HistoryText text = new HistoryText(ink);
    Golden.check(
        name("history", ink),
        text.render(Reports.history()) + text.render(new HistoryReport("carol", List.of())));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void schedule(Ink ink) throws IOException {
    ScheduleText text = new ScheduleText(ink);
    Golden.check(
        name("schedule", ink),
        text.render(Reports.schedule()) + text.render(new ScheduleReport(List.of())));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void then(Ink ink) throws IOException {
    ThenText text = new ThenText(ink);
    Golden.check(
        name("then", ink),
        text.render(Reports.whoCould())
            + "\n"
            + text.render(Reports.heldThen())
            + text.render(
                new HeldThenReport(List.of(), "carol", Reports.NOON, Optional.empty(), List.of()))
            + "\n"
            + text.render(Reports.difference()));
  }

  @ParameterizedTest
  @EnumSource(Ink.class)
  void ledgerProof(Ink ink) throws IOException {
    LedgerProofText text = new LedgerProofText(ink);
    Golden.check(
        name("ledger-proof", ink),
        text.render(Reports.sealed(Optional.empty(), List.of()))
            + text.render(
                Reports.sealed(
                    Optional.of(new Proof.Altered(5, 7)),
                    List.of("entry 7 is not the one that was sealed at 2026-11-21T11:59:00Z"))));
  }
}
