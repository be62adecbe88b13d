package dev.usher.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Warrant;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.ports.LedgerStore;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every store of a ledger keeps to. Each test begins with an empty one. */
abstract class LedgerContract {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** The one store of the test, opened anew: another server's. */
  abstract LedgerStore open() throws Exception;

  /** What {@link Writer} needs to open it in a process of its own. */
  abstract Map<String, String> writer();

  /** Loses all entries. */
  abstract void lose() throws Exception;

  @Test
  void what_was_appended_is_read_back_to_the_byte() throws Exception {
    LedgerStore ledger = open();
    assertThat(ledger.read().entries()).isEmpty();
    Entry first = ledger.append(draft("one"), Head.NONE);
    Entry second =
        open().append(draft("two\n\"\\ \u20ac \ud83d\ude00 \u0000 \"hash\":\"x\","), Head.NONE);
    assertThat(ledger.read().entries()).containsExactly(first, second);
    assertThat(ledger.read().entries())
        .extracting(Entry::line)
        .containsExactly(first.line(), second.line())
        .allSatisfy(line -> assertThat(EntryJson.parse(line)).isPresent());
    assertThat(first.number()).isEqualTo(1);
    isWhole(ledger, 2);
  }

  @Test
  void an_entry_is_the_same_in_every_store() throws Exception {
    Entry entry = open().append(draft("one"), Head.NONE);
    assertThat(entry).isEqualTo(Chain.append(Head.NONE, draft("one")));
  }

  @Test
  void what_is_about_somebody_or_something_is_found_with_its_answer() throws Exception {
    LedgerStore ledger = open();
    Entry alice = ledger.append(about("alice", "prod/shop/public/orders"), Head.NONE);
    Entry bob = ledger.append(about("bob", "prod/shop2/public/orders"), Head.NONE);
    Entry answer = ledger.append(answer(alice), Head.NONE);
    Entry again = open().append(about("alice"), Head.NONE);
    ledger.append(answer(bob), Head.NONE);
    ledger.append(draft("alice"), Head.NONE);
    assertThat(ledger.about("alice", NOW, NOW.plusMillis(1))).containsExactly(alice, answer, again);
    for (String where : List.of("prod/shop/public/orders", "prod/shop/public", "prod/shop"))
      assertThat(ledger.about(where, NOW, NOW.plusMillis(1))).containsExactly(alice, answer);
    assertThat(ledger.about("alice", NOW.plusMillis(1), NOW.plusSeconds(9))).isEmpty();
    assertThat(ledger.about("alice", NOW.minusSeconds(9), NOW)).isEmpty();
    assertThat(ledger.about("carol", NOW, NOW.plusMillis(1))).isEmpty();
    assertThat(ledger.about("prod", NOW, NOW.plusMillis(1)))
        .extracting(Entry::number)
        .containsExactly(1L, 2L, 3L, 5L);
    isWhole(ledger, 6);
  }

  private static Draft about(String... names) {
    Deed deed = new Deed("add", "something", new TreeSet<>(List.of(names)));
    return new Draft(
        NOW,
        "ann",
        What.INTENT,
        "localhost:5432",
        "something",
        List.of("SELECT 1"),
        List.of(),
        Optional.empty(),
        List.of(deed, deed),
        Warrant.NONE);
  }

  private static Draft answer(Entry intent) {
    return new Draft(
        NOW.plusSeconds(60),
        "ann",
        What.RESULT,
        intent.where(),
        "done",
        List.of(),
        List.of(),
        Optional.of(intent.number()));
  }

  @Test
  void an_intent_is_unanswered_until_it_has_its_answer() throws Exception {
    LedgerStore ledger = open();
    Entry one = ledger.append(about("alice"), Head.NONE);
    Entry two = ledger.append(about("bob"), Head.NONE);
    assertThat(open().unanswered()).containsExactly(one, two);
    Draft answer =
        new Draft(
            NOW, "ann", What.RESULT, "x", "done", List.of(), List.of(), Optional.of(one.number()));
    ledger.append(answer, Head.NONE);
    assertThat(open().unanswered()).containsExactly(two);
  }

  @Test
  void long_entries_are_chained_too() throws Exception {
    LedgerStore ledger = open();
    ledger.append(draft("x".repeat(1_000_000)), Head.NONE);
    ledger.append(draft("y".repeat(8192)), Head.NONE);
    ledger.append(draft("z"), Head.NONE);
    isWhole(ledger, 3);
  }

  @Test
  void many_stores_make_one_chain() throws Exception {
    List<LedgerStore> stores = List.of(open(), open(), open(), open());
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      LedgerStore own = stores.get(i % stores.size());
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 10; n++) own.append(draft("entry"), Head.NONE);
                  }));
    }
    for (Thread writer : writers) writer.join();
    isWhole(stores.getFirst(), 80);
  }

  @Test
  void a_ledger_that_was_lost_goes_on_from_the_mark() throws Exception {
    LedgerStore ledger = open();
    ledger.append(draft("one"), Head.NONE);
    Head mark = ledger.append(draft("two"), Head.NONE).head();
    lose();
    ledger.append(draft("three"), mark);
    ledger.append(draft("four"), mark);
    List<Entry> entries = ledger.read().entries();
    assertThat(entries)
        .extracting(Entry::what)
        .containsExactly(What.CONTINUED, What.RESULT, What.RESULT);
    assertThat(entries.getFirst().number()).isEqualTo(3);
    assertThat(entries.getFirst().text()).contains("from entry 2").contains("ended with entry 0");
    isWhole(ledger, 3);
    assertThat(Chain.problems(entries, Map.of("prod/shop", mark))).isEmpty();
  }

  /** What a writer was told is there, is there, whenever it is killed. */
  @Test
  void a_writer_that_is_killed_leaves_all_that_it_was_told_is_there() throws Exception {
    Process writer = start();
    Process other = start();
    long told = 0;
    try (BufferedReader lines = writer.inputReader()) {
      for (int n = 0; n < 40; n++) told = Long.parseLong(lines.readLine().replace(".", ""));
      // By its handle: the process itself would close what it had still to say.
      writer.toHandle().destroyForcibly();
      // The last line may be cut off in the middle of its number.
      for (String line = lines.readLine(); line != null; line = lines.readLine())
        if (line.endsWith(".")) told = Long.parseLong(line.replace(".", ""));
    } finally {
      other.destroyForcibly().waitFor();
    }
    LedgerStore ledger = open();
    ledger.append(draft("after"), Head.NONE);
    List<Entry> entries = ledger.read().entries();
    long last = told;
    assertThat(entries).anySatisfy(entry -> assertThat(entry.number()).isEqualTo(last));
    assertThat(entries).last().extracting(Entry::text).isEqualTo("after");
    isWhole(ledger, entries.size());
  }

  private Process start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(writer());
    return builder.start();
  }

  static void isWhole(LedgerStore ledger, int length) {
    LedgerStore.Reading reading = ledger.read();
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.entries()).hasSize(length);
    assertThat(Chain.problems(reading.entries())).isEmpty();
  }

  static Draft draft(String text) {
    return new Draft(
        NOW,
        "ann",
        What.RESULT,
        "localhost:5432",
        text,
        List.of(),
        List.of("a cause"),
        Optional.empty());
  }
}
