package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private final AtomicInteger truth = new AtomicInteger();
  private final List<Set<String>> asked = new ArrayList<>();
  private final CountDownLatch onItsWay = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);

  /** What is true when the question arrives; the first answer is long on its way. */
  private Map<String, Integer> ask(Set<String> keys) {
    int told = truth.get();
    boolean isFirst;
    synchronized (asked) {
      isFirst = asked.isEmpty();
      asked.add(Set.copyOf(keys));
    }
    if (isFirst) {
      onItsWay.countDown();
      await(answered);
    }
    return keys.stream()
        .filter(key -> !key.equals("nothing"))
        .collect(Collectors.toMap(key -> key, _ -> told));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void whoComesWhileAnAnswerIsOnItsWayHasTheNext() throws Exception {
    Together<String, Integer> together = new Together<>(this::ask);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Integer>> first = threads.submit(() -> together.get("a"));
      await(onItsWay);
      truth.set(1);
      List<Future<Optional<Integer>>> others =
          IntStream.range(0, 20)
              .mapToObj(i -> threads.submit(() -> together.get(i == 0 ? "nothing" : "k" + i % 3)))
              .toList();
      // All of them have asked, and wait.
      Thread.sleep(200);
      answered.countDown();
      assertThat(first.get()).contains(0);
      assertThat(others.getFirst().get()).isEmpty();
      for (Future<Optional<Integer>> one : others.subList(1, 20)) assertThat(one.get()).contains(1);
    }
    assertThat(asked).containsExactly(Set.of("a"), Set.of("nothing", "k0", "k1", "k2"));
  }

  /** Of a connection that is dead, say. */
  @Test
  void anAnswerThatHangsHoldsUpTheNextForASecondAndNobodyElse() throws Exception {
    Together<String, Integer> together = new Together<>(this::ask);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Integer>> first = threads.submit(() -> together.get("a"));
      await(onItsWay);
      assertThat(together.get("b")).contains(0);
      long began = System.nanoTime();
      for (int i = 0; i < 20; i++) assertThat(together.get("c")).contains(0);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      assertThat(first.isDone()).isFalse();
      answered.countDown();
      assertThat(first.get()).contains(0);
      assertThat(together.get("d")).contains(0);
    }
  }

  /** Who joined those whose answer hangs asks by themselves. */
  @Test
  void whoseAnswerHangsAskAlone() throws Exception {
    CountDownLatch isFirstThere = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch isSecondThere = new CountDownLatch(1);
    Together<String, String> together =
        new Together<>(
            keys -> {
              if (keys.contains("first")) {
                isFirstThere.countDown();
                await(first);
              }
              if (keys.contains("second")) {
                isSecondThere.countDown();
                await(second);
              }
              return keys.stream().collect(Collectors.toMap(key -> key, key -> key));
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> one = threads.submit(() -> together.get("first"));
      await(isFirstThere);
      Future<Optional<String>> two = threads.submit(() -> together.get("second"));
      Future<Optional<String>> with = threads.submit(() -> together.get("with"));
      Thread.sleep(200);
      first.countDown();
      await(isSecondThere);
      assertThat(with.get()).contains("with");
      assertThat(two.isDone()).isFalse();
      second.countDown();
      assertThat(two.get()).contains("second");
      assertThat(one.get()).contains("first");
    }
  }

  @Test
  void aFailureIsToldToAllWhoAskedAndToNobodyAfterThem() {
    AtomicInteger asking = new AtomicInteger();
    Together<String, String> together =
        new Together<>(
            keys -> {
              if (asking.getAndIncrement() == 0) throw new StoreFailure("away", null);
              return Map.of("a", "there");
            });
    assertThatThrownBy(() -> together.get("a")).isInstanceOf(StoreFailure.class).hasMessage("away");
    assertThat(together.get("a")).contains("there");
  }

  /** Whoever has said something and then asks is told it. */
  @Test
  void nobodyIsToldWhatWasTrueBeforeTheyAsked() throws Exception {
    Together<String, Integer> together = new Together<>(keys -> Map.of("a", truth.get()));
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++)
      all.add(
          () -> {
            for (int j = 0; j < 20_000; j++) {
              int said = truth.incrementAndGet();
              if (together.get("a").orElseThrow() < said) return false;
            }
            return true;
          });
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> one : threads.invokeAll(all)) assertThat(one.get()).isTrue();
    }
  }
}
