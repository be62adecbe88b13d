package dev.usher.bench;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A port that leads to a PostgreSQL server and writes down what is asked on the way: whoever asks
 * needs to know nothing of it. Messages are those of the manual's section 54.7 (Message Formats).
 */
final class Wire implements Closeable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private static final List<String> OF_A_CONNECTION =
      List.of("pg_is_in_recovery()", "set_config(", "pg_export_snapshot()");

  private final ServerSocket door;
  private final String host;
  private final int port;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  Wire(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::welcome);
  }

  int port() {
    return door.getLocalPort();
  }

  /**
   * Questions since the last time, with their parameters as literals; no settings, no BEGIN,
   * nothing that each connection has to say for itself before it asks.
   */
  List<String> takeAsked() {
    synchronized (asked) {
      List<String> taken = asked.stream().filter(Wire::isQuestion).toList();
      asked.clear();
      return taken;
    }
  }

  private static boolean isQuestion(String statement) {
    String sql = statement.stripLeading();
    boolean asks = sql.startsWith("SELECT") || sql.startsWith("WITH");
    return asks && OF_A_CONNECTION.stream().noneMatch(sql::contains);
  }

  private void welcome() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server = new Socket(host, port);
        Thread.ofVirtual().start(() -> untilClosed(client, server, () -> listen(client, server)));
        Thread.ofVirtual().start(() -> untilClosed(client, server, () -> answer(client, server)));
      }
    } catch (IOException _) {
      // Closed: nobody comes any more.
    }
  }

  private interface Passing {
    void on() throws IOException;
  }

  private static void untilClosed(Socket client, Socket server, Passing passing) {
    try (client;
        server) {
      passing.on();
    } catch (EOFException | SocketException _) {
      // One side has hung up, which closes the other.
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void answer(Socket client, Socket server) throws IOException {
    server.getInputStream().transferTo(client.getOutputStream());
  }

  private void listen(Socket client, Socket server) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream out = new DataOutputStream(server.getOutputStream());
    greet(in, out);
    Map<String, Statement> statements = new HashMap<>();
    while (true) {
      byte type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      note((char) type, ByteBuffer.wrap(body), statements);
      ByteBuffer whole = ByteBuffer.allocate(body.length + 5);
      whole.put(type).putInt(body.length + 4).put(body);
      out.write(whole.array());
    }
  }

  /** Until the start-up message itself has gone: messages without a type, some of them requests. */
  private static void greet(DataInputStream in, DataOutputStream out) throws IOException {
    int code;
    do {
      int length = in.readInt();
      byte[] body = in.readNBytes(length - 4);
      code = ByteBuffer.wrap(body).getInt();
      out.write(ByteBuffer.allocate(length).putInt(length).put(body).array());
    } while (code == SSL_REQUEST || code == GSS_REQUEST);
  }

  private record Statement(String sql, int[] types) {}

  private void note(char type, ByteBuffer body, Map<String, Statement> statements) {
    switch (type) {
      case 'Q' -> asked.add(text(body));
      case 'P' -> {
        String name = text(body);
        String sql = text(body);
        int[] types = new int[body.getShort()];
        for (int i = 0; i < types.length; i++) types[i] = body.getInt();
        statements.put(name, new Statement(sql, types));
      }
      case 'B' -> {
        text(body);
        Statement statement = statements.get(text(body));
        if (statement != null) asked.add(Literals.fill(statement.sql(), statement.types(), body));
      }
      default -> {}
    }
  }

  private static String text(ByteBuffer body) {
    int start = body.position();
    while (body.get() != 0) {}
    return new String(body.array(), start, body.position() - start - 1, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
