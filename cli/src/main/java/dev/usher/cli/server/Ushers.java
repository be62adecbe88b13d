package dev.usher.cli.server;

import dev.usher.connectors.api.Connector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.ports.LedgerStore;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** Makes usher at work for somebody, whose name the ledger tells. */
@FunctionalInterface
public interface Ushers {
  /**
   * @param clock of the store
   * @param watched puts somebody beside a connector who looks how long it takes
   */
  LocalUsher of(
      InstantSource clock,
      String who,
      LedgerStore ledger,
      Heard heard,
      Bounds bounds,
      UnaryOperator<Connector<?>> watched);
}
