package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "init", description = "Writes a commented example policy; overwrites nothing.")
final class InitCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();

  InitCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    for (Path file : usher.init(policy.path())) terminal.out().println("wrote " + file);
    terminal.out().println("Next: usher validate" + option());
    return ExitCode.OK;
  }

  private String option() {
    return policy.path().equals(Path.of("access")) ? "" : " -p " + policy.path();
  }
}
