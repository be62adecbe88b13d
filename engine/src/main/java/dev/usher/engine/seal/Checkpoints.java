package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.CheckpointJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints of some files, and what is wrong with the files themselves.
 *
 * @param genuine those with a right signature
 * @param problems lines that are none, and checkpoints that are missing
 */
record Checkpoints(List<Checkpoint> genuine, List<String> problems) {
  /** More of them say nothing new. */
  private static final int TOLD = 10;

  static Checkpoints read(List<Path> files, List<SealKey> keys) throws IOException {
    List<Checkpoint> genuine = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      // Bytes that are no text become a sign that no line of ours has.
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String where = "line %d of %s".formatted(++number, file);
          Optional<Checkpoint> checkpoint = CheckpointJson.parse(line);
          Optional<String> wrong =
              checkpoint.isEmpty()
                  ? Optional.of(where + " is no checkpoint as usher writes them: it was altered")
                  : wrong(where, checkpoint.get(), keys);
          wrong.ifPresentOrElse(problems::add, () -> genuine.add(checkpoint.orElseThrow()));
        }
      }
    }
    problems.addAll(missing(genuine));
    return new Checkpoints(genuine, shortened(problems));
  }

  private static Optional<String> wrong(String where, Checkpoint one, List<SealKey> keys) {
    List<SealKey> its = keys.stream().filter(key -> key.id().equals(one.key())).toList();
    if (its.isEmpty())
      return Optional.of(
          where + " is signed with the key " + one.key() + ": give its public half with --key too");
    return its.stream().anyMatch(key -> key.hasSigned(one))
        ? Optional.empty()
        : Optional.of(where + " has a wrong signature: it was altered");
  }

  /** Each names the one before it. */
  private static List<String> missing(List<Checkpoint> genuine) {
    Set<Head> there = new HashSet<>();
    genuine.forEach(one -> there.add(one.head()));
    return genuine.stream()
        .filter(one -> one.after().filter(before -> !there.contains(before)).isPresent())
        .map(
            one ->
                "the checkpoint of entry %d, which that of entry %d followed, is missing"
                    .formatted(one.after().orElseThrow().number(), one.head().number()))
        .distinct()
        .toList();
  }

  private static List<String> shortened(List<String> problems) {
    if (problems.size() <= TOLD) return problems;
    List<String> some = new ArrayList<>(problems.subList(0, TOLD));
    some.add("and %d more like these".formatted(problems.size() - TOLD));
    return some;
  }
}
