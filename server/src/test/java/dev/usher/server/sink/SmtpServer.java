package dev.usher.server.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of RFC 5321 as takes a mail, or refuses all; with a certificate it also knows TLS from
 * the first byte (RFC 8314) or by STARTTLS (RFC 3207), and with a login takes mail from nobody else
 * (RFC 4954, by PLAIN of RFC 4616 alone); whoever is refused is quoted.
 */
public final class SmtpServer implements AutoCloseable {
  public final List<String> lines = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;
  private final Optional<SSLContext> tls;
  private final boolean isImplicit;
  private final Optional<String> login;
  private volatile boolean refuses;

  SmtpServer() throws IOException {
    this(Optional.empty(), false, Optional.empty());
  }

  /**
   * @param isImplicit whether TLS is spoken from the first byte on
   * @param login who may send, {@code user:password}
   */
  public SmtpServer(Optional<SSLContext> tls, boolean isImplicit, Optional<String> login)
      throws IOException {
    this.tls = tls;
    this.isImplicit = isImplicit;
    this.login = login;
    socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::listen);
  }

  public int port() {
    return socket.getLocalPort();
  }

  void refuse() {
    refuses = true;
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        if (isImplicit) talk(secured(client), true);
        else talk(client, false);
      } catch (IOException _) {
        // Who went in the middle of it, or trusts us not.
      }
    }
  }

  private Socket secured(Socket client) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.orElseThrow()
                .getSocketFactory()
                .createSocket(
                    client, client.getInetAddress().getHostName(), client.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  private void talk(Socket client, boolean isSecured) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    var out = new PrintStream(client.getOutputStream(), true, StandardCharsets.UTF_8);
    if (isImplicit || !isSecured) out.print("220 test\r\n");
    boolean isKnown = login.isEmpty();
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      if (data && !line.equals(".")) continue;
      data = false;
      String word = line.split("[ :]", 2)[0];
      switch (word) {
        case "EHLO" -> out.print(greeting(isSecured));
        case "STARTTLS" -> {
          out.print("220 go on\r\n");
          talk(secured(client), true);
          return;
        }
        case "AUTH" -> {
          isKnown = isSecured && login.equals(said(line));
          out.print(
              isKnown
                  ? "235 welcome\r\n"
                  : "535 5.7.8 not you: " + said(line).orElse(line) + "\r\n");
        }
        case "MAIL" -> out.print(isKnown ? "250 ok\r\n" : "530 5.7.0 who are you\r\n");
        case "RCPT" -> out.print(refuses ? "550 no such mailbox\r\n" : "250 ok\r\n");
        case "DATA" -> {
          data = true;
          out.print("354 go on\r\n");
        }
        case "QUIT" -> {
          out.print("221 bye\r\n");
          return;
        }
        default -> out.print("250 ok\r\n");
      }
    }
  }

  private String greeting(boolean isSecured) {
    if (tls.isPresent() && !isSecured) return "250-test\r\n250 STARTTLS\r\n";
    return login.isPresent() ? "250-test\r\n250 AUTH PLAIN\r\n" : "250 test\r\n";
  }

  /** RFC 4616: whom to act as, NUL, who, NUL, the password. */
  private static Optional<String> said(String line) {
    String[] words = line.split(" ");
    if (words.length < 3 || !words[1].equals("PLAIN")) return Optional.empty();
    String[] parts =
        new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8).split("\0", -1);
    return parts.length == 3 ? Optional.of(parts[1] + ":" + parts[2]) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
