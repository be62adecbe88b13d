package dev.usher.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A port that leads to a server and can be cut: to whoever comes by it the server is gone, while it
 * goes on for all others. So a server that others share can go away too.
 */
public final class Relay implements AutoCloseable {
  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong asked = new AtomicLong();
  private final int port;
  private volatile ServerSocket door;

  public Relay(String host, int port) {
    this.server = new InetSocketAddress(host, port);
    this.door = open(0);
    this.port = door.getLocalPort();
  }

  /** Of 127.0.0.1; the same for good. */
  public int port() {
    return port;
  }

  /** How many bytes have been said to the server so far. */
  public long asked() {
    return asked.get();
  }

  /** Loses every connection, and refuses new ones. */
  public void cut() {
    close(door);
    sockets.forEach(Relay::close);
    sockets.clear();
  }

  /** Lets connections through again. */
  public void mend() {
    door = open(port);
  }

  private ServerSocket open(int wanted) {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      Thread.startVirtualThread(() -> accept(opened));
      return opened;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void accept(ServerSocket at) {
    while (!at.isClosed()) {
      try {
        Socket here = at.accept();
        sockets.add(here);
        Socket there = new Socket();
        sockets.add(there);
        there.connect(server);
        pass(here, there, asked);
        pass(there, here, new AtomicLong());
        if (at.isClosed()) cut();
      } catch (IOException cut) {
        // Whoever came is told by the end of the connection.
      }
    }
  }

  /** Passes on what one says until either ends, and counts its bytes. */
  private void pass(Socket from, Socket to, AtomicLong count) {
    Thread.startVirtualThread(
        () -> {
          try (InputStream in = from.getInputStream();
              OutputStream out = to.getOutputStream()) {
            byte[] some = new byte[8192];
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
              count.addAndGet(length);
              out.write(some, 0, length);
            }
          } catch (IOException ended) {
            // So does the other side.
          } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
          }
        });
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyClosed) {
      // As wanted.
    }
  }

  @Override
  public void close() {
    cut();
  }
}
