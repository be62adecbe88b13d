package dev.usher.sdk;

import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Gathering;
import dev.usher.core.check.Index;
import dev.usher.core.check.Parts;
import dev.usher.core.check.SipHash;
import dev.usher.core.model.Target;
import dev.usher.sdk.wire.FeedJson;
import dev.usher.sdk.wire.FeedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * May somebody do something, answered in this process by what a server last said. Follows the
 * server by itself; when it has not heard of it for {@link #SILENT}, it answers no.
 *
 * <p>Any number of threads ask at once, and nobody waits.
 */
public final class UsherChecks implements AutoCloseable {
  /** Without a word from the server for so long, nothing is granted. */
  public static final Duration SILENT = Duration.ofSeconds(3);

  /** This machine's clock may differ from the server's by so much, or nothing is granted. */
  public static final Duration CLOCKS = Duration.ofSeconds(2);

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final URI feed;
  private final Supplier<String> token;
  private final InstantSource clock;
  private final Consumer<Exception> trouble;
  private final Consumer<Decided> decided;
  private final SipHash hash;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(SILENT).build();

  /** No virtual one, which would wait behind every request that the application computes. */
  private final Thread thread =
      Thread.ofPlatform().daemon().name("usher-feed").unstarted(this::follow);

  private volatile Known known = new Known(Optional.empty(), "");

  /** When the server last said how things are, in nanoseconds of a clock that is never set. */
  private volatile long heard;

  /** When it last said anything at all, likewise. */
  private volatile long spoken;

  private volatile boolean closed;

  private record Known(Optional<Index> index, String revision) {}

  /**
   * One answer.
   *
   * @param revision by which it was given; empty where nothing was known, which is a no
   */
  public record Decided(Asked asked, boolean isAllowed, String revision) {}

  private UsherChecks(
      URI server,
      Supplier<String> token,
      InstantSource clock,
      Consumer<Exception> trouble,
      Consumer<Decided> decided) {
    this.feed = server.resolve("/api/v1/feed");
    this.token = token;
    this.clock = clock;
    this.trouble = trouble;
    this.decided = decided;
    SecureRandom random = new SecureRandom();
    this.hash = new SipHash(random.nextLong(), random.nextLong());
    this.heard = System.nanoTime() - SILENT.toNanos() - 1;
  }

  /**
   * Follows a server from now on; answers no until it has heard of it.
   *
   * @param server its address, https but for this machine's own
   * @param token with the scope {@code check}; asked for at each connection
   * @param trouble is told when the server cannot be heard; it is tried again
   * @throws IllegalArgumentException when the token would go over the network in the clear
   */
  public static UsherChecks follow(
      URI server, Supplier<String> token, InstantSource clock, Consumer<Exception> trouble) {
    return follow(server, token, clock, trouble, _ -> {});
  }

  /**
   * The same with an ear for the answers: an application's own decision log.
   *
   * @param decided is told of each answer before it is given, by the thread that asks, which waits
   *     for it: whoever writes somewhere does so elsewhere. What it throws comes to who asks, who
   *     so has no answer that was not told
   */
  public static UsherChecks follow(
      URI server,
      Supplier<String> token,
      InstantSource clock,
      Consumer<Exception> trouble,
      Consumer<Decided> decided) {
    boolean isSafe =
        "https".equals(server.getScheme())
            || "http".equals(server.getScheme())
                && server.getHost() != null
                && server.getHost().matches("localhost|127\\.[0-9.]+|\\[::1]");
    if (!isSafe)
      throw new IllegalArgumentException(
          "a token goes over https alone, but for this machine's own addresses: " + server);
    UsherChecks checks = new UsherChecks(server, token, clock, trouble, decided);
    checks.thread.start();
    return checks;
  }

  /** Whether the subject may do all of that. */
  public boolean allows(Asked asked) {
    Index index = current();
    boolean isAllowed = index != null && index.allows(asked);
    decided.accept(new Decided(asked, isAllowed, revision(index)));
    return isAllowed;
  }

  /** The same answer with its reason, which takes longer. */
  public Answered answer(Asked asked) {
    Index index = current();
    Answered answered =
        index == null
            ? Answered.no("the server has not been heard of for too long")
            : index.answer(asked);
    decided.accept(new Decided(asked, answered.allowed(), revision(index)));
    return answered;
  }

  private static String revision(@Nullable Index index) {
    return index == null ? "" : index.revision();
  }

  /** By which revision it would answer now; empty before the first. */
  public String revision() {
    return known.revision();
  }

  /**
   * Waits until it knows what that revision knew, of whichever answer it came.
   *
   * @return whether it does by then
   */
  public boolean awaits(String revision, Duration patience) throws InterruptedException {
    long wanted = number(revision);
    long end = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (number(known.revision()) < wanted) {
        long left = end - System.nanoTime();
        if (left <= 0) return false;
        wait(Math.max(1, left / 1_000_000));
      }
      return true;
    }
  }

  private static long number(String revision) {
    String number = revision.substring(revision.lastIndexOf('.') + 1);
    return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
  }

  private @Nullable Index current() {
    if (System.nanoTime() - heard > SILENT.toNanos()) return null;
    return known.index().filter(index -> index.isOf(clock.instant())).orElse(null);
  }

  private void follow() {
    Duration pause = SHORTEST;
    while (!closed) {
      try {
        hear();
        pause = SHORTEST;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException failure) {
        if (closed) return;
        trouble.accept(failure);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
    }
  }

  /** One connection, from where it was, until it ends. */
  private void hear() throws IOException, InterruptedException {
    String after = URLEncoder.encode(known.revision(), StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(feed + "?after=" + after))
            .header("Authorization", "Bearer " + token.get())
            .header("Accept", "application/x-ndjson")
            .timeout(SILENT.multipliedBy(2))
            .build();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200)
        throw new IOException("the server answers with " + response.statusCode());
      Thread watch = Thread.startVirtualThread(() -> watch(body));
      try {
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        Hearing hearing = new Hearing();
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
          spoken = System.nanoTime();
          hearing.hear(FeedJson.read(line));
          spoken = System.nanoTime();
        }
      } finally {
        watch.interrupt();
      }
    }
  }

  /** Who went away without a word is not waited for. */
  private void watch(InputStream body) {
    try {
      long began = System.nanoTime();
      while (System.nanoTime() - Math.max(began, spoken) < 2 * SILENT.toNanos())
        Thread.sleep(SILENT);
      body.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      trouble.accept(failure);
    }
  }

  private void forget() {
    known = new Known(Optional.empty(), "");
  }

  /** What comes over one connection. */
  private final class Hearing {
    private @Nullable Gathering gathering;

    /** When the server last said how things are; while a whole comes in, nothing of that is new. */
    private long said;

    /** Whether this machine's clock and the server's differ, or its words come too late. */
    private boolean isOff;

    void hear(FeedLine line) throws IOException {
      switch (line) {
        case FeedLine.Whole(Parts parts) -> {
          said = now();
          gathering = new Gathering(parts, hash);
        }
        case FeedLine.People(String _, Parts.Crowd crowd) -> begun().add(crowd);
        case FeedLine.All(String _) -> {
          Index index = begun().index();
          gathering = null;
          know(new Known(Optional.of(index), index.revision()), said);
        }
        case FeedLine.Some(String revision, var places) -> {
          if (gathering != null) throw new IOException("a whole has begun and not ended");
          if (known.index().isEmpty()) throw new IOException("what changes is not known yet");
          Map<Target, Map<String, Optional<Parts.Member>>> changes = new HashMap<>();
          places.forEach(there -> changes.put(there.target(), there.members()));
          know(new Known(known.index().map(it -> it.with(changes, revision)), revision), now());
        }
        case FeedLine.Still(String _, Instant server) -> {
          if (gathering != null) throw new IOException("a whole has begun and not ended");
          isOff = isOff(server);
          if (!isOff && known.index().filter(index -> !index.isOf(clock.instant())).isPresent()) {
            forget();
            throw new IOException("a grant began or ended: everything is asked for anew");
          }
          know(known, now());
        }
        case FeedLine.Nothing _ -> {
          gathering = null;
          know(new Known(Optional.empty(), ""), now());
        }
      }
    }

    /** Long ago where the clocks differ: grants begin and end by them. */
    private long now() {
      return System.nanoTime() - (isOff ? SILENT.toNanos() + 1 : 0);
    }

    /**
     * What waited for this machine to be done with something else is late too. What is known stays,
     * for when it is heard in time again.
     */
    private boolean isOff(Instant server) {
      Duration off = Duration.between(server, clock.instant()).abs();
      if (off.compareTo(CLOCKS) <= 0) return false;
      trouble.accept(
          new IOException(
              "this machine's clock differs from the server's by "
                  + off.toSeconds()
                  + " s, or what the server says comes so late: set the clock, or give this machine"
                  + " less to do"));
      return true;
    }

    private Gathering begun() throws IOException {
      if (gathering == null) throw new IOException("people came before what they are people of");
      return gathering;
    }
  }

  private synchronized void know(Known next, long when) {
    known = next;
    heard = when;
    notifyAll();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    client.shutdownNow();
  }
}
