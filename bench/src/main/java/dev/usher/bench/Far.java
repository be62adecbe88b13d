package dev.usher.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A way to a server of this machine that takes its time, as a network does. */
final class Far implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int to;
  private final Duration away;

  /** What is under way; the last of a connection is empty. */
  private record Parcel(long due, byte[] bytes) {}

  /**
   * @param to the server's port
   * @param away how long each byte is under way, there and back alike
   */
  Far(int to, Duration away) throws IOException {
    this.to = to;
    this.away = away;
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        carry(near, far);
        carry(far, near);
      } catch (IOException closed) {
        // Nobody gets through any more: closing the door ends the loop.
      }
    }
  }

  private void carry(Socket from, Socket onto) throws IOException {
    BlockingQueue<Parcel> road = new LinkedBlockingQueue<>();
    InputStream in = from.getInputStream();
    OutputStream out = onto.getOutputStream();
    Thread.startVirtualThread(() -> read(in, road));
    Thread.startVirtualThread(
        () -> {
          try (from;
              onto) {
            write(road, out);
          } catch (IOException closed) {
            // The other end is gone; both ends are closed.
          }
        });
  }

  private void read(InputStream in, BlockingQueue<Parcel> road) {
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        road.add(new Parcel(System.nanoTime() + away.toNanos(), Arrays.copyOf(buffer, n)));
      }
    } catch (IOException closed) {
      // As when it ends.
    }
    road.add(new Parcel(System.nanoTime(), new byte[0]));
  }

  private static void write(BlockingQueue<Parcel> road, OutputStream out) throws IOException {
    try {
      for (Parcel next = road.take(); next.bytes().length > 0; next = road.take()) {
        long left = next.due() - System.nanoTime();
        if (left > 0) Thread.sleep(Duration.ofNanos(left));
        out.write(next.bytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
