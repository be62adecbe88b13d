package dev.usher.sdk.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.core.check.Index;
import dev.usher.core.check.Parts;
import dev.usher.core.check.SipHash;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import dev.usher.policy.PolicyReader;
import dev.usher.sdk.wire.FeedJson;
import dev.usher.sdk.wire.FeedLine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * In a server's place, for whoever tries the examples without one: the feed of one file of policy,
 * on this machine's own address.
 */
final class StandIn implements AutoCloseable {
  private static final int STILL_MILLIS = 100;

  private final Policy policy;
  private final SipHash hash;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Index now;
  private volatile boolean hushed;
  private volatile boolean closed;
  private int changes;

  private StandIn(Policy policy) throws IOException {
    this.policy = policy;
    SecureRandom random = new SecureRandom();
    this.hash = new SipHash(random.nextLong(), random.nextLong());
    this.now = whole(Map.of());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1/feed", this::feed);
    server.start();
  }

  /**
   * @throws IllegalArgumentException with all that is wrong with the policy
   */
  static StandIn of(Path file) throws IOException {
    PolicyReader.Result read =
        new PolicyReader(InstantSource.system()).read(file, Map.of(), _ -> Optional.empty());
    return new StandIn(
        read.policy()
            .orElseThrow(
                () -> new IllegalArgumentException(Diagnostics.render(read.diagnostics()))));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * From now on these are kept out.
   *
   * @return the revision by which that is so
   */
  synchronized String keepOut(Map<String, Hold.Kind> people) {
    now = whole(people);
    return now.revision();
  }

  /** Says nothing any more, or speaks again. */
  void hush(boolean hush) {
    hushed = hush;
  }

  private Index whole(Map<String, Hold.Kind> out) {
    return Index.of(policy, Instant.now(), out, "stand-in." + ++changes, hash);
  }

  private void feed(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      Index sent = now;
      all(out, sent);
      while (!closed) {
        Thread.sleep(STILL_MILLIS);
        if (hushed) continue;
        Index next = now;
        if (next != sent) all(out, next);
        send(out, new FeedLine.Still(next.revision(), Instant.now()));
        sent = next;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void all(OutputStream out, Index index) throws IOException {
    send(out, new FeedLine.Whole(index.parts(_ -> true)));
    for (Parts.Crowd crowd : index.crowds(_ -> true).toList())
      send(out, new FeedLine.People(index.revision(), crowd));
    send(out, new FeedLine.All(index.revision()));
  }

  private static void send(OutputStream out, FeedLine line) throws IOException {
    out.write((FeedJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
