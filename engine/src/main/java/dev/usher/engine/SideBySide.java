package dev.usher.engine;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work on several realms at a time; one that fails does not stop the others. */
final class SideBySide {
  /**
   * Enough to wait for a dozen servers at once, few enough for a laptop; so few that they are
   * platform threads, which the JVM does not wait for at its end (decision 15).
   */
  private static final int BOUND = 16;

  private SideBySide() {}

  /**
   * @param results of the realms where it went well, in the realms' order
   */
  record Gathered<T>(List<T> results, List<Failure> failures) {}

  static <T> Gathered<T> each(List<Site<?>> sites, Function<Site<?>, T> work) {
    List<T> results = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(BOUND)) {
      List<Future<T>> futures = new ArrayList<>();
      for (Site<?> site : sites) futures.add(threads.submit(() -> work.apply(site)));
      for (int i = 0; i < sites.size(); i++) {
        try {
          results.add(futures.get(i).get());
        } catch (ExecutionException failure) {
          failures.add(failure(sites.get(i), Objects.requireNonNull(failure.getCause())));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          failures.add(new Failure(sites.get(i).realm().key(), "interrupted", "interrupted"));
        }
      }
    }
    return new Gathered<>(results, failures);
  }

  /** The one place where what goes wrong at a realm becomes a line of a report. */
  static Failure failure(Site<?> site, Throwable cause) {
    return switch (cause) {
      case TargetFailure target -> failure(target);
      case LedgerFailure ledger ->
          new Failure(site.realm().key(), "ledger", String.valueOf(ledger.getMessage()));
      default -> {
        StackTraceElement[] trace = cause.getStackTrace();
        String at = trace.length == 0 ? "" : " at " + trace[0];
        yield new Failure(site.realm().key(), "fault", "a fault of usher itself: " + cause + at);
      }
    };
  }

  static Failure failure(TargetFailure failure) {
    return new Failure(
        failure.target().toString(),
        failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        String.valueOf(failure.getMessage()));
  }
}
