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
    all(Main.commands(Wiring.usher(Map.of()), Terminal.ofProcess()))
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
        .contains("usher issue --for", "usher issue SUBJECT", "usher plan --policy")
        .noneMatch(one -> one.matches("(?i).*(passw|secret|token|verifier|credential).*"));
  }

  @Test
  void nobodyIsAskedToAgreeToAPlanThatIsNotShown() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", Map.of());
    assertThat(Main.run(new String[] {"apply", "--json"}, terminal)).isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("say --yes with it");
  }
}
