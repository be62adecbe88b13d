package dev.usher.server.api;

import dev.usher.engine.ports.KeptPlans.Purpose;
import java.util.Optional;

/**
 * Told of who was shut out or let in, after it was carried out: so that a system follows which
 * could not be reached, and the server does not undo it.
 */
@FunctionalInterface
public interface Told {
  /**
   * @param successor who gets what they own
   * @param byWhom as the ledger has it
   */
  void of(Purpose purpose, String subject, Optional<String> successor, String byWhom);
}
