package dev.usher.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.InForce.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When words are followed: at once where somebody speaks alone, together where many do. */
class ListeningTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue words = new Queue();
  private final Turns turns = new Turns();
  private final InForce inForce = () -> Optional.of(new Revision("one", Path.of("one")));
  private final BesideTest.OneRealm text = new BesideTest.OneRealm();
  private final Listening listening =
      new Listening(
          inForce,
          text,
          words,
          new BesideTest.Words(),
          new BesideTest.Known(),
          new Scheduling(
              inForce, text, HoldBook.NONE, new NoDates(), turns, InstantSource.system()),
          turns,
          InstantSource.system(),
          Pace.USUAL,
          failure -> {
            throw failure;
          });

  @BeforeEach
  void start() throws InterruptedException {
    listening.start();
    say(1);
    untilFollowed();
  }

  @AfterEach
  void stop() {
    listening.close();
  }

  private void say(int people) {
    words.waiting.addAndGet(people);
    listening.heard();
  }

  private void untilFollowed() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (words.waiting.get() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(Duration.ofNanos(100_000));
    }
  }

  /** With a pause after each it would be five seconds and more. */
  @Test
  void whoSpeaksAloneIsFollowedAtOnce() throws InterruptedException {
    long began = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      say(1);
      untilFollowed();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void whereManySpeakSeveralAreFollowedTogether() throws InterruptedException {
    int before = words.looks.get();
    say(2);
    for (int i = 0; i < 1_000; i++) {
      say(1);
      Thread.sleep(Duration.ofMillis(1));
    }
    untilFollowed();
    assertThat(words.looks.get() - before).isBetween(2, 100);
  }

  /** Nobody but the test speaks into it. */
  private static final class Queue implements Words {
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();

    @Override
    public int open(Set<String> realms, int most, Instant now) {
      looks.incrementAndGet();
      return waiting.getAndSet(0);
    }
  }

  private static final class Turns implements Rota {
    @Override
    public void realms(Set<String> keys) {}

    @Override
    public Set<String> after(Instant then) {
      return Set.of();
    }

    @Override
    public void now(String realm) {}

    @Override
    public void close() {}
  }

  private static final class NoDates implements Schedule {
    @Override
    public List<Line> lines() {
      return List.of();
    }

    @Override
    public List<Line> of(String subject) {
      return List.of();
    }

    @Override
    public Optional<Instant> next() {
      return Optional.empty();
    }

    @Override
    public void put(Line line, Draft told) {
      throw new AssertionError("nobody says a date");
    }

    @Override
    public boolean strike(String subject, Optional<Kind> kind, Draft told) {
      return false;
    }

    @Override
    public int come(Instant now, Set<String> realms, Function<Line, Draft> told) {
      return 0;
    }
  }
}
