package dev.usher.engine.check;

import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Index;
import dev.usher.core.check.Sought;
import dev.usher.core.model.Target;
import dev.usher.engine.check.Changes.Change;
import dev.usher.engine.check.Changes.Since;
import dev.usher.engine.check.Indexing.Made;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The index of the policy in force, as the store's changes come in. Who asks reads one field; who
 * has not heard of the store for too long is told no.
 */
public final class LiveIndex implements Checks, AutoCloseable {
  /** Nobody waits longer for a change that nobody told of. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Without a word from the store for so long, nothing is granted. */
  private static final Duration SILENT = Duration.ofSeconds(5);

  private final InForce inForce;
  private final Indexing indexing;
  private final Changes changes;
  private final InstantSource clock;
  private final Consumer<RuntimeException> trouble;

  /**
   * No virtual one: that would wait behind every request that computes, and a server with much to
   * do would take itself for one that hears nothing.
   */
  private final Thread thread = Thread.ofPlatform().daemon().name("index").unstarted(this::follow);

  private final Lock looking = new ReentrantLock();
  private volatile Known known = Known.NOTHING;

  /** When the store was last heard, in nanoseconds of a clock that is never set. */
  private volatile long heard = System.nanoTime();

  private volatile boolean closed;

  /**
   * What is known at one moment.
   *
   * @param policy the folder by which it was made
   * @param number all that was committed before is known
   * @param whole how often everything has been made anew until then: as long as that is the same,
   *     only people have changed
   * @param step from the moment before, where only people have
   */
  public record Known(
      Optional<Path> policy,
      Made made,
      long number,
      String revision,
      long whole,
      Optional<Step> step) {
    private static final Known NOTHING =
        whole(Optional.empty(), new Made.Nothing("no policy is in force yet"), 0, "", 0);

    private static Known nothing(Known before) {
      return whole(Optional.empty(), NOTHING.made(), 0, "", before.whole() + 1);
    }

    private static Known whole(
        Optional<Path> policy, Made made, long number, String revision, long whole) {
      return new Known(policy, made, number, revision, whole, Optional.empty());
    }

    /** Who has changed since that moment before it, where that is remembered. */
    public Optional<Set<String>> since(long before) {
      return step.filter(one -> one.from() == before).map(Step::subjects);
    }
  }

  /**
   * @param from the number of the moment before
   * @param subjects who has changed since
   */
  public record Step(long from, Set<String> subjects) {
    public Step {
      subjects = Set.copyOf(subjects);
    }
  }

  /**
   * @param trouble is told when the store is away
   */
  public LiveIndex(
      InForce inForce,
      Indexing indexing,
      Changes changes,
      InstantSource clock,
      Consumer<RuntimeException> trouble) {
    this.inForce = inForce;
    this.indexing = indexing;
    this.changes = changes;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** Has looked once when it returns. */
  public void start() {
    look();
    thread.start();
  }

  private void follow() {
    while (!closed) {
      try {
        changes.await(LOOK);
        look();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException failure) {
        if (closed) return;
        trouble.accept(failure);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was committed before it begins is known when it has ended. */
  public void look() {
    looking.lock();
    try {
      long began = System.nanoTime();
      Since since = changes.since(known.number());
      Known next = next(known, since);
      if (next != known) show(next);
      // What waits to be followed has not been heard.
      heard = began - since.waiting().toNanos();
    } finally {
      looking.unlock();
    }
  }

  private synchronized void show(Known next) {
    known = next;
    notifyAll();
  }

  private Known next(Known before, Since since) {
    long number = before.number();
    if (!since.changes().isEmpty()) number = since.changes().getLast().number();
    else if (!since.isWhole()) number = changes.last();
    Optional<Revision> policy = inForce.current();
    if (policy.isEmpty()) return before.policy().isEmpty() ? before : Known.nothing(before);
    Path folder = policy.get().folder();
    String revision = policy.get().revision();
    Set<String> subjects = new HashSet<>();
    boolean isOfAll = !since.isWhole() || !before.policy().equals(Optional.of(folder));
    for (Change change : since.changes()) {
      change.subject().ifPresent(subjects::add);
      isOfAll |= change.subject().isEmpty();
    }
    String name = revision + "." + number;
    if (!isOfAll
        && before.made() instanceof Made.Whole(Index index)
        && index.isOf(clock.instant())) {
      if (subjects.isEmpty()) return before;
      Made made = indexing.some(index, folder, subjects, name);
      Step step = new Step(before.number(), subjects);
      return new Known(before.policy(), made, number, name, before.whole(), Optional.of(step));
    }
    return Known.whole(
        Optional.of(folder), indexing.all(folder, name), number, name, before.whole() + 1);
  }

  /** What answers are by, unless nothing may be granted. */
  public Optional<Index> index() {
    return known.made() instanceof Made.Whole(Index index) ? Optional.of(index) : Optional.empty();
  }

  /** For whoever answers elsewhere; silence is theirs to notice. */
  public Known known() {
    return known;
  }

  /**
   * Waits until something else is known than that.
   *
   * @return what is known then, which may be the same when it took too long
   */
  public Known after(Known before, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    synchronized (this) {
      while (known == before) {
        long left = end - System.nanoTime();
        if (left <= 0) break;
        wait(Math.max(1, left / 1_000_000));
      }
      return known;
    }
  }

  /** Whether the store was heard of lately. */
  public boolean isHeard() {
    return isHeard(SILENT);
  }

  public boolean isHeard(Duration within) {
    return System.nanoTime() - heard <= within.toNanos();
  }

  @Override
  public Check now() {
    return check(known);
  }

  @Override
  public Optional<Check> atLeast(long number, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      synchronized (this) {
        while (known.number() < number) {
          long left = end - System.nanoTime();
          if (left <= 0) return Optional.empty();
          wait(Math.max(1, left / 1_000_000));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return Optional.of(check(known));
  }

  private Check check(Known now) {
    return switch (now.made()) {
      case Made.Nothing(String why) -> new Denying(now, why);
      case Made.Whole(Index index) -> {
        if (!isHeard())
          yield new Denying(
              now, "the store, or what a directory said, has not been followed for too long");
        if (!index.isOf(clock.instant())) yield new Denying(now, "a grant begins or ends just now");
        yield new ByIndex(now, index);
      }
    };
  }

  private record Denying(Known known, String why) implements Check {
    @Override
    public String revision() {
      return known.revision();
    }

    @Override
    public long number() {
      return known.number();
    }

    @Override
    public boolean allows(Asked asked) {
      return false;
    }

    @Override
    public Answered answer(Asked asked) {
      return Answered.no(why);
    }

    @Override
    public List<String> search(
        Sought sought, Asked asked, Predicate<Target> seen, String after, int most) {
      return List.of();
    }
  }

  private record ByIndex(Known known, Index index) implements Check {
    @Override
    public String revision() {
      return known.revision();
    }

    @Override
    public long number() {
      return known.number();
    }

    @Override
    public boolean allows(Asked asked) {
      return index.allows(asked);
    }

    @Override
    public Answered answer(Asked asked) {
      return index.answer(asked);
    }

    @Override
    public List<String> search(
        Sought sought, Asked asked, Predicate<Target> seen, String after, int most) {
      return index.search(sought, asked, seen, after, most);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    changes.close();
  }
}
