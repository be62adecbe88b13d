package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What was thrown and nobody foresaw, told at the one edge: one line, and how to see more. */
final class Fault {
  private Fault() {}

  static int tell(Exception error, Terminal terminal) {
    terminal.err().println("usher: " + text(error));
    // What is refused says what to do instead; where it came from is nobody's concern.
    if (error instanceof Refused) return ExitCode.ERROR;
    if (terminal.isDebugging()) {
      error.printStackTrace(terminal.err());
    } else {
      terminal.err().println("Set USHER_DEBUG=1 to see where it came from.");
    }
    return ExitCode.ERROR;
  }

  private static String text(Exception error) {
    return switch (error) {
      case FileAlreadyExistsException exists ->
          exists.getFile() + " exists already; name another file";
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      default -> error.getMessage() == null ? error.toString() : error.getMessage();
    };
  }
}
