package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What may be written after {@code usher}, which everybody on a machine can read in its list of
 * processes.
 */
class ArgumentsTest {
  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(ArgumentsTest::all));
  }

  @Test
  void noCommandTakesASecret() {
    List<String> arguments = new ArrayList<>();
    all(commands(""))
        .forEach(
            command -> {
              for (ArgSpec one : command.getCommandSpec().args()) {
                String name =
                    one.isOption()
                        ? ((CommandLine.Model.OptionSpec) one).longestName()
                        : one.paramLabel();
                arguments.add(command.getCommandSpec().qualifiedName() + " " + name);
              }
            });
    assertThat(arguments)
        .contains("usher issue --for", "usher issue SUBJECT", "usher token create --name")
        // The last word is the argument's own name; before it stands the command's.
        .noneMatch(one -> one.matches("(?i).*(passw|secret|token|verifier|credential)[^ ]*"));
  }

  private static CommandLine commands(String first) {
    return Main.commands(Wiring.usher(Map.of()), Terminal.ofProcess(), first);
  }

  @Test
  void aCommandMadeAloneIsTheOneAmongAll() {
    Map<String, CommandLine> all = commands("").getSubcommands();
    assertThat(all).containsKeys("plan", "apply", "server", "demo");
    all.forEach(
        (name, command) -> {
          assertThat(command.getCommandName()).isEqualTo(name);
          CommandLine alone = commands(name).getSubcommands().get(name);
          assertThat(alone.getUsageMessage()).isEqualTo(command.getUsageMessage());
        });
  }

  @Test
  void everyCommandTellsWhatGoesWithIt() {
    for (String name : commands("").getSubcommands().keySet()) {
      assertThat(said(0, name, "--help")).contains("Usage: usher " + name);
    }
    assertThat(said(0, "ledger", "verify", "--help")).contains("Usage: usher ledger verify");
    assertThat(said(1, "plan", "--nope")).contains("'--nope'", "usher plan --help");
  }

  @Test
  void nobodyIsAskedToAgreeToAPlanThatIsNotShown() {
    assertThat(said(1, "apply", "--json")).contains("say --yes with it");
  }

  /** All that a command line says that ends so. */
  private static String said(int status, String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", Map.of());
    assertThat(Main.run(words, terminal)).as(String.join(" ", words)).isEqualTo(status);
    return said.toString(StandardCharsets.UTF_8);
  }
}
