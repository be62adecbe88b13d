package dev.usher.cli;

import dev.usher.cli.command.Commands;
import dev.usher.cli.demo.DemoCommand;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import picocli.CommandLine;

/** Where the command line begins and ends. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, Terminal.ofProcess()));
  }

  /** Carries one command out; returns its exit code. */
  static int run(String[] args, Terminal terminal) {
    Usher usher = Wiring.usher(terminal.environment());
    String[] said = args.length == 0 ? new String[] {"help"} : args;
    return commands(usher, terminal, said[0]).execute(said);
  }

  static CommandLine commands(Usher usher, Terminal terminal, String first) {
    return Commands.of(usher, terminal, new DemoCommand(usher, terminal), first);
  }
}
