package dev.usher.connectors.mariadb.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Speaks MariaDB's protocol (manual: Client/Server Protocol) as far as it takes to lie in it. */
final class Liar implements AutoCloseable {
  static final byte[] OK = bytes(0, 0, 0, 2, 0, 0, 0);
  private static final byte[] END = bytes(0xfe, 0, 0, 2, 0);

  /** What is said to a client, once it has said who it is. */
  interface Talk {
    void with(Client client) throws IOException;
  }

  /** The other side. */
  static final class Client {
    private final DataInputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream heard;
    private int sequence;

    private Client(Socket socket, ByteArrayOutputStream heard) throws IOException {
      this.in = new DataInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
      this.heard = heard;
    }

    void say(byte[] body) throws IOException {
      out.write(bytes(body.length, body.length >> 8, body.length >> 16, sequence++));
      out.write(body);
      out.flush();
    }

    /** The client's next message, whatever it is. */
    String hear() throws IOException {
      byte[] head = in.readNBytes(4);
      if (head.length < 4) throw new IOException("gone");
      int length = (head[0] & 0xff) | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16;
      sequence = (head[3] & 0xff) + 1;
      byte[] body = in.readNBytes(length);
      heard.write(body);
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** A server of that version, which wants a password said as that plugin says it. */
    void greet(String version, String plugin) throws IOException {
      sequence = 0;
      int can = 0x000f_a20f | 0x0020_0000 | 0x0080_0000 | 0x0008_0000;
      say(
          join(
              bytes(10),
              text(version + "\0"),
              bytes(7, 0, 0, 0),
              text("12345678\0"),
              bytes(can, can >> 8, 45, 2, 0, can >> 16, can >> 24, 21),
              new byte[10],
              text("123456789012\0" + plugin + "\0")));
    }

    /** Asks for it in another way. */
    void instead(String plugin, String data) throws IOException {
      say(join(bytes(0xfe), text(plugin + "\0" + data)));
    }

    void columns(int count) throws IOException {
      say(bytes(count));
      for (int i = 0; i < count; i++) {
        say(
            join(
                bytes(3),
                text("def"),
                bytes(0, 0, 0, 1),
                text("c"),
                bytes(0, 12, 45, 0),
                bytes(255, 255, 255, 0, 253, 0, 0, 0, 0, 0)));
      }
      say(END);
    }

    /**
     * @param value of every column; null for NULL
     */
    static byte[] row(int count, byte[] value) {
      byte[][] parts = new byte[count][];
      for (int i = 0; i < count; i++) {
        parts[i] =
            value == null
                ? bytes(0xfb)
                : join(bytes(0xfd, value.length, value.length >> 8, value.length >> 16), value);
      }
      return join(parts);
    }

    void end() throws IOException {
      say(END);
    }

    void answer(String... values) throws IOException {
      columns(values.length);
      byte[][] parts = new byte[values.length][];
      for (int i = 0; i < values.length; i++) parts[i] = row(1, text(values[i]));
      say(join(parts));
      end();
    }

    void error(int number, String message) throws IOException {
      say(join(bytes(0xff, number, number >> 8), text("#HY000" + message)));
    }
  }

  private final ServerSocket door;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private volatile int came;

  private Liar(ServerSocket door) {
    this.door = door;
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
    return bytes;
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
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
          client.greet("11.4.5-MariaDB", "mysql_native_password");
          client.hear();
          client.say(OK);
          while (true) {
            String sql = client.hear();
            if (sql.contains("max_allowed_packet")) client.answer("16777216", "28800");
            else if (sql.contains("@@lower_case"))
              client.answer("11.4.5-MariaDB", "usher@%", "0", "0", "1");
            else if (sql.contains("SELECT VERSION()")) client.answer("11.4.5-MariaDB");
            else if (sql.startsWith("\3SET") || sql.startsWith("\3set")) client.say(OK);
            else lie.with(client);
          }
        });
  }

  String url() {
    return "jdbc:mariadb://127.0.0.1:" + door.getLocalPort() + "/shop";
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
      } catch (IOException gone) {
        // The client has had enough.
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
