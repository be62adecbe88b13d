package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Deed;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.HistoryReport.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of three houses, in which alice comes and goes. */
class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path folder;
  private Houses houses;

  @BeforeEach
  void comeAndGo() {
    houses = new Houses(folder);
    houses.apply();
    houses.guards("bob");
    houses.apply();
  }

  @Test
  void whom_it_was_about_is_told_from_coming_to_going_and_nobody_else() {
    HistoryReport history = history("alice");
    assertThat(history.events())
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.deeds()).allMatch(deed -> deed.isAbout("alice")))
        .allSatisfy(event -> assertThat(event.outcome().orElseThrow().text()).isEqualTo("done"))
        .isSortedAccordingTo(Comparator.comparing(Event::number));
    assertThat(deeds(history))
        .anyMatch(deed -> deed.kind().equals("add") && deed.text().equals("badge alice in day/ash"))
        .anyMatch(deed -> deed.kind().equals("take") && deed.text().startsWith("badge alice"))
        .noneMatch(deed -> deed.text().contains("bob"));
    assertThat(deeds(history("bob"))).noneMatch(deed -> deed.kind().equals("take"));
    assertThat(history("carol").events()).isEmpty();
    assertThat(history.events().getFirst().why())
        .anyMatch(why -> why.contains("guard for alice: The rota"));
  }

  @Test
  void a_thing_has_a_history_and_so_has_what_it_is_in() {
    List<Deed> hall = deeds(history("day/elm/hall"));
    assertThat(hall).isNotEmpty().allMatch(deed -> deed.text().contains("day/elm/hall"));
    assertThat(deeds(history("day/elm"))).containsAll(hall).hasSizeGreaterThan(hall.size());
    assertThat(history("day/el").events()).isEmpty();
    assertThat(history("day/elm/safe").events()).as("nobody was let in there").isEmpty();
  }

  @Test
  void only_what_was_begun_in_the_time_is_told() {
    assertThat(
            houses.usher.history(houses.policy, "alice", NOW.plusMillis(1), Instant.MAX).events())
        .isEmpty();
    assertThat(houses.usher.history(houses.policy, "alice", Instant.MIN, NOW).events()).isEmpty();
    assertThat(houses.usher.history(houses.policy, "alice", NOW, NOW.plusMillis(1)).events())
        .isEqualTo(history("alice").events());
  }

  @Test
  void what_failed_is_told_as_it_came_out() {
    houses.guards("alice", "bob");
    houses.elm.faults().refuseAfter(1);
    houses.apply();
    assertThat(history("alice").events())
        .anySatisfy(event -> assertThat(event.outcome().orElseThrow().text()).contains("jammed"));
  }

  private HistoryReport history(String about) {
    return houses.usher.history(houses.policy, about, Instant.MIN, Instant.MAX);
  }

  private static List<Deed> deeds(HistoryReport history) {
    return history.events().stream().flatMap(event -> event.deeds().stream()).toList();
  }
}
