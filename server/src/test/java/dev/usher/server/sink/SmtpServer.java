package dev.usher.server.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of RFC 5321 as takes a mail, or refuses all; it knows no STARTTLS. */
final class SmtpServer implements AutoCloseable {
  final List<String> lines = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;
  private volatile boolean refuses;

  SmtpServer() throws IOException {
    socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::listen);
  }

  int port() {
    return socket.getLocalPort();
  }

  void refuse() {
    refuses = true;
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(client);
      } catch (IOException _) {
        // Who went in the middle of it.
      }
    }
  }

  private void talk(Socket client) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8);
    out.print("220 test\r\n");
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      if (data && !line.equals(".")) continue;
      data = line.equals("DATA");
      if (line.startsWith("RCPT") && refuses) out.print("550 no such mailbox\r\n");
      else out.print(data ? "354 go on\r\n" : line.equals("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
      if (line.equals("QUIT")) return;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
