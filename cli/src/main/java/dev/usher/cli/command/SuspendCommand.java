package dev.usher.cli.command;

import dev.usher.cli.terminal.Terminal;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.Usher;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "suspend",
    description = "Shuts somebody out of everything, sessions included; resume lets them in again.")
final class SuspendCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PersonPlan person = new PersonPlan();

  SuspendCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (person.isLater())
      return person.later(usher, terminal, Optional.of(Kind.SUSPENDED), Optional.empty());
    return person.call(
        terminal,
        person.usher(usher, terminal)::suspend,
        plan -> person.carryOut(usher, terminal, plan));
  }
}
