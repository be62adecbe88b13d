package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.engine.json.PlanFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What was thrown and nobody foresaw, told at the one edge: one line, and how to see more. */
final class Fault {
  private Fault() {}

  static int tell(Exception error, Terminal terminal) {
    terminal.err().println("usher: " + text(error));
    // What is refused says what to do instead; where it came from is nobody's concern.
    if (isForeseen(error)) return ExitCode.ERROR;
    if (terminal.isDebugging()) {
      error.printStackTrace(terminal.err());
    } else {
      terminal.err().println("Set USHER_DEBUG=1 to see where it came from.");
    }
    return ExitCode.ERROR;
  }

  private static boolean isForeseen(Exception error) {
    return error instanceof Refused
        || error instanceof PlanFile.NoPlan
        || error instanceof FileSystemException;
  }

  private static String text(Exception error) {
    return switch (error) {
      case FileAlreadyExistsException exists ->
          exists.getFile() + " exists already; name another file";
      case AccessDeniedException denied -> denied.getFile() + ": you may not read or write that";
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file or folder";
      default -> error.getMessage() == null ? error.toString() : error.getMessage();
    };
  }
}
