package dev.usher.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Proof.Altered;
import dev.usher.engine.json.CheckpointJson;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.LedgerProofReport;
import dev.usher.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ledgers that were sealed while they grew, and what somebody who may write everything but the
 * checkpoints made of them, mostly with every hash right: the first entry that is another one is
 * the one that is named.
 */
class ForgedExportTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final SealingKey KEY = SealingKey.make();
  private static final int LEDGERS = 60;
  private static final int FORGERIES = 10;

  @TempDir Path folder;

  @Test
  void the_first_entry_that_was_altered_is_named_and_no_other() throws Exception {
    Seeds.each(LEDGERS, this::forge);
  }

  private void forge(RandomGenerator random) throws Exception {
    List<Draft> told = drafts(1 + random.nextInt(120));
    List<String> lines = lines(told);
    Path seals = sealed(lines, random);
    assertThat(proof(lines, seals).problems()).isEmpty();
    Path old = withoutEntries(seals);
    assertThat(proof(lines, old).problems()).isEmpty();
    for (int i = 0; i < FORGERIES; i++) {
      List<String> forged = random.nextInt(4) == 0 ? byHand(lines, random) : anew(told, random);
      long first = firstThatDiffers(lines, forged);
      LedgerProofReport proof = proof(forged, seals);
      LedgerProofReport range = proof(forged, old);
      assertThat(proof.isProved()).isEqualTo(forged.equals(lines));
      assertThat(range.isProved()).isEqualTo(forged.equals(lines));
      if (first > lines.size()) {
        assertThat(proof.altered()).as("only what nothing proves yet").isEmpty();
        continue;
      }
      assertThat(proof.altered()).contains(new Altered(first, first));
      assertThat(proof.proved()).isEqualTo(first - 1);
      // Checkpoints from before they told the entries say between which two of them it lies.
      assertThat(range.altered().orElseThrow().first()).isLessThanOrEqualTo(first);
      assertThat(range.altered().orElseThrow().last()).isGreaterThanOrEqualTo(first);
    }
  }

  /** More than one checkpoint tells, as after a night without the place that they go to. */
  @Test
  @Timeout(120)
  void of_a_hundred_thousand_entries_it_is_the_one_too() throws Exception {
    int size = 100_000;
    int altered = 73_211;
    List<Draft> told = drafts(size);
    Path seals = Files.createTempFile(folder, "seals", ".jsonl");
    List<Head> heads = new ArrayList<>();
    Optional<Head> after = Optional.empty();
    Head before = Head.NONE;
    List<String> seal = new ArrayList<>();
    for (Draft draft : told) {
      before = Chain.append(before, draft).head();
      heads.add(before);
      if (heads.size() < Checkpoint.MOST) continue;
      List<Head> since = heads.subList(0, heads.size() - 1);
      seal.add(KEY.sign(Checkpoint.of(before, NOW, "one", after, since, KEY.open().id())).line());
      after = Optional.of(before);
      heads.clear();
    }
    Files.write(seals, seal);
    List<String> lines = lines(told);
    assertThat(proof(lines, seals).proved()).isEqualTo(size);
    told.set(altered - 1, draft("forged"));
    LedgerProofReport proof = proof(lines(told), seals);
    assertThat(proof.altered()).contains(new Altered(altered, altered));
    assertThat(proof.problems().getFirst())
        .isEqualTo("entry %d is not the one that was sealed at %s".formatted(altered, NOW));
  }

  /** By the server, which looks now and then. */
  private Path sealed(List<String> lines, RandomGenerator random) throws Exception {
    Path file = Files.createTempFile(folder, "ledger", ".jsonl");
    Path seals = Files.createTempFile(folder, "seals", ".jsonl");
    Sealing sealing =
        new Sealing(
            new FileLedger(file), KEY, "one", new FileSink(seals), InstantSource.fixed(NOW));
    int most = 1 + random.nextInt(lines.size());
    for (int from = 0; from < lines.size(); ) {
      int to = Math.min(lines.size(), from + 1 + random.nextInt(most));
      Files.write(file, lines.subList(from, to), StandardOpenOption.APPEND);
      sealing.seal().orElseThrow();
      from = to;
    }
    return seals;
  }

  private Path withoutEntries(Path seals) throws IOException {
    List<String> old = new ArrayList<>();
    for (String line : Files.readAllLines(seals)) {
      Checkpoint one = CheckpointJson.parse(line).orElseThrow();
      old.add(
          KEY.sign(Checkpoint.of(one.head(), NOW, "one", one.after(), List.of(), one.key()))
              .line());
    }
    return Files.write(Files.createTempFile(folder, "old", ".jsonl"), old);
  }

  /** The whole chain is made again: it is right by itself. */
  private static List<String> anew(List<Draft> told, RandomGenerator random) {
    List<Draft> forged = new ArrayList<>(told);
    int k = random.nextInt(told.size());
    switch (random.nextInt(6)) {
      case 0 -> forged.set(k, draft("forged"));
      case 1 -> forged.remove(k);
      case 2 -> forged.add(random.nextInt(told.size() + 1), draft("forged"));
      case 3 -> Collections.swap(forged, k, random.nextInt(told.size()));
      case 4 -> forged.subList(k, forged.size()).clear();
      case 5 -> {
        forged.set(k, draft("forged"));
        forged.subList(k + 1 + random.nextInt(told.size() - k), forged.size()).clear();
        forged.addAll(drafts(random.nextInt(5)));
      }
      default -> throw new IllegalStateException();
    }
    return lines(forged);
  }

  /** Lines are altered where they stand. */
  private static List<String> byHand(List<String> lines, RandomGenerator random) {
    List<String> forged = new ArrayList<>(lines);
    int k = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> forged.set(k, lines.get(k).replace("\"by\":\"ann\"", "\"by\":\"eve\""));
      case 1 -> forged.remove(k);
      case 2 -> Collections.swap(forged, k, random.nextInt(lines.size()));
      case 3 -> forged.set(k, "{}");
      default -> throw new IllegalStateException();
    }
    return forged;
  }

  private static long firstThatDiffers(List<String> lines, List<String> forged) {
    int at = 0;
    while (at < lines.size() && at < forged.size() && lines.get(at).equals(forged.get(at))) at++;
    return at + 1L;
  }

  private LedgerProofReport proof(List<String> export, Path seals) throws IOException {
    Path file = Files.write(Files.createTempFile(folder, "export", ".jsonl"), export);
    LedgerProofReport proof = ExportProof.of(file, List.of(seals), List.of(KEY.open()));
    Files.delete(file);
    return proof;
  }

  private static List<String> lines(List<Draft> told) {
    List<String> lines = new ArrayList<>();
    Head before = Head.NONE;
    for (Draft draft : told) {
      Entry entry = Chain.append(before, draft);
      lines.add(entry.line());
      before = entry.head();
    }
    return lines;
  }

  private static List<Draft> drafts(int many) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 1; i <= many; i++) drafts.add(draft("entry " + i));
    return drafts;
  }

  private static Draft draft(String text) {
    return new Draft(
        NOW, "ann", What.RESULT, "localhost:5432", text, List.of(), List.of(), Optional.empty());
  }
}
