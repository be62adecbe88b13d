package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.Decisions;
import dev.usher.cli.server.ServerConfig.Decisions.To;
import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.engine.decision.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The decision log, as it was said. */
final class DecisionValues {
  private static final String STORE = "store";
  private static final String FILE = "file:";
  private static final Duration USUAL = Duration.ofDays(30);

  private final Values values;

  DecisionValues(Values values) {
    this.values = values;
  }

  /**
   * @param hosts to which decisions may go in the clear
   */
  Optional<Decisions> read(List<String> hosts) {
    List.of(Key.DECISION_LOG_ALLOWED, Key.DECISION_LOG_DENIED, Key.DECISION_LOG_KEEP)
        .forEach(key -> values.onlyWith(key, Key.DECISION_LOG));
    double allowed = share(Key.DECISION_LOG_ALLOWED);
    double denied = share(Key.DECISION_LOG_DENIED);
    Duration keep = keep();
    return values
        .text(Key.DECISION_LOG)
        .flatMap(text -> to(text, keep, hosts))
        .map(to -> new Decisions(to, allowed, denied));
  }

  private Optional<To> to(String text, Duration keep, List<String> hosts) {
    if (text.equals(STORE)) return Optional.of(new To.Store(keep));
    if (values.text(Key.DECISION_LOG_KEEP).isPresent())
      values.wrong(
          Key.DECISION_LOG_KEEP,
          "only the store forgets by itself",
          "leave it out, or write decision-log: store");
    if (text.startsWith(FILE)) return values.pathAfter(FILE, Key.DECISION_LOG).map(To.File::new);
    if (text.startsWith("http")) return values.hook(Key.DECISION_LOG, hosts).map(To.Otlp::new);
    values.wrong(
        Key.DECISION_LOG,
        "nothing can be logged there",
        "write store, file:PATH, or https://HOST:4318/v1/logs of who takes OTLP");
    return Optional.empty();
  }

  /** All, unless said: whoever wants a log does not want to guess what is not in it. */
  private double share(Key key) {
    String text = values.text(key).orElse("1");
    if (text.matches("[0-9.]{1,20}")) {
      try {
        double share = Double.parseDouble(text);
        if (Sampling.isShare(share)) return share;
      } catch (NumberFormatException _) {
        // Told below.
      }
    }
    values.wrong(key, "this is no share", "write a number from 0 to 1, such as 0.05");
    return 1;
  }

  private Duration keep() {
    Optional<String> text = values.text(Key.DECISION_LOG_KEEP);
    if (text.isEmpty()) return USUAL;
    return switch (Durations.parse(text.get())) {
      case Parsed.Ok<Duration>(Duration length) -> length;
      case Parsed.Wrong<Duration> wrong -> {
        values.wrong(Key.DECISION_LOG_KEEP, wrong.message(), wrong.hint());
        yield USUAL;
      }
    };
  }
}
