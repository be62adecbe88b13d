package dev.usher.store.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.alarm.Alarm;
import dev.usher.engine.alarm.Concern;
import dev.usher.engine.alarm.Told;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers look at the same things on a real store: each thing is told once. */
class AlarmTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private final Database database = Postgres.newest().database();
  private final Jdbi jdbi = tables();
  private final List<String> news = new ArrayList<>();

  /** By name, since when each waits. */
  private final Map<String, Instant> waiting = new TreeMap<>();

  private final List<Concern> others = new ArrayList<>();
  private Instant now = NOON;
  private boolean isAway;
  private final Alarm one = alarm("one");
  private final Alarm two = alarm("two");

  private Jdbi tables() {
    for (String name :
        List.of("V1__ledger", "V7__history", "V11__ledger_open", "V19__check", "V23__alarm"))
      try (InputStream text =
          Objects.requireNonNull(
              AlarmTest.class.getResourceAsStream("/db/migration/" + name + ".sql"))) {
        database.run(
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                .replace("${flyway:defaultSchema}", "public")
                .replace("to usher_server", "to current_user"));
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    return Jdbi.create(database.url(), database.server().superuser(), database.server().password());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Alarm alarm(String server) {
    Alarm.News news =
        new Alarm.News() {
          @Override
          public void begun(Told told) {
            AlarmTest.this.news.add(told.key());
          }

          @Override
          public void over(Told told) {
            AlarmTest.this.news.add(told.key() + " is over");
          }
        };
    return new Alarm(
        List.of(this::held, () -> List.copyOf(others)),
        new PostgresAlarmBook(jdbi),
        () -> now,
        server,
        news);
  }

  private List<Concern> held() {
    if (isAway) throw new IllegalStateException("the store is away");
    if (waiting.isEmpty()) return List.of();
    return List.of(
        new Concern(
            "held okta",
            What.WANTED,
            "directory okta",
            waiting.size() + " removals wait",
            waiting.values().stream().max(Instant::compareTo).orElseThrow(),
            List.of(),
            from ->
                waiting.keySet().stream()
                    .filter(who -> waiting.get(who).isAfter(from))
                    .map(who -> new Deed("take", who, new TreeSet<>(List.of(who))))
                    .toList()));
  }

  private void look() {
    one.look();
    two.look();
  }

  private List<String> told() {
    return new PostgresLedger(jdbi)
        .read().entries().stream()
            .map(
                entry ->
                    entry.what().word()
                        + ": "
                        + entry.text()
                        + " "
                        + entry.deeds().stream().map(Deed::text).toList())
            .toList();
  }

  @Test
  void whatWaitsIsToldOnceAndAgainWhenThereIsMoreAndAMinuteHasPassed() {
    look();
    assertThat(news).isEmpty();
    waiting.put("ada", NOON);
    look();
    look();
    assertThat(told()).containsExactly("wanted: 1 removals wait [ada]");
    now = NOON.plusSeconds(59);
    waiting.put("bo", NOON.plusSeconds(10));
    look();
    assertThat(told()).hasSize(1);
    now = NOON.plusSeconds(60);
    look();
    look();
    assertThat(told())
        .containsExactly("wanted: 1 removals wait [ada]", "wanted: 2 removals wait [bo]");
    now = NOON.plusSeconds(600);
    look();
    waiting.clear();
    look();
    look();
    // Whoever said yes is in the ledger for that.
    assertThat(told()).hasSize(2);
    assertThat(news).containsExactly("held okta", "held okta", "held okta is over");
    waiting.put("cy", now);
    look();
    assertThat(told()).hasSize(3).last().isEqualTo("wanted: 1 removals wait [cy]");
  }

  @Test
  void whatWasLateIsToldOnceMoreWhenItIsOver() {
    others.add(
        new Concern(
            "overdue prod/shop",
            What.OVERDUE,
            "prod/shop",
            "late",
            NOON,
            List.of(),
            _ -> List.of()));
    look();
    others.clear();
    look();
    look();
    assertThat(told()).containsExactly("overdue: late []", "overdue: over: late []");
    assertThat(new PostgresLedger(jdbi).read().entries())
        .extracting(Entry::where)
        .containsOnly("prod/shop");
  }

  /** Who cannot look does not know that it is over. */
  @Test
  void aLookThatFailsEndsNothing() {
    waiting.put("ada", NOON);
    look();
    isAway = true;
    assertThatThrownBy(one::look).hasMessageContaining("away");
    isAway = false;
    look();
    assertThat(news).containsExactly("held okta");
  }

  @Test
  void whatNobodySeesEndIsToldOnceAndForAll() {
    for (Alarm each : List.of(one, two, one)) {
      each.once("policy 1f", "policy", "waits", List.of("a never is gone"));
      each.look();
    }
    assertThat(told()).containsExactly("wanted: waits []");
    assertThat(news).containsExactly("policy 1f");
  }
}
