package dev.usher.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to a server, kept alive: HTTP/1.1 as plain as it goes (RFC 9112). It takes next to
 * nothing of the processors, which it shares with what is measured.
 */
final class Line implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private final String head;

  Line(URI server, String token) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    head =
        " HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: "
            .formatted(server.getAuthority(), token);
  }

  /**
   * @return what it answered
   * @throws IllegalStateException unless it is 2xx
   */
  byte[] send(String method, String path, String body) throws IOException {
    byte[] sent = body.getBytes(StandardCharsets.UTF_8);
    byte[] before =
        (method + " " + path + head + sent.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[before.length + sent.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(sent, 0, all, before.length, sent.length);
    socket.getOutputStream().write(all);
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line())
      if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH))
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
    byte[] answer = in.readNBytes(length);
    if (!status.startsWith("HTTP/1.1 2"))
      throw new IllegalStateException(
          method + " " + path + ": " + status + " " + new String(answer, StandardCharsets.UTF_8));
    return answer;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("the server has hung up");
      if (next != '\r') line.append((char) next);
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
