package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.check.Asked;
import dev.usher.core.check.Index;
import dev.usher.core.check.Parts;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Subject;
import dev.usher.sdk.UsherChecks;
import dev.usher.sdk.UsherChecks.Decided;
import dev.usher.sdk.wire.FeedJson;
import dev.usher.sdk.wire.FeedLine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application's own process follows the server, and answers as the server does. */
@ExtendWith(Served.class)
class FeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> PEOPLE = List.of("alice", "bob", "carol", "nobody");
  private static final List<String> ON =
      List.of("day/ash/hall", "night/elm/hall", "day/ash/safe", "day/oak/hall", "day/ash");

  private final ApiServer server;
  private final List<Exception> troubles = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
  private UsherChecks checks;

  FeedTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void follow() throws InterruptedException {
    server.anew();
    checks = follow("check");
    // Its first line says what the server knows.
    assertThat(checks.awaits("r.0", PATIENCE)).isTrue();
  }

  private UsherChecks follow(String token) {
    InstantSource clock = () -> Instant.now().plus(off.get());
    URI address = URI.create("http://127.0.0.1:" + server.port());
    return UsherChecks.follow(address, () -> token, clock, troubles::add);
  }

  @AfterEach
  void close() {
    checks.close();
  }

  private static Asked asked(String who, String on) {
    return new Asked(Subject.Kind.PERSON, who, "enter", "door", on, Optional.empty());
  }

  private void sameAsTheServer() throws InterruptedException {
    assertThat(checks.awaits(server.index().known().revision(), PATIENCE)).isTrue();
    for (String who : PEOPLE)
      for (String on : ON) {
        Asked asked = asked(who, on);
        assertThat(checks.allows(asked)).isEqualTo(server.index().now().allows(asked));
        assertThat(checks.answer(asked)).isEqualTo(server.index().now().answer(asked));
      }
  }

  @Test
  void itAnswersAsTheServerDoesAndFollowsIt() throws InterruptedException {
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).isTrue();
    assertThat(checks.answer(asked("alice", "day/ash/hall")).why()).contains("The rota");
    sameAsTheServer();
    server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
    sameAsTheServer();
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).isFalse();
    server.hold("alice", Optional.empty());
    sameAsTheServer();
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).isTrue();
    server.policy("never: [ { who: \"*\", can: enter, on: day/ash/hall, why: It burns } ]");
    sameAsTheServer();
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).isFalse();
    assertThat(troubles).isEmpty();
  }

  @Test
  void eachAnswerIsToldWithItsRevision() throws InterruptedException {
    List<Decided> decided = new CopyOnWriteArrayList<>();
    URI address = URI.create("http://127.0.0.1:" + server.port());
    Asked alice = asked("alice", "day/ash/hall");
    Asked nobody = asked("nobody", "day/ash/hall");
    try (UsherChecks its =
        UsherChecks.follow(
            address, () -> "check", InstantSource.system(), troubles::add, decided::add)) {
      assertThat(its.awaits(server.index().known().revision(), PATIENCE)).isTrue();
      String first = its.revision();
      assertThat(its.allows(alice)).isTrue();
      assertThat(its.answer(nobody).allowed()).isFalse();
      server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
      assertThat(its.awaits(server.index().known().revision(), PATIENCE)).isTrue();
      assertThat(its.allows(alice)).isFalse();
      assertThat(decided)
          .containsExactly(
              new Decided(alice, true, first),
              new Decided(nobody, false, first),
              new Decided(alice, false, its.revision()));
      assertThat(its.revision()).isNotEqualTo(first);
    }
  }

  @Test
  void aTokenForOneSystemHearsOfNoOther() throws InterruptedException {
    for (String scope : List.of("check:ash", "check:night/ash")) {
      boolean here = scope.equals("check:ash");
      try (UsherChecks its = follow(scope)) {
        assertThat(its.awaits(server.index().known().revision(), PATIENCE)).isTrue();
        assertThat(its.allows(asked("alice", "day/ash/hall"))).isEqualTo(here);
        assertThat(its.answer(asked("alice", "night/elm/hall")).why())
            .isEqualTo(its.answer(asked("alice", "night/none/hall")).why().replace("none", "elm"));
        server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
        assertThat(its.awaits(server.index().known().revision(), PATIENCE)).isTrue();
        assertThat(its.allows(asked("alice", "day/ash/hall"))).isFalse();
        server.hold("alice", Optional.empty());
        assertThat(its.awaits(server.index().known().revision(), PATIENCE)).isTrue();
        assertThat(its.allows(asked("alice", "day/ash/hall"))).isEqualTo(here);
      }
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void whoeverIsAwayCatchesUp() throws InterruptedException {
    String before = checks.revision();
    checks.close();
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).as("for a moment more").isTrue();
    server.hold("alice", Optional.of(Hold.Kind.OFFBOARDED));
    checks = follow("check");
    assertThat(checks.awaits(before, PATIENCE)).isTrue();
    sameAsTheServer();
    server.hold("alice", Optional.empty());
  }

  @Test
  void withoutAPolicyNothingIsGranted() throws InterruptedException {
    server.inForce(Optional.empty());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (checks.allows(asked("alice", "day/ash/hall"))) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  /** Grants begin and end by the clock. */
  @Test
  void aClockThatIsOffGrantsNothing() throws InterruptedException {
    off.set(Duration.ofSeconds(3));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (troubles.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
    assertThat(troubles.getFirst()).hasMessageContaining("clock");
    assertThat(checks.allows(asked("alice", "day/ash/hall"))).isFalse();
    off.set(Duration.ZERO);
    while (!checks.allows(asked("alice", "day/ash/hall"))) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void whoMayNotAskHearsNothing() throws InterruptedException {
    try (UsherChecks wrong = follow("scim:okta")) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (troubles.isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(10);
      }
      assertThat(troubles.getFirst()).hasMessageContaining("403");
      assertThat(wrong.allows(asked("alice", "day/ash/hall"))).isFalse();
      assertThat(wrong.answer(asked("alice", "day/ash/hall")).allowed()).isFalse();
    }
  }

  @Test
  void aTokenGoesOverNoNetworkInTheClear() {
    assertThatThrownBy(
            () ->
                UsherChecks.follow(
                    URI.create("http://usher.example"), () -> "t", InstantSource.system(), _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @Test
  void whatIsWrittenIsRead() {
    server.policy("never: [ { who: \"*\", can: enter, on: day/ash/hall, why: It burns } ]");
    Index index = server.index().index().orElseThrow();
    FeedLine whole = new FeedLine.Whole(index.parts(_ -> true));
    assertThat(FeedJson.read(FeedJson.write(whole))).isEqualTo(whole);
    List<Parts.Crowd> crowds = index.crowds(_ -> true).toList();
    assertThat(crowds).isNotEmpty();
    for (Parts.Crowd crowd : crowds) {
      FeedLine people = new FeedLine.People("r.2", crowd);
      assertThat(FeedJson.read(FeedJson.write(people))).isEqualTo(people);
    }
    FeedLine all = new FeedLine.All("r.2");
    assertThat(FeedJson.read(FeedJson.write(all))).isEqualTo(all);
    FeedLine some =
        new FeedLine.Some(
            "r.2",
            index.parts(java.util.Set.of("alice", "nobody"), _ -> true).entrySet().stream()
                .map(entry -> new FeedLine.There(entry.getKey(), entry.getValue()))
                .toList());
    assertThat(FeedJson.read(FeedJson.write(some))).isEqualTo(some);
    for (String wrong : List.of("", "{}", "[]", "{\"is\":\"whole\"}", "{\"is\":\"odd\"}", "x"))
      assertThatThrownBy(() -> FeedJson.read(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
  }
}
