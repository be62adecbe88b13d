package dev.usher.cli.demo;

import dev.usher.cli.render.ApplyText;
import dev.usher.cli.render.LedgerText;
import dev.usher.cli.render.PlanText;
import dev.usher.cli.render.ReceiptText;
import dev.usher.cli.render.VerifyText;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.VerifyReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Commands as a person would type them: said, carried out by the same calls, shown the same way.
 */
record Typed(Usher usher, Path policy, Screen screen) {
  /** So many lines of the ledger are shown. */
  private static final int LAST = 12;

  PlanReport plan() {
    screen.command("usher plan");
    return shown(planned(Set.of()));
  }

  PlanReport plan(String environment) {
    screen.command("usher plan --env " + environment);
    return shown(planned(Set.of(environment)));
  }

  private PlanReport planned(Set<String> environments) {
    try (LiveProgress progress = screen.terminal().progress()) {
      return usher.plan(policy, environments, progress);
    }
  }

  private PlanReport shown(PlanReport report) {
    troubles(report.diagnostics(), report.failures());
    show(new PlanText(screen.ink(), false, false).render(report));
    return report;
  }

  ApplyReport apply() {
    return applied(planned(Set.of()));
  }

  ApplyReport apply(PlanReport plan) {
    screen.say("");
    return applied(plan);
  }

  private ApplyReport applied(PlanReport plan) {
    screen.command("usher apply --yes");
    ApplyReport report;
    try (LiveProgress progress = screen.terminal().progress()) {
      report = usher.apply(policy, plan, progress);
    }
    troubles(report.diagnostics(), report.failures());
    show(new ApplyText(screen.ink()).render(report));
    return report;
  }

  /** As an apply would find it; nothing is said. */
  PlanReport planned() {
    return planned(Set.of());
  }

  ApplyReport suspend(String who) {
    screen.say("");
    screen.command("usher suspend " + who + " --yes");
    return carried(usher.suspend(policy, who, Progress.silent()));
  }

  ApplyReport resume(String who) {
    screen.say("");
    screen.command("usher resume " + who + " --yes");
    return carried(usher.resume(policy, who, Progress.silent()));
  }

  private ApplyReport carried(PlanReport plan) {
    shown(plan);
    ApplyReport report = usher.apply(policy, plan, Progress.silent());
    troubles(report.diagnostics(), report.failures());
    show(new ApplyText(screen.ink()).render(report));
    return report;
  }

  ReceiptReport offboard(String who) {
    screen.command("usher offboard " + who + " --yes");
    ReceiptReport receipt =
        usher.offboardAtOnce(policy, who, Optional.empty(), this::shown, Progress.silent());
    troubles(receipt.diagnostics(), receipt.failures());
    show(new ReceiptText(screen.ink()).render(receipt));
    return receipt;
  }

  VerifyReport verify() {
    screen.say("");
    screen.command("usher verify");
    VerifyReport report;
    try (LiveProgress progress = screen.terminal().progress()) {
      report = usher.verify(policy, Set.of(), progress);
    }
    troubles(report.diagnostics(), report.failures());
    show(new VerifyText(screen.ink()).render(report));
    return report;
  }

  LedgerReport ledger() {
    screen.command("usher ledger | tail -n " + LAST);
    List<String> lines = new LedgerText(screen.ink()).render(usher.ledger(policy)).lines().toList();
    show(String.join("\n", lines.subList(Math.max(0, lines.size() - LAST), lines.size())) + "\n");
    screen.say("");
    screen.command("usher ledger verify");
    LedgerReport checked = usher.verifyLedger(policy);
    show(new LedgerText(screen.ink()).verdict(checked));
    return checked;
  }

  /** Files are told as from the folder that the policy is in. */
  private void show(String text) {
    screen.show(text.replace(policy.getParent() + "/", ""));
  }

  private void troubles(List<Diagnostic> diagnostics, List<Failure> failures) {
    List<Diagnostic> errors = diagnostics.stream().filter(Diagnostic::isError).toList();
    if (!errors.isEmpty()) screen.say(Diagnostics.render(errors));
    for (Failure failure : failures) {
      screen.say(failure.where() + ": error: " + failure.message());
    }
  }
}
