package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import java.io.IOException;
import java.util.Optional;

/** Where checkpoints are kept that the store's owner cannot reach. */
public interface CheckpointSink {

  /** For messages; holds no secret. */
  String name();

  /**
   * The last one that came there, as far as can be known.
   *
   * @throws IOException when it cannot be read; the message says what to do next
   */
  Optional<Checkpoint> last() throws IOException;

  /**
   * Keeps it for good: when this returns a crash does not lose it.
   *
   * @throws IOException when it cannot be kept; the message says what to do next
   */
  void put(Checkpoint checkpoint) throws IOException;
}
