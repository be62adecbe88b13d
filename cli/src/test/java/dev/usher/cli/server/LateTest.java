package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.alarm.Alarm;
import dev.usher.engine.alarm.Late;
import dev.usher.engine.alarm.Told;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.store.alarm.PostgresAlarmBook;
import dev.usher.store.memory.PostgresHoldings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target is down while something is taken from people: somebody hears of it. */
@Timeout(300)
class LateTest {
  private static final String READERS =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;
  private static final String BOTH =
      READERS + "  - { to: \"team:readers\", role: reader, in: [prod, dev] }\n";

  @TempDir Path folder;
  private Followed here;
  private final List<String> news = new ArrayList<>();

  @BeforeEach
  void start() {
    here = new Followed(folder);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  private Late late(int seconds) {
    InstantSource clock = () -> here.clock.instant().plusSeconds(seconds);
    return new Late(
        new PostgresHoldings(here.store.jdbi()),
        here.realms,
        here.inForce::get,
        here.usher.policyText(),
        clock);
  }

  private Alarm alarm() {
    Alarm.News told =
        new Alarm.News() {
          @Override
          public void begun(Told told) {
            news.add(told.key().split(" ", 2)[0]);
          }

          @Override
          public void over(Told told) {
            news.add(told.key().split(" ", 2)[0] + " is over");
          }
        };
    return new Alarm(
        List.of(late(61)), new PostgresAlarmBook(here.store.jdbi()), here.clock, "one", told);
  }

  private List<String> overdue(int seconds) {
    return late(seconds).overdue().stream()
        .map(one -> one.target() + " " + one.subjects())
        .toList();
  }

  private boolean settled() {
    return here.open.all().isEmpty()
        && !here.realms.all().isEmpty()
        && here.realms.all().stream()
            .allMatch(realm -> realm.revision().equals(here.inForce.get().map(Revision::revision)));
  }

  /** A leaver, one who is suspended, a mover, and whoever a policy takes something from. */
  @Test
  void what_was_taken_and_is_still_there_is_overdue_and_told() throws IOException {
    here.policy("one", BOTH);
    for (String reader : List.of("ada", "bo")) here.say(reader, "Readers");
    for (String writer : List.of("cy", "di", "eve")) here.say(writer, "Writers");
    until(
        "all are in",
        () -> here.can(here.prod, "ada_prod", "SELECT") && here.can(here.dev, "eve_dev", "INSERT"));
    until("all is done", this::settled);
    assertThat(overdue(61)).isEmpty();
    assertThat(late(0).counts()).containsOnlyKeys("dev/shop-db", "prod/shop-db").containsValue(0.0);

    here.relay.cut();
    here.say("cy");
    here.say("di", "Readers");
    here.say("new", "Writers");
    here.holding.say("eve", Optional.of(Kind.SUSPENDED), "carol");
    until("they are decided", () -> overdue(61).equals(List.of("dev/shop-db 3", "prod/shop-db 3")));
    assertThat(overdue(0)).as("not yet").isEmpty();
    here.policy("two", READERS);
    until("it too", () -> overdue(61).equals(List.of("dev/shop-db 5", "prod/shop-db 5")));
    Alarm alarm = alarm();
    alarm.look();
    alarm.look();
    assertThat(news).filteredOn("overdue"::equals).hasSize(2);
    assertThat(entries(What.OVERDUE))
        .hasSize(2)
        .allSatisfy(
            entry ->
                assertThat(entry.deeds())
                    .flatExtracting(deed -> deed.about())
                    .contains("ada", "bo", "cy", "di", "eve", entry.where())
                    .doesNotContain("new"));
    until("it is away", () -> here.realms.all().stream().allMatch(realm -> realm.attempts() >= 7));
    alarm.look();
    alarm.look();
    assertThat(news).filteredOn("away"::equals).hasSize(1);
    assertThat(late(0).staleness()).containsOnlyKeys("dev/shop-db", "prod/shop-db");

    here.relay.mend();
    until("all is done", this::settled);
    until("nothing is overdue", () -> overdue(61).isEmpty());
    alarm.look();
    alarm.look();
    assertThat(news)
        .containsOnlyOnce("away is over")
        .filteredOn("overdue is over"::equals)
        .hasSize(2);
    assertThat(entries(What.OVERDUE)).hasSize(4);
    assertThat(entries(What.AWAY))
        .extracting(Entry::text)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("over: ");
    assertThat(here.is(here.prod, "cy_prod")).isFalse();
  }

  private List<Entry> entries(What what) {
    return here.ledger.read().entries().stream().filter(entry -> entry.what() == what).toList();
  }
}
