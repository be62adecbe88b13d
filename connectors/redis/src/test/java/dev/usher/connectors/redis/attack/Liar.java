package dev.usher.connectors.redis.attack;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Speaks RESP (redis.io: Redis serialization protocol) as far as it takes to lie in it. */
final class Liar implements AutoCloseable {
  /** What is said to a client that has said something. */
  interface Talk {
    void with(Client client) throws IOException;
  }

  /** The other side. */
  static final class Client {
    private final BufferedReader in;
    private final OutputStream out;
    private final ByteArrayOutputStream heard;

    private Client(Socket socket, ByteArrayOutputStream heard) throws IOException {
      this.in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      this.out = socket.getOutputStream();
      this.heard = heard;
    }

    /** The client's next command, as one line. */
    String hear() throws IOException {
      List<String> words = new ArrayList<>();
      int count = Integer.parseInt(line().substring(1));
      for (int i = 0; i < count; i++) {
        line();
        words.add(line());
      }
      return String.join(" ", words).toUpperCase(Locale.ROOT);
    }

    private String line() throws IOException {
      String line = in.readLine();
      if (line == null) throw new IOException("gone");
      heard.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
      return line;
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private final ServerSocket door;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private volatile int came;

  private Liar(ServerSocket door) {
    this.door = door;
  }

  static Liar who(Talk talk) {
    try {
      Liar liar = new Liar(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.startVirtualThread(() -> liar.serve(talk));
      return liar;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Lets a client in, answers what every session asks first as a server would, and then lies. */
  static Liar afterTheWelcome(Talk lie) {
    return who(
        client -> {
          while (true) {
            String said = client.hear();
            if (said.startsWith("AUTH")) client.say("+OK\r\n");
            else if (said.startsWith("HELLO"))
              client.say(
                  "*4\r\n$7\r\nversion\r\n$5\r\n7.0.0\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n");
            else if (said.equals("ACL CAT")) client.say("*1\r\n$4\r\nread\r\n");
            else if (said.startsWith("ACL CAT")) client.say("*1\r\n$3\r\nget\r\n");
            else lie.with(client);
          }
        });
  }

  String url() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many have come to the door. */
  int came() {
    return came;
  }

  /** All that clients have said. */
  String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  private void serve(Talk talk) {
    while (!door.isClosed()) {
      try (Socket socket = door.accept()) {
        came++;
        talk.with(new Client(socket, heard));
      } catch (IOException | NumberFormatException gone) {
        // The client has had enough, or speaks of something else.
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
