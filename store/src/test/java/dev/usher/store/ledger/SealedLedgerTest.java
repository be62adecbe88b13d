package dev.usher.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Proof.Altered;
import dev.usher.engine.report.LedgerProofReport;
import dev.usher.engine.seal.ExportProof;
import dev.usher.engine.seal.FileSink;
import dev.usher.engine.seal.Sealing;
import dev.usher.engine.seal.SealingKey;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no privilege holds up: the tables' owner alters ten entries, of which 4, 7 and 10 are
 * sealed.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SealedLedgerTest {
  private static final SealingKey KEY = SealingKey.make();

  @TempDir static Path parent;
  private EmbeddedStore server;
  private Store store;
  private Jdbi owner;
  private PostgresLedger ledger;
  private Sealing sealing;
  private Path seals;

  @BeforeAll
  void start() {
    server = EmbeddedStore.start(parent.resolve("store"), new SecureRandom());
    store = Store.open(server.migrating(), server.running());
    owner = Writer.jdbi(server.migrating());
    ledger = new PostgresLedger(store.jdbi());
  }

  @AfterAll
  void stop() {
    store.close();
    server.close();
  }

  @BeforeEach
  void ten() throws Exception {
    owner.useHandle(handle -> handle.execute("truncate ledger"));
    seals = Files.createTempFile(parent, "checkpoints", ".jsonl");
    sealing = new Sealing(ledger, KEY, "one", new FileSink(seals), InstantSource.system());
    for (int number = 1; number <= 10; number++) {
      ledger.append(LedgerContract.draft("entry " + number), Head.NONE);
      if (number % 3 == 1 && number > 1) sealing.seal().orElseThrow();
    }
  }

  @Test
  void what_nobody_altered_is_proved() throws Exception {
    LedgerProofReport proof = proof();
    assertThat(proof.problems()).isEmpty();
    assertThat(proof.entries()).isEqualTo(10);
    assertThat(proof.proved()).isEqualTo(10);
    assertThat(ledger.head()).isEqualTo(ledger.read().entries().getLast().head());
    assertThat(ledger.read(8).entries()).extracting(Entry::number).containsExactly(8L, 9L, 10L);
    assertThat(ledger.read(8, 2).entries()).extracting(Entry::number).containsExactly(8L, 9L);
  }

  @Test
  void a_tail_that_was_deleted_is_found() throws Exception {
    altered(handle -> handle.execute("delete from ledger where number > 8"));
    isSealedNoMore();
    assertThat(Chain.problems(ledger.read().entries())).as("the chain alone is whole").isEmpty();
    assertThat(proof().problems()).singleElement().asString().contains("ends with entry 8");
    assertThat(proof().altered()).contains(new Altered(9, 9));
  }

  @Test
  void a_chain_written_anew_is_found_and_the_first_entry_that_is_another_named() throws Exception {
    altered(handle -> rewrite(handle, 6));
    isSealedNoMore();
    assertThat(Chain.problems(ledger.read().entries())).as("the chain alone is whole").isEmpty();
    assertThat(proof().problems().getFirst()).startsWith("entry 6 is not the one that was sealed");
    assertThat(proof().altered()).contains(new Altered(6, 6));
    assertThat(proof().proved()).isEqualTo(5);
  }

  /** The server would not sign it; but it may have been started anew, with an empty file. */
  @Test
  void a_chain_written_anew_and_sealed_anew_is_found_by_the_seals_from_before() throws Exception {
    altered(handle -> rewrite(handle, 9));
    Path later = Files.createTempFile(parent, "later", ".jsonl");
    new Sealing(ledger, KEY, "two", new FileSink(later), InstantSource.system()).seal();
    LedgerProofReport proof = ExportProof.of(export(), List.of(later, seals), List.of(KEY.open()));
    assertThat(proof.problems().getFirst()).startsWith("entry 9 was sealed as two different ones");
    assertThat(proof.altered()).contains(new Altered(9, 9));
  }

  @Test
  void one_entry_altered_in_place_is_named() throws Exception {
    altered(
        handle -> {
          handle.execute("alter table ledger drop constraint ledger_check");
          handle.execute(
              "update ledger set line = replace(line, 'entry 5', 'nothing') where number = 5");
        });
    assertThat(proof().problems())
        .containsExactly("entry 5 was altered: its hash is not that of its text");
    assertThat(proof().altered()).contains(new Altered(5, 5));
    owner.useHandle(
        handle -> {
          handle.execute("truncate ledger");
          handle.execute(
              "alter table ledger add constraint ledger_check check (hash = encode(sha256("
                  + "convert_to(replace(line, '\"hash\":\"' || hash || '\",', ''), 'UTF8')), 'hex'))");
        });
  }

  @Test
  void one_entry_removed_from_the_middle_is_named() throws Exception {
    altered(handle -> handle.execute("delete from ledger where number = 5"));
    ledger.append(LedgerContract.draft("eleven"), Head.NONE);
    sealing.seal();
    assertThat(proof().altered()).contains(new Altered(5, 5));
  }

  private void isSealedNoMore() {
    ledger.append(LedgerContract.draft("after"), Head.NONE);
    assertThatThrownBy(sealing::seal)
        .isInstanceOf(Sealing.Altered.class)
        .hasMessageContaining("entry 10, which was sealed, is not there any more");
    owner.useHandle(handle -> handle.execute("delete from ledger where line like '%\"after\"%'"));
  }

  /** Whoever owns the tables can: no trigger fires, no constraint is broken. */
  private void altered(Consumer<Handle> alteration) {
    owner.useTransaction(alteration::accept);
  }

  /** Each link is made as usher makes it. */
  private void rewrite(Handle handle, int from) {
    List<Entry> all = ledger.read().entries();
    handle.execute("delete from ledger where number >= ?", from);
    for (Entry old : all.subList(from - 1, all.size()))
      PostgresLedger.append(
          handle, LedgerContract.draft(old.text().replace("entry", "nothing")), Head.NONE);
  }

  private LedgerProofReport proof() throws IOException {
    return ExportProof.of(export(), List.of(seals), List.of(KEY.open()));
  }

  private Path export() throws IOException {
    Path file = Files.createTempFile(parent, "export", ".jsonl");
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      ledger.lines(line -> write(lines, line));
    }
    return file;
  }

  private static void write(BufferedWriter lines, String line) {
    try {
      lines.write(line + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
