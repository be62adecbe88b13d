package dev.usher.connectors.postgres.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Speaks PostgreSQL's protocol (manual, chapter 55) as far as it takes to lie in it. */
final class Liar implements AutoCloseable {
  /** What is said to a client, after its first message. */
  interface Talk {
    void with(Client client) throws IOException;
  }

  /** The other side. */
  record Client(DataInputStream in, DataOutputStream out, ByteArrayOutputStream heard) {
    void say(char type, byte... body) throws IOException {
      out.writeByte(type);
      out.writeInt(4 + body.length);
      out.write(body);
      out.flush();
    }

    /** The body of the client's next message, whatever it is. */
    String hear() throws IOException {
      in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      heard.write(body);
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Lets it in without asking for anything. */
    void welcome() throws IOException {
      say('R', 0, 0, 0, 0);
      setting("server_version", "18.6");
      setting("client_encoding", "UTF8");
      setting("DateStyle", "ISO, MDY");
      setting("standard_conforming_strings", "on");
      setting("integer_datetimes", "on");
      say('K', new byte[8]);
      ready();
    }

    void say(char type, int... body) throws IOException {
      byte[] bytes = new byte[body.length];
      for (int i = 0; i < body.length; i++) bytes[i] = (byte) body[i];
      say(type, bytes);
    }

    private void setting(String name, String value) throws IOException {
      say('S', text(name + "\0" + value + "\0"));
    }

    void ready() throws IOException {
      say('Z', text("I"));
    }

    void done() throws IOException {
      done("SELECT 1");
    }

    private void done(String command) throws IOException {
      say('C', text(command + "\0"));
      ready();
    }

    void error(String state, String message) throws IOException {
      say('E', text("SERROR\0VERROR\0C" + state + "\0M" + message + "\0\0"));
      ready();
    }

    /** Columns of a text type, by the names of which nobody asks. */
    void columns(int count) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(body);
      data.writeShort(count);
      for (int i = 0; i < count; i++) {
        data.write(text("c\0"));
        data.writeInt(0);
        data.writeShort(0);
        data.writeInt(25);
        data.writeShort(-1);
        data.writeInt(-1);
        data.writeShort(0);
      }
      say('T', body.toByteArray());
    }

    /**
     * @param value of every column; null for NULL
     */
    void row(int count, byte[] value) throws IOException {
      say('D', rowOf(count, value));
    }

    /** The same as the body of a message, which can be said again and again. */
    static byte[] rowOf(int count, byte[] value) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(body);
      data.writeShort(count);
      for (int i = 0; i < count; i++) {
        data.writeInt(value == null ? -1 : value.length);
        if (value != null) data.write(value);
      }
      return body.toByteArray();
    }

    static byte[] text(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final ServerSocket door;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

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

  /** Answers what every session asks first as a server would, and then lies. */
  static Liar afterTheWelcome(Talk lie) {
    return who(
        client -> {
          client.welcome();
          while (true) {
            String sql = client.hear();
            if (sql.contains("pg_is_in_recovery")) {
              client.columns(1);
              client.row(1, Client.text("f"));
              client.done();
            } else if (sql.contains("pinned")) {
              client.done();
            } else if (sql.startsWith("SET") || sql.startsWith("BEGIN")) {
              client.done(sql.substring(0, sql.indexOf(' ') < 0 ? 5 : sql.indexOf(' ')).strip());
            } else {
              lie.with(client);
            }
          }
        });
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:"
        + door.getLocalPort()
        + "/shop?preferQueryMode=simple&gssEncMode=disable&sslmode=disable";
  }

  /** All that clients have said but for their first message. */
  String heard() {
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  private void serve(Talk talk) {
    while (!door.isClosed()) {
      try (Socket socket = door.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readNBytes(in.readInt() - 4);
        talk.with(new Client(in, new DataOutputStream(socket.getOutputStream()), heard));
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
