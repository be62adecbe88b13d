package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.Decisions;
import dev.usher.cli.server.ServerConfig.Decisions.To;
import dev.usher.engine.Refused;
import dev.usher.engine.decision.DecisionFile;
import dev.usher.engine.decision.DecisionLog;
import dev.usher.engine.decision.DecisionSink;
import dev.usher.engine.decision.QueuedLog;
import dev.usher.engine.decision.Sampling;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Gauge;
import dev.usher.server.trace.OtlpDecisions;
import dev.usher.store.decision.PostgresDecisions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * The decision log, put together.
 *
 * @param gauges none where nothing is logged
 */
record DecisionWiring(DecisionLog log, List<Gauge> gauges) {

  /**
   * Writes from now on.
   *
   * @param server its name among those that share the store
   * @throws Refused when the file cannot be had
   */
  static DecisionWiring start(
      Optional<Decisions> decisions,
      Jdbi jdbi,
      String server,
      InstantSource clock,
      SecureRandom random,
      EventLog events,
      Opened opened) {
    if (decisions.isEmpty()) return new DecisionWiring(DecisionLog.NONE, List.of());
    Decisions wanted = decisions.get();
    byte[] run = new byte[8];
    random.nextBytes(run);
    QueuedLog log =
        opened.keep(
            new QueuedLog(
                sink(wanted.to(), jdbi, server),
                new Sampling(wanted.allowed(), wanted.denied(), random.nextLong()),
                HexFormat.of().formatHex(run),
                clock,
                trouble(events)));
    log.start();
    return new DecisionWiring(
        log,
        List.of(
            Gauge.of("usher.decisions.written", "Decisions that have been logged", log::written),
            Gauge.of(
                "usher.decisions.dropped",
                "Decisions that were to be logged and could not be",
                log::dropped)));
  }

  private static DecisionSink sink(To to, Jdbi jdbi, String server) {
    return switch (to) {
      case To.Store(Duration keep) -> new PostgresDecisions(jdbi, keep);
      case To.Otlp(URI address) -> new OtlpDecisions(address, server);
      case To.File(Path path) -> {
        try {
          yield DecisionFile.open(path);
        } catch (IOException failure) {
          throw new Refused(
              path + " cannot be written, where decisions go; see that its folder is there");
        }
      }
    };
  }

  private static QueuedLog.Trouble trouble(EventLog events) {
    return new QueuedLog.Trouble() {
      @Override
      public void notWritten(Exception failure) {
        events.fault("decisions-not-written", failure, Map.of());
      }

      @Override
      public void dropped(long count) {
        events.warned("decisions-dropped", Map.of("count", count));
      }
    };
  }
}
