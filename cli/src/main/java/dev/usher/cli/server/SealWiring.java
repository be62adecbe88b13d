package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.PolicyPlace;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.seal.CheckpointSink;
import dev.usher.engine.seal.FileSink;
import dev.usher.engine.seal.Sealing;
import dev.usher.engine.seal.WebhookSink;
import dev.usher.server.log.EventLog;
import dev.usher.store.git.GitSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What seals the ledger, put together. */
final class SealWiring {
  /** Two looks at the ledger's end; with what it takes to seal it less than a second. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Longest silence of a repository's host. */
  private static final Duration GIT_PATIENCE = Duration.ofSeconds(20);

  private SealWiring() {}

  /**
   * To each place by itself: one that is away holds no other up.
   *
   * @param home for what can be made anew
   */
  static void start(
      ServerConfig.Seals seals,
      LedgerStore ledger,
      String host,
      Path home,
      InstantSource clock,
      EventLog log,
      Opened opened) {
    List<CheckpointSink> sinks = new ArrayList<>();
    seals.file().ifPresent(file -> sinks.add(new FileSink(file)));
    seals.hook().ifPresent(hook -> sinks.add(new WebhookSink(hook)));
    seals.repository().map(place -> git(place, home.resolve("checkpoints"))).ifPresent(sinks::add);
    for (CheckpointSink sink : sinks) {
      Sealing sealing = new Sealing(ledger, seals.key(), host, sink, clock);
      opened.keep(sealing).start(LOOK, why -> log.warned("ledger-not-sealed", Map.of("why", why)));
    }
  }

  private static CheckpointSink git(PolicyPlace.Repository place, Path clone) {
    return new GitSink(place.remote(), () -> place.login().map(Secret::text), clone, GIT_PATIENCE);
  }
}
