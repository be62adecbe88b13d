package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Every command that a policy can speak of, from the table {@code commands.tsv}. HELLO, AUTH, RESET
 * and QUIT are not in it: no rule can keep anybody from them.
 */
final class Commands {
  /** By name, in the order of the names. */
  static final Map<String, Command> ALL = read();

  private Commands() {}

  /** The names of those of a kind that are so. */
  static Set<String> of(Kind kind, Predicate<Command> which) {
    return ALL.values().stream()
        .filter(command -> command.kind() == kind && which.test(command))
        .map(Command::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it is known to end with its answer; of what is unknown it is not. */
  static boolean goesOn(String name) {
    Command command = ALL.get(name);
    return command == null || command.goesOn();
  }

  private static Map<String, Command> read() {
    try (InputStream table =
        Objects.requireNonNull(Commands.class.getResourceAsStream("commands.tsv"))) {
      Map<String, Command> all = new LinkedHashMap<>();
      for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("#")) continue;
        String[] cells = line.split("\t", -1);
        all.put(
            cells[0],
            new Command(
                cells[0],
                Kind.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                cells[2].equals("6.2"),
                cells[3].contains("r"),
                cells[3].contains("w"),
                Set.of(cells[4].split(",")),
                cells[5].isEmpty() ? List.of() : List.of(cells[5].split(" "))));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
