package dev.usher.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Proof.Altered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ten entries, of which those of 3, 6 and 10 are sealed. */
class ProvingTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");

  private final List<Entry> chain = chain(Head.NONE, 10, "entry");
  private final List<Checkpoint> sealed = sealed(3, 6, 10);

  @Test
  void what_was_sealed_and_is_there_is_proved() {
    Proof proof = proof(chain, sealed);
    assertThat(proof.problems()).isEmpty();
    assertThat(proof.altered()).isEmpty();
    assertThat(proof.entries()).isEqualTo(10);
    assertThat(proof.proved()).isEqualTo(chain.getLast().head());
  }

  @Test
  void a_chain_written_anew_is_found_though_it_is_whole_in_itself() {
    List<Entry> forged = new ArrayList<>(chain.subList(0, 4));
    forged.addAll(chain(forged.getLast().head(), 6, "forged"));
    assertThat(Chain.problems(forged)).isEmpty();
    Proof proof = proof(forged, sealed);
    assertThat(proof.problems())
        .containsExactly(
            "entry 6 is not the one that was sealed at " + NOW,
            "entry 10 is not the one that was sealed at " + NOW);
    assertThat(proof.altered()).contains(new Altered(4, 6));
    assertThat(proof.proved().number()).isEqualTo(3);
    assertThat(proof.altered().get())
        .hasToString("the first entry that was altered or removed is one of 4 to 6");
  }

  @Test
  void with_a_checkpoint_for_each_entry_the_first_altered_one_is_named() {
    List<Entry> forged = new ArrayList<>(chain.subList(0, 4));
    forged.addAll(chain(forged.getLast().head(), 6, "forged"));
    Proof proof = proof(forged, sealed(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    assertThat(proof.altered()).contains(new Altered(5, 5));
    assertThat(proof.altered().get())
        .hasToString("the first entry that was altered or removed is 5");
  }

  @Test
  void an_end_that_was_cut_off_is_found() {
    Proof proof = proof(chain.subList(0, 8), sealed);
    assertThat(proof.problems())
        .containsExactly(
            "the export ends with entry 8, and entry 10 was sealed at "
                + NOW
                + ": the end was cut off");
    assertThat(proof.altered()).contains(new Altered(7, 9));
    assertThat(proof(List.of(), sealed).altered()).contains(new Altered(1, 1));
  }

  @Test
  void an_end_that_was_cut_off_and_written_anew_is_found() {
    List<Entry> forged = new ArrayList<>(chain.subList(0, 8));
    forged.addAll(chain(forged.getLast().head(), 5, "forged"));
    Proof proof = proof(forged, sealed);
    assertThat(proof.problems())
        .hasSize(2)
        .first()
        .isEqualTo("entry 10 is not the one that was sealed at " + NOW);
    assertThat(proof.altered()).contains(new Altered(7, 10));
  }

  @Test
  void an_altered_entry_is_named_whether_or_not_it_has_a_hash_of_its_own() {
    List<Entry> altered = new ArrayList<>(chain);
    altered.set(4, forged(chain.get(4), chain.get(4).hash()));
    assertThat(proof(altered, sealed).problems())
        .containsExactly("entry 5 was altered: its hash is not that of its text");
    assertThat(proof(altered, sealed).altered()).contains(new Altered(4, 5));

    altered.set(4, Chain.append(chain.get(3).head(), draft("another")));
    assertThat(proof(altered, sealed).problems())
        .containsExactly(
            "entry 6 does not follow entry 5: something between them was altered or removed");
    assertThat(proof(altered, sealed).altered()).contains(new Altered(4, 5));
  }

  @Test
  void a_removed_entry_is_found_and_so_is_one_behind_which_the_chain_pretends_to_go_on() {
    List<Entry> removed = new ArrayList<>(chain);
    removed.remove(4);
    assertThat(proof(removed, sealed).problems()).singleElement().asString().contains("entry 6");
    assertThat(proof(removed, sealed).altered()).contains(new Altered(4, 5));

    Draft goesOn = draft("entries were lost").note(What.CONTINUED, "entries were lost");
    Entry pretended = Chain.append(chain.get(6).head(), goesOn);
    Proof proof = proof(List.of(pretended), sealed);
    assertThat(proof.problems())
        .contains("entry 3, which was sealed at " + NOW + ", is missing")
        .contains("entry 6, which was sealed at " + NOW + ", is missing");
    assertThat(proof.altered()).contains(new Altered(1, 1));
  }

  @Test
  void what_no_checkpoint_speaks_of_is_not_proved() {
    assertThat(proof(chain, sealed(3, 6)).problems())
        .singleElement()
        .asString()
        .startsWith("entries after 6 are behind the last checkpoint");
    assertThat(proof(chain, List.of()).problems())
        .containsExactly("there is no checkpoint with a right signature: nothing is proved");
    assertThat(proof(chain, List.of()).proved()).isEqualTo(Head.NONE);
  }

  @Test
  void two_seals_of_one_number_that_differ_are_told_and_two_that_agree_are_not() {
    Checkpoint same =
        Checkpoint.of(chain.get(5).head(), NOW, "two", Optional.empty(), List.of(), "k");
    List<Checkpoint> all = new ArrayList<>(sealed);
    all.add(same);
    assertThat(proof(chain, all).problems()).isEmpty();
    Head other = new Head(6, chain.get(6).hash());
    all.add(Checkpoint.of(other, NOW, "two", Optional.empty(), List.of(), "k"));
    assertThat(proof(chain, all).problems())
        .singleElement()
        .asString()
        .startsWith("entry 6 was sealed as two different ones");
  }

  @Test
  void a_line_that_is_no_entry_is_told() {
    Proving proving = new Proving(sealed);
    chain.subList(0, 4).forEach(proving::next);
    proving.unreadable();
    chain.subList(5, 10).forEach(proving::next);
    Proof proof = proving.end();
    assertThat(proof.problems().getFirst()).startsWith("what follows entry 4 is no entry");
    assertThat(proof.altered()).contains(new Altered(4, 5));
  }

  @Test
  void thousands_of_problems_are_not_all_told() {
    List<Entry> altered = chain(Head.NONE, 100, "x").stream().map(e -> forged(e, "0")).toList();
    assertThat(proof(altered, sealed).problems())
        .hasSizeLessThan(25)
        .last()
        .asString()
        .contains("more like these");
  }

  private static Proof proof(List<Entry> entries, Collection<Checkpoint> sealed) {
    Proving proving = new Proving(sealed);
    entries.forEach(proving::next);
    return proving.end();
  }

  private List<Checkpoint> sealed(int... numbers) {
    List<Checkpoint> all = new ArrayList<>();
    for (int number : numbers)
      all.add(
          Checkpoint.of(
              chain.get(number - 1).head(), NOW, "one", Optional.empty(), List.of(), "k"));
    return all;
  }

  private static List<Entry> chain(Head from, int length, String text) {
    List<Entry> chain = new ArrayList<>();
    Head head = from;
    for (int i = 0; i < length; i++) {
      chain.add(Chain.append(head, draft(text + " " + i)));
      head = chain.getLast().head();
    }
    return chain;
  }

  private static Entry forged(Entry e, String hash) {
    return new Entry(
        e.number(),
        new Draft(
            e.at(), "eve", e.what(), e.where(), e.text(), e.statements(), e.why(), e.closes()),
        e.prev(),
        hash);
  }

  private static Draft draft(String text) {
    return new Draft(
        NOW, "ann", What.RESULT, "localhost:5432", text, List.of(), List.of(), Optional.empty());
  }
}
