package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name may have several addresses, as localhost has, and a server listen at one of them. */
class SocketsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static Sockets to(int port) {
    return new Sockets(new RedisUrl("localhost", port, false), LIMIT);
  }

  @Test
  void each_address_of_a_name_is_tried() throws IOException {
    InetAddress four = InetAddress.getByName("127.0.0.1");
    InetAddress six = InetAddress.getByName("::1");
    try (ServerSocket there = new ServerSocket(0, 1, four);
        Socket socket = to(there.getLocalPort()).connected(List.of(six, four))) {
      assertThat(socket.getInetAddress()).isEqualTo(four);
    }
  }

  @Test
  void where_none_answers_the_last_says_why() throws IOException {
    InetAddress four = InetAddress.getByName("127.0.0.1");
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, four)) {
      port = gone.getLocalPort();
    }
    assertThatThrownBy(() -> to(port).connected(List.of(four, four)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
  }
}
