package dev.usher.server.api;

import dev.usher.engine.Usher;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Problem;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What every call stands on: the policy in force, and usher at work for whoever asks.
 *
 * @param ushers by the name that the ledger is to tell
 */
record Ground(InForce inForce, Function<String, Usher> ushers) {

  Revision revision() {
    return inForce.current().orElseThrow(() -> Problem.noPolicyInForce().raised());
  }

  /** The folder of the policy in force. */
  Path policy() {
    return revision().folder();
  }

  Usher usher(Caller caller) {
    return ushers.apply(caller.name());
  }
}
