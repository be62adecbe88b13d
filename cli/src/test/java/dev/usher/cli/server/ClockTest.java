package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Chain;
import dev.usher.engine.follow.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store's clock is set, and turns are not where they ought to be. */
@Timeout(300)
class ClockTest {
  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() {
    here = new Followed(folder);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  @Test
  void it_jumps_ahead_by_a_day_and_back_by_more_and_all_is_as_it_shows() throws IOException {
    Instant evening = Instant.now().plus(Duration.ofHours(2));
    here.policy(
        "one",
        """
        people: { dan: {}, eve: {} }
        environments: { prod: {}, dev: {} }
        grants:
          - { to: "team:readers", role: reader, in: [prod, dev] }
          - { to: [dan], role: reader, in: [prod, dev], until: "%s" }
          - { to: [eve], role: reader, in: [prod, dev], from: "%s" }
        """
            .formatted(evening, evening));
    here.say("ada", "Readers");
    until("ada and dan are in", () -> reads("ada") && reads("dan") && settled());
    assertThat(reads("eve")).isFalse();

    here.ahead.set(Duration.ofDays(1));
    until("dan's time is over and eve's has come", () -> !reads("dan") && reads("eve"));
    assertThat(reads("ada")).as(here::told).isTrue();
    here.say("bo", "Readers");
    until("bo is in", () -> reads("bo") && settled());
    here.relay.cut();
    here.say("cy", "Readers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));

    here.ahead.set(Duration.ofHours(-1));
    here.relay.mend();
    until("cy need not wait for a day", () -> reads("cy") && settled());
    until("dan has his time again and eve has not", () -> reads("dan") && !reads("eve"));
    here.say("ada");
    until("who leaves is out", () -> !here.is(here.prod, "ada_prod") && settled());
    assertThat(reads("bo")).as(here::told).isTrue();
    assertThat(Chain.problems(here.ledger.read().entries())).isEmpty();
  }

  /** Whoever wrote it down was killed before giving the realm its turn. */
  @Test
  void what_is_due_and_nobody_came_to_say_is_done_soon() throws IOException {
    here.policy(
        "one",
        """
        environments: { prod: {}, dev: {} }
        grants: [ { to: "team:readers", role: reader, in: [prod, dev] } ]
        """);
    here.say("ada", "Readers");
    until("ada is in", () -> reads("ada") && settled());
    until("it was looked at", () -> !here.realms.all().isEmpty());
    Set<String> realms =
        here.realms.all().stream().map(one -> one.realm()).collect(Collectors.toSet());
    here.people.remove("ada");
    here.open.open(realms, List.of("ada"), new Said("okta", here.clock.instant()));
    until("ada is out", () -> !here.is(here.prod, "ada_prod") && settled());
  }

  private boolean reads(String who) {
    return here.can(here.prod, who + "_prod", "SELECT")
        && here.can(here.dev, who + "_dev", "SELECT");
  }

  private boolean settled() {
    return here.open.all().isEmpty();
  }
}
