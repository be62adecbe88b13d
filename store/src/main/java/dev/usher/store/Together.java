package dev.usher.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question to the database for all who ask the like at once. Whoever asks while an answer is on
 * its way has the next one, for which the database is asked after they asked: so nobody is told
 * what was true before they asked, and many who ask cost little more than one.
 */
public final class Together<K, V> {
  /** An answer that hangs is nobody's but theirs who wait for it. */
  private static final long PATIENCE_MILLIS = 1000;

  private final Function<Set<K>, Map<K, V>> ask;
  private final Semaphore turn = new Semaphore(1);
  private @Nullable Group<K, V> next;

  private record Group<K, V>(Set<K> keys, CompletableFuture<Map<K, V>> answer) {}

  /**
   * @param ask for each key what there is; none that it has nothing for
   */
  public Together(Function<Set<K>, Map<K, V>> ask) {
    this.ask = ask;
  }

  /**
   * @throws RuntimeException as asking did, the same to all who asked together
   */
  public Optional<V> get(K key) {
    Group<K, V> group;
    boolean isFirst;
    synchronized (this) {
      isFirst = next == null;
      if (next == null) next = new Group<>(new HashSet<>(), new CompletableFuture<>());
      group = next;
      group.keys().add(key);
    }
    if (isFirst) ask(group);
    try {
      return Optional.ofNullable(group.answer().join().get(key));
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) throw cause;
      throw failure;
    }
  }

  /** Nobody joins any more when the question is on its way. */
  private void ask(Group<K, V> group) {
    boolean isMine = await();
    try {
      synchronized (this) {
        next = null;
      }
      group.answer().complete(ask.apply(group.keys()));
    } catch (RuntimeException | Error failure) {
      group.answer().completeExceptionally(failure);
    } finally {
      if (isMine) turn.release();
    }
  }

  private boolean await() {
    try {
      return turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      // Others wait for this one's answer.
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
