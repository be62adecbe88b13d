package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What there is to ask of an account: each command that the server has on each thing, with a name
 * that the thing's pattern matches.
 */
final class ProbeCells {
  /** Stands for whatever a star stands for. */
  private static final String ANY = "usher";

  /**
   * One question.
   *
   * @param name a key or channel; empty of what is done to the server
   */
  record Try(Command command, Optional<String> name) {
    List<String> words() {
      return command.trying(name.orElse("1"));
    }
  }

  /**
   * What is allowed if and only if every try is.
   *
   * @param on empty: the server
   */
  record Cell(Optional<Resource> on, String action, List<Try> tries) {}

  private final Things things;
  private final CommandRules rules;

  ProbeCells(Things things, CommandRules rules) {
    this.things = things;
    this.rules = rules;
  }

  /** All of them, or those of the one thing. */
  List<Cell> all(Optional<Resource> only) {
    List<Cell> cells = new ArrayList<>();
    if (only.filter(one -> !one.path().isEmpty()).isEmpty()) {
      cells.add(connect());
      for (String action : rules.of(Kind.SERVER)) {
        cells.add(
            new Cell(
                Optional.empty(), action, List.of(new Try(command(action), Optional.empty()))));
      }
    }
    for (Resource thing : things.keys().keySet()) {
      if (only.filter(one -> !one.equals(thing)).isEmpty()) cells(thing, Kind.KEYS, cells);
    }
    for (Resource thing : things.channels().keySet()) {
      if (only.filter(one -> !one.equals(thing)).isEmpty()) cells(thing, Kind.CHANNEL, cells);
    }
    return cells;
  }

  private Cell connect() {
    List<Try> all =
        rules.of(Kind.CONNECT).stream()
            .map(one -> new Try(command(one), Optional.empty()))
            .toList();
    return new Cell(Optional.empty(), RedisType.CONNECT, all);
  }

  private void cells(Resource thing, Kind kind, List<Cell> cells) {
    for (String action : rules.of(kind)) {
      List<Try> tries = new ArrayList<>();
      for (String pattern : things.patterns(thing)) {
        Optional<String> name =
            action.equals("psubscribe")
                ? Optional.of(pattern)
                : Glob.parse(pattern).flatMap(glob -> glob.sample(ANY));
        name.ifPresent(one -> tries.add(new Try(command(action), Optional.of(one))));
      }
      if (!tries.isEmpty()) cells.add(new Cell(Optional.of(thing), action, tries));
    }
  }

  /** What is in no policy. */
  List<Cell> powers(Set<String> unknown) {
    List<Cell> cells = new ArrayList<>();
    for (String action : rules.of(Kind.POWER)) {
      cells.add(
          new Cell(Optional.empty(), action, List.of(new Try(command(action), Optional.empty()))));
    }
    for (String name : unknown) {
      Command command = new Command(name, Kind.POWER, true, false, false, Set.of(), List.of());
      cells.add(new Cell(Optional.empty(), name, List.of(new Try(command, Optional.empty()))));
    }
    return cells;
  }

  private static Command command(String action) {
    return Objects.requireNonNull(Commands.ALL.get(action));
  }
}
