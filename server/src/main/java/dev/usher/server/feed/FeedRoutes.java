package dev.usher.server.feed;

import dev.usher.core.check.Index;
import dev.usher.engine.check.Changes;
import dev.usher.engine.check.Changes.Change;
import dev.usher.engine.check.Changes.Since;
import dev.usher.engine.check.Indexing.Made;
import dev.usher.engine.check.LiveIndex;
import dev.usher.engine.check.LiveIndex.Known;
import dev.usher.engine.token.CheckScope;
import dev.usher.sdk.wire.FeedJson;
import dev.usher.sdk.wire.FeedLine;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One line of JSON for each change, for as long as somebody listens. */
public final class FeedRoutes implements AutoCloseable {
  private static final Duration STILL = Duration.ofSeconds(1);

  /** Whoever listens grants for three seconds more: together that is five. */
  private static final Duration HEARD = Duration.ofSeconds(2);

  /** People of one line. */
  private static final int A_LINE = 1000;

  private final LiveIndex live;
  private final Changes changes;
  private final InstantSource clock;
  private volatile boolean closed;

  public FeedRoutes(LiveIndex live, Changes changes, InstantSource clock) {
    this.live = live;
    this.changes = changes;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(Route.stream("/api/v1/feed", Right.CHECKING, this::feed));
  }

  /**
   * Of the systems that the caller may check. Ends when nobody listens any more, when the server
   * stops, and when this server has not heard of its store, or knows less than whoever comes:
   * another one may know more.
   */
  private void feed(Caller caller, ServerRequest request, ServerResponse response) {
    String after = request.query().first("after").orElse("");
    CheckScope sight = caller.sight();
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    try (OutputStream out = response.outputStream()) {
      if (number(after).isPresent() && live.atLeast(number(after).get(), STILL).isEmpty()) return;
      Known sent = live.known();
      boolean isAnew = send(out, first(after, sent, sight));
      while (!closed && live.isHeard(HEARD)) {
        // To send everything takes a while: what came since is told at once, or that nothing did.
        Known next = live.after(sent, isAnew ? Duration.ZERO : STILL);
        isAnew =
            send(
                out,
                next == sent
                    ? Stream.of(new FeedLine.Still(sent.revision(), clock.instant()))
                    : lines(sent, next, sight));
        sent = next;
      }
    } catch (IOException | UncheckedIOException _) {
      // Whoever listened has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whoever listens goes to another server, instead of being waited for until this one's grace
   * ends.
   */
  @Override
  public void close() {
    closed = true;
  }

  /**
   * @return whether that was everything anew
   */
  private boolean send(OutputStream out, Stream<FeedLine> lines) {
    AtomicBoolean isAnew = new AtomicBoolean();
    lines
        .takeWhile(_ -> !closed)
        .forEachOrdered(
            line -> {
              send(out, line);
              isAnew.compareAndSet(false, line instanceof FeedLine.Whole);
            });
    return isAnew.get();
  }

  private static void send(OutputStream out, FeedLine line) {
    try {
      out.write((FeedJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Who was away for a while hears of what came since, where the policy is still the same. */
  private Stream<FeedLine> first(String after, Known now, CheckScope sight) {
    return number(after)
        .filter(_ -> policy(after).equals(policy(now.revision())))
        .map(number -> some(number, now, sight))
        .orElseGet(() -> whole(now, sight));
  }

  private static String policy(String revision) {
    return revision.substring(0, Math.max(0, revision.lastIndexOf('.')));
  }

  private static Optional<Long> number(String revision) {
    String number = revision.substring(revision.lastIndexOf('.') + 1);
    return number.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(number)) : Optional.empty();
  }

  private Stream<FeedLine> lines(Known before, Known now, CheckScope sight) {
    if (before.whole() != now.whole()) return whole(now, sight);
    return now.since(before.number())
        .map(subjects -> some(subjects, before.number(), now, sight))
        .orElseGet(() -> some(before.number(), now, sight));
  }

  /** Made as they are sent: together they would be many times what is kept of them. */
  private static Stream<FeedLine> whole(Known now, CheckScope sight) {
    return switch (now.made()) {
      case Made.Nothing(String why) -> Stream.of(new FeedLine.Nothing(now.revision(), why));
      case Made.Whole(Index index) ->
          Stream.of(
                  Stream.of(new FeedLine.Whole(index.parts(sight::sees))),
                  index
                      .crowds(sight::sees)
                      .map(crowd -> new FeedLine.People(now.revision(), crowd)),
                  Stream.of(new FeedLine.All(now.revision())))
              .flatMap(line -> line);
    };
  }

  /** Of more than one step it is the store that knows whom they were of. */
  private Stream<FeedLine> some(long after, Known now, CheckScope sight) {
    Since since = changes.since(after);
    Set<String> subjects = new HashSet<>();
    for (Change change : since.changes()) {
      if (change.subject().isEmpty()) return whole(now, sight);
      // What came after this moment is told again.
      subjects.add(change.subject().get());
    }
    return since.isWhole() ? some(subjects, after, now, sight) : whole(now, sight);
  }

  private Stream<FeedLine> some(Set<String> subjects, long after, Known now, CheckScope sight) {
    return switch (now.made()) {
      case Made.Nothing _ -> whole(now, sight);
      case Made.Whole(Index index) -> {
        List<Set<String>> parts = parts(subjects);
        String before = policy(now.revision()) + "." + after;
        yield IntStream.range(0, parts.size())
            .mapToObj(
                i ->
                    some(
                        index,
                        parts.get(i),
                        // What is known is the later moment when the last of them is.
                        i == parts.size() - 1 ? now.revision() : before,
                        sight));
      }
    };
  }

  /** At least one, if of nobody: the revision is another all the same. */
  private static List<Set<String>> parts(Set<String> subjects) {
    List<String> all = List.copyOf(subjects);
    List<Set<String>> parts = new ArrayList<>();
    for (int from = 0; from == 0 || from < all.size(); from += A_LINE)
      parts.add(Set.copyOf(all.subList(from, Math.min(all.size(), from + A_LINE))));
    return parts;
  }

  private static FeedLine some(
      Index index, Set<String> subjects, String revision, CheckScope sight) {
    List<FeedLine.There> places = new ArrayList<>();
    index
        .parts(subjects, sight::sees)
        .forEach((target, members) -> places.add(new FeedLine.There(target, members)));
    return new FeedLine.Some(revision, places);
  }
}
