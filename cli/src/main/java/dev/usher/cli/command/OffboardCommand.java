package dev.usher.cli.command;

import dev.usher.cli.render.ReceiptText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.Usher;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "offboard",
    description = "Takes somebody out of everything for good, and gives a receipt.")
final class OffboardCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PersonPlan person = new PersonPlan();

  @Option(
      names = "--successor",
      paramLabel = "NAME",
      description = "Who gets what they own: somebody of the policy, or an account there.")
  private @Nullable String successor;

  OffboardCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> heir = Optional.ofNullable(successor);
    if (person.isLater()) return person.later(usher, terminal, Optional.of(Kind.OFFBOARDED), heir);
    if (person.isAtOnce()) {
      return told(
          person.atOnce(
              terminal,
              (policy, subject, shown, progress) ->
                  usher().offboardAtOnce(policy, subject, heir, shown, progress)));
    }
    return person.call(
        terminal,
        (policy, subject, progress) -> usher().offboard(policy, subject, heir, progress),
        this::receipt);
  }

  private int receipt(PlanReport plan) {
    try (LiveProgress progress = terminal.progress()) {
      return told(usher().receipt(person.policy(), plan, progress));
    }
  }

  private int told(ReceiptReport receipt) {
    person
        .output()
        .print(
            terminal,
            receipt,
            receipt.diagnostics(),
            receipt.failures(),
            () -> new ReceiptText(terminal.ink()).render(receipt));
    return receipt.isWhole() ? ExitCode.OK : ExitCode.ERROR;
  }

  private Usher usher() {
    return person.usher(usher, terminal);
  }
}
