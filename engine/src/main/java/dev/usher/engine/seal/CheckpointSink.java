package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import java.io.IOException;
import java.util.Optional;

/** Where checkpoints are kept that the store's owner cannot reach. */
public interface CheckpointSink {

  /** For messages; holds no secret. */
  String name();

  /**
   * Whether it can be asked what came there, also before this server was started. Where it can and
   * has nothing it is new, and is told the whole ledger; where it cannot, nobody knows whether it
   * is.
   */
  boolean isReadable();

  /**
   * The last one that came there; nothing where that cannot be asked.
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
