package dev.usher.cli;

import dev.usher.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A command that has come to its end, in this process. */
public record Ran(int code, String out, String err) {
  /**
   * @param environment all its variables
   */
  public static Ran command(Map<String, String> environment, String... said) {
    return typed("", "", environment, said);
  }

  /**
   * @param in what is on standard input
   * @param terminals which descriptors are terminals, as {@link Terminal} has them
   */
  public static Ran typed(
      String in, String terminals, Map<String, String> environment, String... said) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminals,
            environment);
    int code = Main.run(said, terminal);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
