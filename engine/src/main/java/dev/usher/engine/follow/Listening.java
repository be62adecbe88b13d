package dev.usher.engine.follow;

import dev.usher.engine.follow.InForce.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hears what directories say, when another policy comes into force and when a date has come that
 * was said of somebody, and gives the realms their turns. Whoever wrote a word down says so; what
 * another server wrote down is seen a little later, and so is what nobody came to say.
 */
public final class Listening implements AutoCloseable {
  private static final int MOST = 10_000;

  /** So many looks may pass until a turn that is due comes. */
  private static final int LATE = 5;

  /**
   * Between two looks while many speak: a look costs the store a transaction, whatever it finds.
   */
  private static final Duration APART = Duration.ofMillis(50);

  private final InForce inForce;
  private final PolicyText text;
  private final Words words;
  private final OpenWork open;
  private final Realms realms;
  private final Scheduling scheduling;
  private final Rota rota;
  private final InstantSource clock;
  private final Pace pace;
  private final Consumer<RuntimeException> trouble;
  private final Semaphore said = new Semaphore(0);
  private final Thread thread;
  private Optional<Revision> heard = Optional.empty();

  /** Where it matters what directories say. */
  private Set<String> heeding = Set.of();

  /** When what is forgotten was last looked for, in nanoseconds of a clock that is never set. */
  private long looked;

  private volatile boolean closed;

  /**
   * @param trouble is told when the store is away; what was said is heard once it is back
   */
  public Listening(
      InForce inForce,
      PolicyText text,
      Words words,
      OpenWork open,
      Realms realms,
      Scheduling scheduling,
      Rota rota,
      InstantSource clock,
      Pace pace,
      Consumer<RuntimeException> trouble) {
    this.inForce = inForce;
    this.text = text;
    this.words = words;
    this.open = open;
    this.realms = realms;
    this.scheduling = scheduling;
    this.rota = rota;
    this.clock = clock;
    this.pace = pace;
    this.looked = System.nanoTime() - pace.listen().toNanos();
    this.trouble = trouble;
    this.thread = Thread.ofVirtual().name("listening").unstarted(this::listen);
  }

  public void start() {
    thread.start();
  }

  /** Something was said, or a policy came into force: it is looked at now. */
  public void heard() {
    said.release();
  }

  private void listen() {
    while (!closed) {
      try {
        long began = System.nanoTime();
        policy();
        int taken = words();
        if (began - looked >= pace.listen().toNanos()) {
          forgotten();
          looked = began;
        }
        Duration longest = longest(scheduling.come());
        said.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        // Who speaks alone is heard at once; of many at a time, several together. And a date that
        // is due and has not come is in another server's hands.
        if (taken > 1 || longest.isZero())
          TimeUnit.NANOSECONDS.sleep(APART.toNanos() - (System.nanoTime() - began));
        said.drainPermits();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException failure) {
        if (closed) return;
        trouble.accept(failure);
        said.drainPermits();
        pause();
      }
    }
  }

  /** Until the next word, or the next date if that is sooner. */
  private Duration longest(Optional<Instant> date) {
    return date.map(next -> Duration.between(clock.instant(), next))
        .filter(left -> left.compareTo(pace.listen()) < 0)
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .orElse(pace.listen());
  }

  private void pause() {
    try {
      Thread.sleep(pace.listen());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void policy() {
    Optional<Revision> now = inForce.current();
    if (now.equals(heard) || now.isEmpty()) return;
    Set<String> realms = text.realms(now.get().folder());
    heeding = text.heeding(now.get().folder());
    rota.realms(realms);
    open.forget(realms);
    realms.forEach(rota::now);
    heard = now;
  }

  /**
   * @return how many came at the last
   */
  private int words() {
    if (heard.isEmpty()) return 0;
    int taken;
    do {
      taken = words.open(heeding, MOST, clock.instant());
      if (taken > 0) heeding.forEach(rota::now);
    } while (taken == MOST);
    return taken;
  }

  /**
   * Turns that do not come by themselves: nobody puts one off for longer than to the next look, so
   * the clock has gone back since; and whoever opened the work was killed before saying so.
   */
  private void forgotten() {
    if (heard.isEmpty()) return;
    Instant now = clock.instant();
    // Servers' clocks differ by a little all the same.
    Duration slack = pace.listen().multipliedBy(LATE);
    for (String realm : rota.after(now.plus(pace.sweep()).plus(slack))) {
      realms.hasten(realm, now);
      open.hasten(realm, now);
      rota.now(realm);
    }
    Set<String> late = open.late(now.minus(slack));
    if (!late.isEmpty()) rota.after(now).stream().filter(late::contains).forEach(rota::now);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(pace.longest());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
