package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Systems that take a call and never say a word. */
@Timeout(300)
class BadLuckTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
      """;

  /** Longer than anybody here waits for anything. */
  private static final Duration FOREVER = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() {
    here = new Followed(folder, FOREVER);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  /**
   * More of them than there are turns at a time; none has been given up when the others are done.
   */
  @Test
  void systems_that_take_a_call_and_never_answer_keep_nobody_waiting() throws IOException {
    try (Silence silence = new Silence(4)) {
      here.policy("one", EVERYWHERE);
      here.say("ada", "Readers");
      here.say("bo", "Readers");
      until("they are in", () -> reads("ada") && reads("bo") && here.open.all().isEmpty());
      here.policy("two", EVERYWHERE, silence.ports());
      until("all of them were called", () -> silence.called() == 4);
      here.say("ada");
      until("ada is out", () -> !here.is(here.prod, "ada_prod"));
      here.say("cy", "Readers");
      until("cy is in", () -> reads("cy"));
      assertThat(here.realms.all()).noneMatch(one -> one.failure().isPresent());
      silence.hangUp();
      until(
          "it is told of them",
          () -> here.realms.all().stream().anyMatch(one -> one.failure().isPresent()));
    }
  }

  private boolean reads(String who) {
    return here.can(here.prod, who + "_prod", "SELECT")
        && here.can(here.dev, who + "_dev", "SELECT");
  }

  /**
   * Ports that accept, want no encryption (the driver waits for that word for 5 s only) and say
   * nothing more.
   */
  private static final class Silence implements AutoCloseable {
    /** Bytes; PostgreSQL manual, 54.7 Message Formats. */
    private static final int SSL_REQUEST = 8;

    private final List<ServerSocket> listening = new ArrayList<>();
    private final Queue<Socket> calls = new ConcurrentLinkedQueue<>();

    Silence(int many) throws IOException {
      for (int i = 0; i < many; i++) {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.add(socket);
        Thread.ofVirtual().start(() -> take(socket));
      }
    }

    private void take(ServerSocket socket) {
      try {
        while (true) {
          Socket call = socket.accept();
          calls.add(call);
          if (call.getInputStream().readNBytes(SSL_REQUEST).length == SSL_REQUEST)
            call.getOutputStream().write('N');
        }
      } catch (IOException closed) {
        // They have hung up.
      }
    }

    List<Integer> ports() {
      return listening.stream().map(ServerSocket::getLocalPort).toList();
    }

    /** So many of them have been called. */
    long called() {
      return calls.stream().map(Socket::getLocalPort).distinct().count();
    }

    /** On all who called, and nobody can call again. */
    void hangUp() throws IOException {
      for (ServerSocket socket : listening) socket.close();
      for (Socket socket : calls) socket.close();
    }

    @Override
    public void close() throws IOException {
      hangUp();
    }
  }
}
