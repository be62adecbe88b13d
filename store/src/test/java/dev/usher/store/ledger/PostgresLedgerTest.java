package dev.usher.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.store.OpenStore;
import dev.usher.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLedgerTest {
  private static OpenStore open;

  @TempDir Path folder;
  private PostgresLedger ledger;

  @BeforeAll
  static void start() {
    open = OpenStore.create();
  }

  @AfterAll
  static void stop() {
    open.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    administrator("truncate usher_store.ledger");
    ledger = new PostgresLedger(open.store().jdbi());
  }

  private static void administrator(String... statements) throws SQLException {
    try (Connection connection = open.superuser();
        var statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    }
  }

  @Test
  void whatWasAppendedIsReadBack() {
    assertThat(ledger.read().entries()).isEmpty();
    Entry first = ledger.append(draft("one"), Head.NONE);
    Entry second = ledger.append(draft("two\n\"\\ \u20ac \ud83d\ude00"), Head.NONE);
    Entry long_ = ledger.append(draft("\"hash\":\"" + "x".repeat(100_000)), Head.NONE);
    assertThat(ledger.read().entries()).containsExactly(first, second, long_);
    assertThat(ledger.read().problems()).isEmpty();
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
    assertThat(ledger.read(1, 1).entries()).containsExactly(second);
    assertThat(ledger.read(3, 10).entries()).isEmpty();
  }

  /** Two stores of one format: the lines are the same, byte for byte. */
  @Test
  void itIsTheFilesFormat() throws Exception {
    FileLedger file = new FileLedger(folder.resolve("ledger.jsonl"));
    List<String> lines = new ArrayList<>();
    for (String text : List.of("one", "two \u20ac", "three \"quoted\"")) {
      file.append(draft(text), Head.NONE);
      lines.add(ledger.append(draft(text), Head.NONE).line());
    }
    assertThat(Files.readAllLines(folder.resolve("ledger.jsonl"))).isEqualTo(lines);
  }

  @Test
  void manyWritersOfTwoServersMakeOneChain() throws Exception {
    try (Store other = Store.open(open.server().migrating(), open.server().running())) {
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        PostgresLedger own = new PostgresLedger(i % 2 == 0 ? open.store().jdbi() : other.jdbi());
        writers.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int n = 0; n < 10; n++) own.append(draft("entry"), Head.NONE);
                    }));
      }
      for (Thread writer : writers) writer.join();
    }
    assertThat(ledger.read().entries()).hasSize(80);
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
  }

  @Test
  void aLedgerThatWasLostGoesOnFromTheMark() throws SQLException {
    ledger.append(draft("one"), Head.NONE);
    Head mark = ledger.append(draft("two"), Head.NONE).head();
    administrator("truncate usher_store.ledger");
    ledger.append(draft("three"), mark);
    ledger.append(draft("four"), mark);
    List<Entry> entries = ledger.read().entries();
    assertThat(entries)
        .extracting(Entry::what)
        .containsExactly(What.CONTINUED, What.RESULT, What.RESULT);
    assertThat(entries.getFirst().number()).isEqualTo(3);
    assertThat(Chain.problems(entries)).isEmpty();
    assertThat(Chain.problems(entries, Map.of("prod/shop", mark))).isEmpty();
  }

  /** The database refuses what is no next entry, whoever asks: a server that forgot its turn. */
  @Test
  void aRowThatForksTheChainIsRefused() throws SQLException {
    Entry first = ledger.append(draft("one"), Head.NONE);
    Entry fork = Chain.append(first.head(), draft("fork"));
    ledger.append(draft("two"), Head.NONE);
    try (Connection connection = open.as(open.server().running());
        var insert =
            connection.prepareStatement(
                "insert into ledger (number, at, what, prev, hash, line) values (?, now(), 'result', ?, ?, ?)")) {
      for (long number : List.of(2L, 3L)) {
        insert.setLong(1, number);
        insert.setString(2, fork.prev());
        insert.setString(3, fork.hash());
        insert.setString(4, fork.line());
        assertThatThrownBy(insert::executeUpdate)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("unique");
      }
    }
  }

  @Test
  void whatASuperuserAlteredIsFound() throws SQLException {
    ledger.append(draft("one"), Head.NONE);
    ledger.append(draft("two"), Head.NONE);
    administrator(
        "alter table usher_store.ledger drop constraint ledger_check",
        "update usher_store.ledger set line = replace(line, '\"one\"', '\"won\"') where number = 1");
    try {
      assertThat(Chain.problems(ledger.read().entries()))
          .containsExactly("entry 1 was altered: its hash is not that of its text");
      administrator("update usher_store.ledger set line = 'x' where number = 1");
      assertThat(ledger.read().problems())
          .containsExactly("row 1 is no entry as usher writes them");
    } finally {
      administrator(
          "truncate usher_store.ledger",
          "alter table usher_store.ledger add constraint ledger_check check (hash = encode(sha256("
              + "convert_to(replace(line, '\"hash\":\"' || hash || '\",', ''), 'UTF8')), 'hex'))");
    }
  }

  /** The entry and what it tells of are there both or neither. */
  @Test
  void anEntryOfATransactionThatFailsIsNotThere() {
    assertThatThrownBy(
            () ->
                open.store()
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          PostgresLedger.append(handle, draft("never"), Head.NONE);
                          throw new IllegalStateException("on purpose");
                        }))
        .hasMessage("on purpose");
    assertThat(ledger.read().entries()).isEmpty();
  }

  @Test
  void aStoreThatCannotBeWrittenSaysSo() throws SQLException {
    administrator("revoke insert on usher_store.ledger from usher_server");
    try {
      assertThatThrownBy(() -> ledger.append(draft("one"), Head.NONE))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("try again");
    } finally {
      administrator("grant insert on usher_store.ledger to usher_server");
    }
  }

  private static Draft draft(String text) {
    return new Draft(
        Instant.parse("2026-11-21T10:00:00Z"),
        "ann",
        What.RESULT,
        "localhost:5432",
        text,
        List.of(),
        List.of("a cause"),
        Optional.empty());
  }
}
