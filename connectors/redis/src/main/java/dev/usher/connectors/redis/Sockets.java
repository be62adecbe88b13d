package dev.usher.connectors.redis;

import dev.usher.connectors.api.BoundedSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
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
    Socket socket = new BoundedSocket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(new InetSocketAddress(url.host(), url.port()), Wire.millis(limit));
      socket.setSoTimeout(Wire.millis(limit.multipliedBy(Wire.ANSWER_LIMITS)));
      return url.tls() ? proved(socket) : socket;
    } catch (IOException failure) {
      close(socket);
      throw new JedisConnectionException(String.valueOf(failure.getMessage()), failure);
    }
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
