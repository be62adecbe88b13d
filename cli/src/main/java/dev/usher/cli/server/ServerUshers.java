package dev.usher.cli.server;

import dev.usher.connectors.api.Connector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.operator.Reach;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.server.trace.Traces;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Ushers at work on the server's store, each for somebody.
 *
 * @param traces tell how long systems take, where they are wanted
 * @param clock of the store
 * @param ledger tells what they do
 */
record ServerUshers(
    ServerConfig config,
    Ushers ushers,
    Optional<Traces> traces,
    InstantSource clock,
    LedgerStore ledger) {

  /** Goes where the operator lets a policy go. */
  LocalUsher of(String who, Heard heard) {
    return of(who, heard, config.operator().map(Operator::reach).orElseGet(Reach.ThisMachine::new));
  }

  /** Goes to that place alone, and has heard nothing. */
  LocalUsher only(Reach.Place place, String who) {
    return of(who, Heard.NOTHING, new Reach.Only(place));
  }

  private LocalUsher of(String who, Heard heard, Reach reach) {
    Set<String> hidden = new HashSet<>(config.secretVariables());
    hidden.add("USHER_ADMIN_TOKEN");
    hidden.add("USHER_TOKEN");
    UnaryOperator<Connector<?>> watched =
        traces
            .<UnaryOperator<Connector<?>>>map(it -> new WatchedConnector(it)::of)
            .orElse(one -> one);
    return ushers.of(clock, who, ledger, heard, new Bounds(reach, hidden), watched);
  }
}
