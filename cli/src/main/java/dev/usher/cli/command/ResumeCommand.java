package dev.usher.cli.command;

import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "resume",
    description =
        "Lets somebody in again who is suspended, exactly as they were; or calls one back.")
final class ResumeCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PersonPlan person = new PersonPlan();

  ResumeCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (person.isLater()) return person.later(usher, terminal, Optional.empty(), Optional.empty());
    return person.call(
        terminal,
        person.usher(usher, terminal)::resume,
        plan -> person.carryOut(usher, terminal, plan));
  }
}
