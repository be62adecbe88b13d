package dev.usher.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to a file; the rest is in the contract of all stores, in store. */
class FileLedgerTest {
  @TempDir Path folder;
  private Path file;
  private FileLedger ledger;

  @BeforeEach
  void start() {
    file = folder.resolve("deep/down/ledger.jsonl");
    ledger = new FileLedger(file);
  }

  @Test
  void what_was_appended_is_read_back() {
    assertThat(ledger.read().entries()).isEmpty();
    Entry first = ledger.append(draft("one"), Head.NONE);
    Entry second = new FileLedger(file).append(draft("two\n\"\\ \u20ac \ud83d\ude00"), Head.NONE);
    assertThat(ledger.read().entries()).containsExactly(first, second);
    assertThat(ledger.read().problems()).isEmpty();
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
  }

  @Test
  void a_line_that_a_crash_cut_off_is_told_and_set_aside() throws IOException {
    Entry first = ledger.append(draft("one"), Head.NONE);
    String torn = first.line().substring(0, 40);
    Files.writeString(file, torn, StandardOpenOption.APPEND);

    assertThat(ledger.read().entries()).containsExactly(first);
    assertThat(ledger.read().problems()).singleElement().asString().contains("line 2 was cut off");

    ledger.append(draft("two"), Head.NONE);
    assertThat(ledger.read().entries())
        .extracting(Entry::what)
        .containsExactly(What.RESULT, What.TORN, What.RESULT);
    assertThat(ledger.read().problems()).isEmpty();
    assertThat(Chain.problems(ledger.read().entries())).isEmpty();
    assertThat(file.resolveSibling("ledger.jsonl.torn-after-1")).hasContent(torn);
  }

  /** What is found by a look at the lines is what reading all of them finds. */
  @Test
  void what_nothing_has_answered_is_found_beside_texts_that_look_like_an_answer()
      throws IOException {
    Entry answered = ledger.append(intent("one"), Head.NONE);
    Entry left = ledger.append(intent("two\",\"closes\":1,\"what\":\"result\","), Head.NONE);
    ledger.append(answer(answered), Head.NONE);
    Entry last = ledger.append(intent("three"), Head.NONE);
    assertThat(ledger.unanswered())
        .containsExactly(left, last)
        .isEqualTo(Chain.open(ledger.read().entries()));

    String torn = ledger.append(answer(left), Head.NONE).line();
    String all = Files.readString(file);
    Files.writeString(file, all.substring(0, all.length() - 1));
    assertThat(Files.readString(file)).endsWith(torn);
    assertThat(ledger.unanswered()).containsExactly(left, last);
  }

  @Test
  void what_was_altered_is_found() throws IOException {
    ledger.append(draft("one"), Head.NONE);
    ledger.append(draft("two"), Head.NONE);
    Files.writeString(file, Files.readString(file).replace("\"text\":\"one\"", "\"text\":\"won\""));
    assertThat(Chain.problems(ledger.read().entries()))
        .containsExactly("entry 1 was altered: its hash is not that of its text");
    Files.writeString(file, Files.readString(file).replace("{\"at\"", "{ \"at\""));
    assertThat(ledger.read().problems())
        .containsExactly(
            "line 1 is no entry as usher writes them", "line 2 is no entry as usher writes them");
  }

  @Test
  void nothing_is_appended_to_what_is_no_ledger() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "something else\n");
    assertThatThrownBy(() -> ledger.append(draft("one"), Head.NONE))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("is no entry");
    assertThat(file).hasContent("something else\n");
  }

  @Test
  void a_ledger_that_cannot_be_written_says_so() throws IOException {
    Files.createDirectories(file);
    assertThatThrownBy(() -> ledger.append(draft("one"), Head.NONE))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("USHER_LEDGER");
  }

  private static Draft draft(String text) {
    return draft(What.RESULT, text, Optional.empty());
  }

  private static Draft intent(String text) {
    return draft(What.INTENT, text, Optional.empty());
  }

  private static Draft answer(Entry intent) {
    return draft(What.RESULT, "done", Optional.of(intent.number()));
  }

  private static Draft draft(What what, String text, Optional<Long> closes) {
    return new Draft(
        Instant.parse("2026-11-21T10:00:00Z"),
        "ann",
        what,
        "localhost:5432",
        text,
        List.of(),
        List.of("a cause"),
        closes);
  }
}
