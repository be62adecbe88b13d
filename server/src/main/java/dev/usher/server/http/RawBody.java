package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/** Reads a request's body as it was sent, within limits. */
public final class RawBody {
  private final Limits limits;

  public RawBody(Limits limits) {
    this.limits = limits;
  }

  /**
   * @throws ProblemException 413 too long, 408 too slow
   */
  public byte[] read(ServerRequest request) {
    OptionalLong length = request.headers().contentLength();
    if (length.isPresent() && length.getAsLong() > limits.body()) throw tooLarge(limits.body());
    long until = System.nanoTime() + limits.patience().toNanos();
    // As long as it says it is: but for that alone nobody gets much room.
    byte[] all = new byte[Math.toIntExact(Math.min(length.orElse(1024), 1 << 16))];
    int size = 0;
    try (InputStream in = request.content().inputStream()) {
      while (true) {
        if (size == all.length && length.isPresent() && size == length.getAsLong()) return all;
        if (size == all.length) all = Arrays.copyOf(all, Math.max(1024, 2 * size));
        int read = in.read(all, size, all.length - size);
        if (read < 0) return Arrays.copyOf(all, size);
        size += read;
        if (size > limits.body()) throw tooLarge(limits.body());
        if (System.nanoTime() > until) throw tooSlow();
      }
    } catch (IOException gone) {
      throw tooSlow();
    }
  }

  /** The rest of the body is not read, so the connection cannot be used again. */
  static ProblemException tooLarge(long limit) {
    return new Problem(
            413,
            "too-large",
            "The body is too long",
            "At most " + limit + " bytes are taken here: send less at a time.")
        .withHeader("Connection", "close")
        .raised();
  }

  private static ProblemException tooSlow() {
    return new Problem(
            408, "too-slow", "The body did not arrive in time", "Send the request again.")
        .withHeader("Connection", "close")
        .raised();
  }
}
