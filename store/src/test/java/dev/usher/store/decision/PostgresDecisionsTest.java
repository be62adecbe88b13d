package dev.usher.store.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.decision.DecisionPages.Asked;
import dev.usher.engine.decision.DecisionPages.Placed;
import dev.usher.engine.decision.Line;
import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDecisionsTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final String ORDERS = "prod/shop-db/public/orders";

  private final Database database = Postgres.newest().database();
  private Jdbi jdbi;
  private PostgresDecisions decisions;
  private DecisionPages pages;

  @BeforeEach
  void tables() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(
            PostgresDecisions.class.getResourceAsStream("/db/migration/V20__decision_log.sql"))) {
      database.run(
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("to usher_server", "to current_user"));
    }
    jdbi = Jdbi.create(database.url(), database.server().superuser(), database.server().password());
    decisions = new PostgresDecisions(jdbi, Duration.ofDays(30));
    pages = new PostgresDecisionPages(jdbi);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Line line(Instant at, long number, String subject, boolean allowed) {
    return new Decided(
        at,
        "ab12",
        number,
        new Decision(
            Surface.AUTHZEN,
            "token:ci",
            Optional.empty(),
            Optional.of(new Entity("user", subject)),
            Optional.of("read"),
            Optional.of(new Entity("table", ORDERS)),
            allowed,
            Optional.of("role support"),
            Optional.of("abc.17")));
  }

  /** At the gateway it may be known of nobody who they are. */
  private static Line refused(Instant at, long number) {
    return new Decided(
        at,
        "ab12",
        number,
        new Decision(
            Surface.GATEWAY,
            "prod/shop-api",
            Optional.of("r-1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.of("there is no token"),
            Optional.empty()));
  }

  private static Asked all(long after, int most) {
    return new Asked(
        after,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        most);
  }

  private List<Line> page(Asked asked) {
    return pages.page(asked).stream().map(Placed::line).toList();
  }

  @Test
  void whatIsWrittenIsReadAsItWasAndInItsOrder() {
    List<Line> lines =
        List.of(
            line(NOON, 1, "Zoë'; drop table decision_log; -- 🦉", true),
            new Dropped(NOON, "ab12", 17),
            refused(NOON.plusMillis(1), 19));
    decisions.write(lines);
    assertThat(page(all(0, 10))).isEqualTo(lines);
  }

  @Test
  void gapsAreToldWhateverIsAskedFor() {
    Dropped gap = new Dropped(NOON.plusSeconds(1), "ab12", 17);
    Line ann = line(NOON, 1, "ann", true);
    Line ben = line(NOON.plusSeconds(2), 2, "ben", false);
    decisions.write(List.of(ann, gap, ben));
    Optional<String> nobody = Optional.empty();
    Optional<Boolean> either = Optional.empty();
    Optional<Instant> ever = Optional.empty();
    assertThat(page(new Asked(0, Optional.of("ann"), nobody, either, ever, ever, 9)))
        .containsExactly(ann, gap);
    assertThat(page(new Asked(0, nobody, Optional.of(ORDERS), either, ever, ever, 9)))
        .containsExactly(ann, gap, ben);
    assertThat(page(new Asked(0, nobody, Optional.of("prod"), either, ever, ever, 9)))
        .containsExactly(gap);
    assertThat(page(new Asked(0, nobody, nobody, Optional.of(false), ever, ever, 9)))
        .containsExactly(gap, ben);
    assertThat(
            page(new Asked(0, nobody, nobody, either, Optional.of(NOON.plusSeconds(2)), ever, 9)))
        .containsExactly(ben);
    assertThat(
            page(new Asked(0, nobody, nobody, either, ever, Optional.of(NOON.plusSeconds(1)), 9)))
        .containsExactly(ann);
  }

  /**
   * Servers that write at the same time: who reads on misses nothing that becomes visible later.
   */
  @Test
  void noLineComesInBetweenThoseThatWereRead() {
    List<Thread> servers = new ArrayList<>();
    for (int server = 0; server < 4; server++)
      servers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 50; i++)
                      decisions.write(
                          List.of(line(NOON, i + 1, "ann", true), line(NOON, i + 1, "ben", true)));
                  }));
    List<Long> read = new ArrayList<>();
    while (servers.stream().anyMatch(Thread::isAlive)) read(read);
    while (read(read)) {}
    assertThat(read).hasSize(400).isSorted().doesNotHaveDuplicates();
  }

  private boolean read(List<Long> places) {
    long after = places.isEmpty() ? 0 : places.getLast();
    return places.addAll(pages.page(all(after, 37)).stream().map(Placed::place).toList());
  }

  @Test
  void whatWasKeptLongEnoughIsForgotten() {
    Instant now = Instant.now();
    Instant old = now.minus(Duration.ofDays(31));
    decisions.write(List.of(line(old, 1, "ann", true), line(now, 2, "ben", true)));
    decisions.write(List.of(new Dropped(old, "ab12", 3)));
    decisions.tidy();
    assertThat(page(all(0, 9)))
        .extracting(line -> line.at().isAfter(old.plusSeconds(1)))
        .containsExactly(true);
    decisions.write(List.of(line(old, 3, "cay", true)));
    decisions.tidy();
    assertThat(page(all(0, 9))).as("it does not look all the time").hasSize(2);
  }
}
