package dev.usher.connectors.redis;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Ends a connection after some seconds, by the server's own clock, whatever becomes of who lit it.
 * Redis ends no connection for its silence. But one that waits for replicas which never come (WAIT)
 * goes on with its next command when the time is up, and that was sent along: CLIENT KILL.
 */
final class Fuse implements AutoCloseable {
  private static final int BURNS_MILLIS = 5_000;

  /** More than there are anywhere. */
  private static final int REPLICAS = 1_000_000;

  private final Wire wire;

  private Fuse(Wire wire) {
    this.wire = wire;
  }

  /**
   * Burns when it is returned.
   *
   * @param wire of its own, which is closed with it
   * @param id the connection that ends
   * @return none where usher's account may not wait there
   */
  static Optional<Fuse> lit(Wire wire, String id) {
    Fuse fuse = new Fuse(wire);
    try {
      if (fuse.burns(id)) return Optional.of(fuse);
      fuse.close();
      return Optional.empty();
    } catch (RuntimeException failure) {
      fuse.close();
      throw failure;
    }
  }

  private boolean burns(String id) {
    List<?> answer = wire.all(List.of(List.of("WAIT", "0", "0")));
    if (answer.getFirst() instanceof JedisDataException) return false;
    // That PING was answered tells that the rest is there: it was sent as one.
    wire.first(
        List.of(
            List.of("PING"),
            List.of("WAIT", String.valueOf(REPLICAS), String.valueOf(BURNS_MILLIS)),
            List.of("CLIENT", "KILL", "ID", id)));
    return true;
  }

  @Override
  public void close() {
    wire.close();
  }
}
