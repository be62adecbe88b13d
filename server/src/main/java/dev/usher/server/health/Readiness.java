package dev.usher.server.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks whether all is well, at most once in a while: anybody may ask, and however many do, the
 * store is asked no more often.
 */
public final class Readiness {
  private static final long FRESH = Duration.ofMillis(500).toNanos();

  private final List<Check> checks;
  private final Duration patience;
  private Map<String, String> last = Map.of();
  private long looked = System.nanoTime() - FRESH;

  /**
   * @param patience after which what has not answered is not well
   */
  public Readiness(List<Check> checks, Duration patience) {
    this.checks = List.copyOf(checks);
    this.patience = patience;
  }

  /** What is not well, by its name, and what is wrong with it. */
  public synchronized Map<String, String> wrong() {
    if (System.nanoTime() - looked < FRESH) return last;
    Map<String, CompletableFuture<Optional<String>>> asked = new TreeMap<>();
    for (Check check : checks) asked.put(check.name(), ask(check));
    Map<String, String> wrong = new TreeMap<>();
    long end = System.nanoTime() + patience.toNanos();
    asked.forEach((name, answer) -> answer(answer, end).ifPresent(what -> wrong.put(name, what)));
    last = Map.copyOf(wrong);
    looked = System.nanoTime();
    return last;
  }

  private static CompletableFuture<Optional<String>> ask(Check check) {
    CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("ready-" + check.name())
        .start(
            () -> {
              try {
                answer.complete(check.look().wrong());
              } catch (Exception failure) {
                // Its message may hold what is not everybody's to read; the log has it elsewhere.
                answer.complete(Optional.of("cannot be asked"));
              }
            });
    return answer;
  }

  private Optional<String> answer(CompletableFuture<Optional<String>> answer, long end) {
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return Optional.of("does not answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of("the server stops");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
