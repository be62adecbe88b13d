package dev.usher.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

  @Test
  void a_chain_as_it_was_appended_is_whole() {
    List<Entry> chain = chain(5);
    assertThat(Chain.problems(chain)).isEmpty();
    assertThat(chain).extracting(Entry::number).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(chain.getFirst().prev()).isEqualTo(Head.NONE.hash());
    assertThat(chain.getLast().prev()).isEqualTo(chain.get(3).hash());
    assertThat(Chain.head(chain)).isEqualTo(new Head(5, chain.getLast().hash()));
    assertThat(Chain.head(List.of())).isEqualTo(Head.NONE);
  }

  /** Whoever changes the format of an entry breaks every chain there is. */
  @Test
  void an_entry_has_the_very_bytes_it_has_always_had() {
    Entry entry =
        Chain.append(
            Head.NONE,
            new Draft(
                NOW,
                "ann",
                What.RESULT,
                "prod/shop",
                "done",
                List.of("SELECT 1"),
                List.of("because"),
                Optional.of(7L)));
    String rest =
        "{\"at\":\"2026-11-21T10:00:00.123Z\",\"by\":\"ann\",\"closes\":7,%s\"number\":1,"
            + "\"prev\":\""
            + "0".repeat(64)
            + "\",\"statements\":[\"SELECT 1\"],\"text\":\"done\",\"what\":\"result\","
            + "\"where\":\"prod/shop\",\"why\":[\"because\"]}";
    String hash =
        Canonical.sha256(rest.formatted("").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(entry.hash()).isEqualTo(hash);
    assertThat(entry.line()).isEqualTo(rest.formatted("\"hash\":\"" + hash + "\","));
  }

  @Test
  void every_field_of_every_entry_is_sealed() {
    List<Entry> whole = chain(3);
    Entry e = whole.get(1);
    List<Entry> forgeries =
        List.of(
            new Entry(
                e.number(),
                new Draft(
                    NOW.plusSeconds(1),
                    e.by(),
                    e.what(),
                    e.where(),
                    e.text(),
                    e.statements(),
                    e.why(),
                    e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(),
                    "x",
                    e.what(),
                    e.where(),
                    e.text(),
                    e.statements(),
                    e.why(),
                    e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(),
                    e.by(),
                    What.CLOSED,
                    e.where(),
                    e.text(),
                    e.statements(),
                    e.why(),
                    e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(), e.by(), e.what(), "x", e.text(), e.statements(), e.why(), e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(), e.by(), e.what(), e.where(), "x", e.statements(), e.why(), e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(),
                    e.by(),
                    e.what(),
                    e.where(),
                    e.text(),
                    List.of("x"),
                    e.why(),
                    e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(),
                    e.by(),
                    e.what(),
                    e.where(),
                    e.text(),
                    e.statements(),
                    List.of("x"),
                    e.closes()),
                e.prev(),
                e.hash()),
            new Entry(
                e.number(),
                new Draft(
                    e.at(),
                    e.by(),
                    e.what(),
                    e.where(),
                    e.text(),
                    e.statements(),
                    e.why(),
                    Optional.of(9L)),
                e.prev(),
                e.hash()));
    for (Entry forged : forgeries) {
      List<Entry> chain = new ArrayList<>(whole);
      chain.set(1, forged);
      assertThat(Chain.problems(chain))
          .as(forged.toString())
          .containsExactly("entry 2 was altered: its hash is not that of its text");
    }
  }

  @Test
  void an_entry_altered_and_sealed_anew_does_not_fit_the_next() {
    List<Entry> chain = chain(3);
    chain.set(1, Chain.append(chain.getFirst().head(), draft(What.RESULT, "another")));
    assertThat(Chain.problems(chain))
        .containsExactly(
            "entry 3 does not follow entry 2: something between them was altered or removed");
  }

  @Test
  void a_removed_entry_leaves_a_gap() {
    List<Entry> chain = chain(4);
    chain.remove(1);
    assertThat(Chain.problems(chain))
        .singleElement()
        .asString()
        .contains("entry 3 does not follow entry 1");
    assertThat(Chain.problems(chain(3).subList(1, 3)))
        .containsExactly(
            "entry 2 does not follow entry 0: something between them was altered or removed");
  }

  @Test
  void a_chain_that_says_so_may_go_on_from_a_mark() {
    List<Entry> lost = chain(4);
    List<Entry> chain = new ArrayList<>();
    chain.add(Chain.append(Chain.head(lost), draft(What.CONTINUED, "lost")));
    chain.add(Chain.append(Chain.head(chain), draft(What.INTENT, "next")));
    assertThat(Chain.problems(chain)).isEmpty();
    assertThat(Chain.problems(chain, Map.of("a", lost.get(3).head(), "b", lost.get(1).head())))
        .isEmpty();
    assertThat(Chain.problems(chain, Map.of("a", new Head(4, "f".repeat(64)))))
        .containsExactly("a is marked with entry 4, which is missing");
  }

  @Test
  void going_on_is_no_way_to_replace_the_entry_before() {
    List<Entry> chain = chain(2);
    chain.add(Chain.append(new Head(2, "f".repeat(64)), draft(What.CONTINUED, "forged")));
    assertThat(Chain.problems(chain))
        .singleElement()
        .asString()
        .contains("entry 3 does not follow");
  }

  @Test
  void marks_of_its_own_entries_agree_with_a_chain() {
    List<Entry> chain = chain(4);
    assertThat(Chain.problems(chain, Map.of("a", chain.get(0).head(), "b", chain.get(3).head())))
        .isEmpty();
  }

  @Test
  void a_chain_that_was_cut_off_or_forged_whole_is_told_by_the_marks() {
    List<Entry> chain = chain(4);
    assertThat(Chain.problems(chain.subList(0, 2), Map.of("a", chain.get(3).head())))
        .containsExactly(
            "a is marked with entry 4, and the ledger here ends with entry 2: the end was cut off,"
                + " or kept elsewhere");
    assertThat(Chain.problems(chain, Map.of("a", new Head(3, "f".repeat(64)))))
        .containsExactly("a is marked with another entry 3: it was altered");
    List<Entry> holed = chain(4);
    holed.remove(1);
    assertThat(Chain.problems(holed, Map.of("a", chain.get(1).head())))
        .containsExactly("a is marked with entry 2, which is missing");
    assertThat(Chain.problems(List.of(), Map.of("a", chain.get(0).head()))).hasSize(1);
  }

  @Test
  void an_intent_is_open_until_something_closes_it() {
    List<Entry> chain = new ArrayList<>();
    chain.add(Chain.append(Head.NONE, draft(What.INTENT, "one")));
    chain.add(Chain.append(Chain.head(chain), draft(What.INTENT, "two")));
    chain.add(Chain.append(Chain.head(chain), draft(What.CREDENTIAL, "three")));
    assertThat(Chain.open(chain)).extracting(Entry::text).containsExactly("one", "two");
    Draft result =
        new Draft(NOW, "ann", What.RESULT, "here", "done", List.of(), List.of(), Optional.of(1L));
    chain.add(Chain.append(Chain.head(chain), result));
    assertThat(Chain.open(chain)).extracting(Entry::text).containsExactly("two");
  }

  @Test
  void a_head_is_read_as_it_is_written() {
    Head head = Chain.head(chain(2));
    assertThat(Head.parse(head.toString())).contains(head);
    assertThat(head).isGreaterThan(chain(1).getFirst().head());
    for (String bad : List.of("", "2", "x:" + head.hash(), "2:" + head.hash() + "0", "2:F"))
      assertThat(Head.parse(bad)).isEmpty();
  }

  private static List<Entry> chain(int length) {
    List<Entry> chain = new ArrayList<>();
    for (int i = 1; i <= length; i++)
      chain.add(Chain.append(Chain.head(chain), draft(What.RESULT, "entry " + i)));
    return chain;
  }

  private static Draft draft(What what, String text) {
    return new Draft(
        NOW, "ann", what, "localhost:5432", text, List.of("SELECT 1"), List.of(), Optional.empty());
  }
}
