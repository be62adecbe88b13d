package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Index;
import dev.usher.core.model.Policy.Subject;
import dev.usher.sdk.UsherChecks;
import dev.usher.sdk.wire.FeedJson;
import dev.usher.sdk.wire.FeedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything comes in parts, and counts when all of them are there. */
@ExtendWith(Served.class)
class FeedPartsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Asked ALICE =
      new Asked(Subject.Kind.PERSON, "alice", "enter", "door", "day/ash/hall", Optional.empty());

  private final ApiServer server;
  private final List<Exception> troubles = Collections.synchronizedList(new ArrayList<>());

  /** What is said next over the feed by hand; nothing ends the connection. */
  private final BlockingQueue<Optional<FeedLine>> said = new LinkedBlockingQueue<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer byHand;

  FeedPartsTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void speak() throws IOException {
    server.anew();
    byHand = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byHand.setExecutor(threads);
    byHand.createContext(
        "/api/v1/feed",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (exchange;
              OutputStream out = exchange.getResponseBody()) {
            for (Optional<FeedLine> line = said.take(); line.isPresent(); line = said.take()) {
              out.write((FeedJson.write(line.get()) + "\n").getBytes(StandardCharsets.UTF_8));
              out.flush();
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    byHand.start();
  }

  @AfterEach
  void close() {
    byHand.stop(0);
    threads.shutdownNow();
  }

  private UsherChecks follow() {
    return UsherChecks.follow(
        URI.create("http://127.0.0.1:" + byHand.getAddress().getPort()),
        () -> "t",
        InstantSource.system(),
        troubles::add);
  }

  private void say(FeedLine... lines) {
    for (FeedLine line : lines) said.add(Optional.of(line));
  }

  /** All but the word that it is all. */
  private void sayMost(Index index) {
    say(new FeedLine.Whole(index.parts(_ -> true)));
    index.crowds(_ -> true).forEach(one -> say(new FeedLine.People(index.revision(), one)));
  }

  private Index index() {
    return server.index().index().orElseThrow();
  }

  private static void until(BooleanSupplier isSo) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void aWholeThatBreaksOffIsNone() throws InterruptedException {
    try (UsherChecks checks = follow()) {
      sayMost(index());
      said.add(Optional.empty());
      // Over a connection of its own, which knows nothing of the people before.
      say(new FeedLine.All("r.9"));
      until(() -> !troubles.isEmpty());
      assertThat(troubles.getFirst()).hasMessageContaining("before what they are people of");
      assertThat(checks.allows(ALICE)).isFalse();
      assertThat(checks.revision()).isEmpty();
      said.add(Optional.empty());
      sayMost(index());
      say(new FeedLine.All("r.9"));
      until(() -> checks.allows(ALICE));
    }
  }

  @Test
  void nothingElseIsSaidInTheMidstOfAWhole() throws InterruptedException {
    for (FeedLine other :
        List.of(new FeedLine.Still("r.9", Instant.now()), new FeedLine.Some("r.9", List.of()))) {
      troubles.clear();
      try (UsherChecks checks = follow()) {
        sayMost(index());
        say(other);
        until(() -> !troubles.isEmpty());
        assertThat(troubles.getFirst()).hasMessageContaining("has begun and not ended");
        assertThat(checks.allows(ALICE)).isFalse();
        said.add(Optional.empty());
      }
    }
  }

  /** Else somebody would be let in for as long as it takes by what was long ago. */
  @Test
  void whoHearsAWholeForTooLongGrantsNothingMeanwhileAndIsNotCutOff() throws InterruptedException {
    Index index = index();
    try (UsherChecks checks = follow()) {
      sayMost(index);
      say(new FeedLine.All(index.revision()));
      until(() -> checks.allows(ALICE));
      say(new FeedLine.Whole(index.parts(_ -> true)));
      FeedLine part =
          new FeedLine.People(index.revision(), index.crowds(_ -> true).findFirst().orElseThrow());
      long begun = System.nanoTime();
      until(
          () -> {
            say(part);
            return !checks.allows(ALICE);
          });
      // Beyond the time after which who says nothing at all is left.
      until(
          () -> {
            say(part);
            return System.nanoTime() - begun > 4 * UsherChecks.SILENT.toNanos();
          });
      assertThat(checks.allows(ALICE)).isFalse();
      index.crowds(_ -> true).forEach(one -> say(new FeedLine.People(index.revision(), one)));
      say(new FeedLine.All(index.revision()));
      until(said::isEmpty);
      assertThat(checks.allows(ALICE)).as("as it was long ago").isFalse();
      say(new FeedLine.Still(index.revision(), Instant.now()));
      until(() -> checks.allows(ALICE));
      assertThat(troubles).isEmpty();
    }
  }

  /**
   * As when this machine was busy with a whole: to forget that would be to begin again for ever.
   */
  @Test
  void whatComesLateGrantsNothingUntilSomethingComesInTime() throws InterruptedException {
    Index index = index();
    try (UsherChecks checks = follow()) {
      sayMost(index);
      say(new FeedLine.All(index.revision()));
      until(() -> checks.allows(ALICE));
      say(new FeedLine.Still(index.revision(), Instant.now().minusSeconds(3)));
      until(() -> !troubles.isEmpty());
      assertThat(troubles.getFirst()).hasMessageContaining("comes so late");
      until(() -> !checks.allows(ALICE));
      say(new FeedLine.Some("r.9", List.of()));
      until(() -> checks.revision().equals("r.9"));
      assertThat(checks.allows(ALICE)).as("nobody knows the time yet").isFalse();
      say(new FeedLine.Still("r.9", Instant.now()));
      until(() -> checks.allows(ALICE));
      assertThat(troubles).hasSize(1);
    }
  }

  /** Of many who changed at once one line would be long; the last says by which revision it is. */
  @Test
  void manyWhoChangedComeInSeveralLines() throws IOException {
    String before = server.index().known().revision();
    server.database.run(
        "insert into check_change (subject) select 'x' || i from generate_series(1, 2500) i");
    server.database.run("insert into check_change (subject) values ('alice')");
    server.index().look();
    String after = server.index().known().revision();
    List<FeedLine> lines = new ArrayList<>();
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.port() + "/api/v1/feed?after=" + before)
                .toURL()
                .openConnection();
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.setRequestProperty("Authorization", "Bearer check");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      do lines.add(FeedJson.read(in.readLine()));
      while (!lines.getLast().revision().equals(after));
    } finally {
      connection.disconnect();
    }
    Set<String> people = new HashSet<>();
    for (FeedLine line : lines) {
      FeedLine.Some some = (FeedLine.Some) line;
      for (FeedLine.There there : some.places()) {
        assertThat(there.members()).hasSizeLessThanOrEqualTo(1000);
        people.addAll(there.members().keySet());
      }
    }
    assertThat(people).hasSize(2501).contains("alice", "x1", "x2500");
    assertThat(lines).hasSize(3);
    assertThat(lines.subList(0, 2)).allMatch(line -> line.revision().equals(before));
  }
}
