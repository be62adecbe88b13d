package dev.usher.engine.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Warrant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntryJsonTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00.123456Z");

  /** As the first version wrote it, byte by byte. */
  private static final String OLD =
      """
      {"at":"2026-11-21T10:00:00Z","by":"ann","closes":1,"hash":"%s","number":2,"prev":"%s","statements":["SELECT 1"],"text":"done","what":"result","where":"localhost:5432","why":["a cause"]}\
      """
          .formatted(
              "23c2906315fa12dcd63a01e5e315672a836df348895b63873301ed93c47cecc0", "ab".repeat(32));

  @Test
  void a_line_from_before_there_was_more_to_tell_is_whole_as_it_was() {
    Entry entry = EntryJson.parse(OLD).orElseThrow();
    assertThat(entry.line()).isEqualTo(OLD);
    assertThat(Chain.problems(new Head(1, "ab".repeat(32)), List.of(entry))).isEmpty();
    assertThat(entry.deeds()).isEmpty();
    assertThat(entry.warrant()).isEqualTo(Warrant.NONE);
  }

  @Test
  void all_that_an_entry_tells_is_read_back_and_sealed() {
    Deed deed = new Deed("add", "guard for alice", new TreeSet<>(Set.of("alice", "day/elm/safe")));
    Warrant warrant = Warrant.of("usher-1").on("okta", NOW);
    Entry entry = Chain.append(Head.NONE, draft(List.of(deed), warrant));
    assertThat(EntryJson.parse(entry.line())).contains(entry);
    Deed moved = new Deed("change", "x", Optional.of("y"), new TreeSet<>());
    Entry changed = Chain.append(Head.NONE, draft(List.of(moved), warrant));
    assertThat(changed.line())
        .contains("\"deeds\":[{\"about\":[],\"before\":\"y\",\"kind\":\"change\",\"text\":\"x\"}]");
    assertThat(EntryJson.parse(changed.line())).contains(changed);
    assertThat(entry.line())
        .contains("\"word\":\"okta\"", "\"server\":\"usher-1\"")
        .contains("\"decided\":\"2026-11-29T08:00:00.123Z\"")
        .contains(
            "\"deeds\":[{\"about\":[\"alice\",\"day/elm/safe\"],\"kind\":\"add\",\"text\":\"guard for"
                + " alice\"}]");
    for (Draft other :
        List.of(
            draft(List.of(), warrant),
            draft(List.of(deed), Warrant.of("usher-1")),
            draft(List.of(deed), Warrant.of("usher-2").on("okta", NOW)),
            draft(List.of(deed), Warrant.of("usher-1").on("okta", NOW.plusSeconds(1)))))
      assertThat(Chain.problems(List.of(new Entry(1, other, entry.prev(), entry.hash()))))
          .containsExactly("entry 1 was altered: its hash is not that of its text");
  }

  @Test
  void a_deed_is_about_a_thing_and_all_that_it_is_within() {
    Deed deed = new Deed("add", "x", new TreeSet<>(Set.of("alice", "prod/shop/public/orders")));
    assertThat(List.of("alice", "prod/shop/public/orders", "prod/shop", "prod/shop/public"))
        .allMatch(deed::isAbout);
    assertThat(List.of("alic", "alice2", "prod/sho", "prod/shop/public/orders2", "prod/shop/x", ""))
        .noneMatch(deed::isAbout);
  }

  private static Draft draft(List<Deed> deeds, Warrant warrant) {
    return new Draft(
        NOW,
        "ann",
        What.INTENT,
        "elm",
        "x",
        List.of(),
        List.of(),
        Optional.empty(),
        deeds,
        warrant);
  }
}
