package dev.usher.server.sink;

import dev.usher.server.sink.Whereto.Called;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST on a connection of its own (HTTP/1.1, RFC 9112), to exactly the address that was looked
 * at. Of the answer the status is read and nothing else: no redirect can be followed, and no answer
 * is too long. HTTP clients resolve names by themselves, which is why this is none.
 */
final class Post implements AutoCloseable {
  private static final int HEAD = 16 << 10;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");

  private final SSLSocketFactory tls;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1);

  /**
   * @param patience for all of it: connecting, shaking hands, sending, the first line of the answer
   */
  Post(SSLSocketFactory tls, Duration patience) {
    this.tls = tls;
    this.patience = patience;
    watch.setRemoveOnCancelPolicy(true);
  }

  /**
   * @param headers names and values without line breaks
   * @return the status of the answer
   * @throws IOException when there is none in time
   */
  int send(Called to, Map<String, String> headers, byte[] body) throws IOException {
    try (Socket plain = new Socket()) {
      // Whoever drips a byte at a time is in time with each of them, and not with all.
      ScheduledFuture<?> end =
          watch.schedule(() -> close(plain), patience.toMillis(), TimeUnit.MILLISECONDS);
      try {
        plain.setTcpNoDelay(true);
        plain.connect(
            new InetSocketAddress(to.address(), to.port()), Math.toIntExact(patience.toMillis()));
        Socket socket = to.secure() ? secured(plain, to) : plain;
        socket.getOutputStream().write(request(to, headers, body));
        socket.getOutputStream().flush();
        return status(socket.getInputStream());
      } finally {
        end.cancel(false);
      }
    }
  }

  /** By the name, whatever the address: SNI and the certificate's names (RFC 9110, 4.3.4). */
  private SSLSocket secured(Socket plain, Called to) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, to.host(), to.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] request(Called to, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder("POST " + to.path() + " HTTP/1.1\r\n");
    head.append("host: ").append(to.authority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("content-length: ").append(body.length).append("\r\n");
    head.append("connection: close\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  /** The first that is not of an interim answer (RFC 9110, 15.2). */
  private static int status(InputStream answer) throws IOException {
    int left = HEAD;
    int status = 0;
    StringBuilder line = new StringBuilder();
    while (left-- > 0) {
      int read = answer.read();
      if (read < 0) throw new ProtocolException("no answer");
      if (read != '\n') {
        line.append((char) read);
        continue;
      }
      String text = line.toString().stripTrailing();
      line.setLength(0);
      if (status == 0) status = parsed(text);
      if (status >= 200) return status;
      if (text.isEmpty()) status = 0;
    }
    throw new ProtocolException("an answer that does not begin");
  }

  private static int parsed(String line) throws ProtocolException {
    Matcher status = STATUS.matcher(line);
    if (!status.matches()) throw new ProtocolException("an answer that is no HTTP");
    return Integer.parseInt(status.group(1));
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
