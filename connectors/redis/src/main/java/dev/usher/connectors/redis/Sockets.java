package dev.usher.connectors.redis;

import dev.usher.connectors.api.BoundedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Connects to a server, by TLS where its URL says so: it has to prove then that it is that host.
 *
 * @param limit longest wait for the connection; for an answer the library sets its own
 */
record Sockets(RedisUrl url, Duration limit) implements JedisSocketFactory {
  @Override
  public Socket createSocket() {
    try {
      Socket socket = connected(List.of(InetAddress.getAllByName(url.host())));
      try {
        socket.setSoTimeout(Wire.millis(limit.multipliedBy(Wire.ANSWER_LIMITS)));
        return url.tls() ? proved(socket) : socket;
      } catch (IOException failure) {
        close(socket);
        throw failure;
      }
    } catch (IOException failure) {
      throw new JedisConnectionException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /**
   * By the first of the host's addresses that answers; each may take its part of what is left of
   * the time.
   *
   * @throws IOException what the last of them said
   */
  Socket connected(List<InetAddress> addresses) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    IOException last = new UnknownHostException(url.host());
    for (int i = 0; i < addresses.size(); i++) {
      Duration part = Duration.ofNanos(end - System.nanoTime()).dividedBy(addresses.size() - i);
      Socket socket = new BoundedSocket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(new InetSocketAddress(addresses.get(i), url.port()), Wire.millis(part));
        return socket;
      } catch (IOException failure) {
        close(socket);
        last = failure;
      }
    }
    throw last;
  }

  private Socket proved(Socket socket) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket proved = (SSLSocket) factory.createSocket(socket, url.host(), url.port(), true);
    SSLParameters parameters = proved.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    proved.setSSLParameters(parameters);
    proved.startHandshake();
    return proved;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Nothing is held by it.
    }
  }
}
