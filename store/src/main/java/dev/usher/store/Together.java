package dev.usher.store;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question to the database for all who ask the like at once. Whoever asks while an answer is on
 * its way has the next one, for which the database is asked after they asked: so nobody is told
 * what was true before they asked, and many who ask cost little more than one.
 */
public final class Together<K, V> {
  /** An answer that hangs is nobody's but theirs who asked for it. */
  private static final long PATIENCE_MILLIS = 1000;

  private final Function<Set<K>, Map<K, V>> ask;

  /** Nobody joins it any more. */
  private CompletableFuture<Map<K, V>> last = CompletableFuture.completedFuture(Map.of());

  private @Nullable Group<K, V> next;

  /**
   * @param after the one before it, which it waits for
   */
  private record Group<K, V>(
      Set<K> keys, CompletableFuture<Map<K, V>> answer, CompletableFuture<Map<K, V>> after) {}

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
      if (next == null) next = new Group<>(new HashSet<>(), new CompletableFuture<>(), last);
      group = next;
      group.keys().add(key);
    }
    if (isFirst) ask(group);
    try {
      Map<K, V> answer = inTime(group.answer()).orElseGet(() -> ask.apply(Set.of(key)));
      return Optional.ofNullable(answer.get(key));
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) throw cause;
      throw failure;
    }
  }

  private void ask(Group<K, V> group) {
    try {
      // Well or not, it is over.
      inTime(group.after().exceptionally(_ -> Map.of()));
      synchronized (this) {
        next = null;
        last = group.answer();
      }
      group.answer().complete(ask.apply(group.keys()));
    } catch (RuntimeException | Error failure) {
      group.answer().completeExceptionally(failure);
    }
  }

  /** Nothing when it is not there in time. Who is interrupted waits all the same. */
  private static <T> Optional<T> inTime(CompletableFuture<T> answer) {
    if (answer.isDone()) return Optional.of(answer.join());
    return answer
        .thenApply(Optional::of)
        .completeOnTimeout(Optional.empty(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }
}
