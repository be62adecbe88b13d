package dev.usher.server.http;

import dev.usher.core.ledger.Canonical;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Which part of a list is wanted: {@code limit} and {@code cursor}, of which the latter is what
 * {@code next} said on the page before. It says behind which key the list goes on, and not how many
 * lines came before: whatever comes or goes in between moves nothing else to another page. It gives
 * nothing that the question itself does not, and so is not signed; it holds what makes it of one
 * question.
 *
 * @param question what is asked, as a digest
 * @param after the last key of the page before; absent at the first
 * @param limit most keys, 1 to 1,000
 */
public record Page(String question, Optional<String> after, int limit) {
  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  private static final int USUAL = 100;
  private static final int MOST = 1_000;
  private static final int DIGITS = 16;
  private static final int LONGEST = 200;

  /**
   * @throws ProblemException 400 for a limit that is none, a cursor that is none or one of another
   *     question
   */
  static Page of(ServerRequest request) {
    Query query = Query.ofAny(request);
    int limit = Math.toIntExact(query.number(LIMIT, 1, MOST, USUAL));
    String asked = request.path().rawPath() + "\n" + query.but(LIMIT, CURSOR);
    String question = Canonical.sha256(asked.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    return new Page(question, query.find(CURSOR).map(cursor -> key(cursor, question)), limit);
  }

  private static String key(String cursor, String question) {
    String text = text(cursor);
    if (!text.matches("(?s)[0-9a-f]{" + DIGITS + "}\\..+")) throw unlike();
    if (!text.startsWith(question))
      throw Query.wrong(
          "cursor is of another question: ask the same as before, or leave it out for the first"
              + " page.");
    return text.substring(DIGITS + 1);
  }

  private static String text(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw unlike();
    }
  }

  private static RuntimeException unlike() {
    return Query.wrong("cursor is the next of the page before; leave it out for the first page.");
  }

  private String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((question + "." + key).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What of a list is on the page.
   *
   * @param next the cursor of what is behind it; absent where nothing is
   */
  public record Part<T>(List<T> here, Optional<String> next) {}

  /**
   * Of a list that is at hand.
   *
   * @param key by which it goes, that of nothing else; lines of the same one are never parted
   */
  public <T> Part<T> of(Collection<T> all, Function<T, String> key) {
    Range range = over(all.stream().map(key));
    return new Part<>(range.of(all, key), range.next());
  }

  /**
   * Of a list in the order of its numbers, which grows at its end alone.
   *
   * @param found behind {@link #afterNumber}, at most {@link #oneMore}
   */
  public <T> Part<T> numbered(List<T> found, ToLongFunction<T> number) {
    if (found.size() <= limit) return new Part<>(found, Optional.empty());
    List<T> here = found.subList(0, limit);
    return new Part<>(here, Optional.of(cursor(Long.toString(number.applyAsLong(here.getLast())))));
  }

  /** So many tell whether there is another page. */
  public int oneMore() {
    return limit + 1;
  }

  /**
   * @return 0 at the first page
   * @throws ProblemException 400 when the cursor is not by number
   */
  public long afterNumber() {
    String number = after.orElse("0");
    if (!number.matches("[0-9]{1,18}")) throw unlike();
    return Long.parseLong(number);
  }

  /** However long a name is that somebody made up, a cursor fits into a path. */
  private static String bounded(String key) {
    if (key.length() <= LONGEST) return key;
    int end = Character.isHighSurrogate(key.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return key.substring(0, end) + Canonical.sha256(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Of several lists that go by the same keys: who they are about. */
  public Range over(Stream<String> keys) {
    List<String> here =
        keys.map(Page::bounded)
            .filter(this::isBehind)
            .distinct()
            .sorted()
            .limit(oneMore())
            .toList();
    Optional<String> last =
        here.size() > limit ? Optional.of(here.get(limit - 1)) : Optional.empty();
    return new Range(this, last);
  }

  private boolean isBehind(String key) {
    return after.isEmpty() || key.compareTo(after.get()) > 0;
  }

  /**
   * @param last key that is on the page; absent where all that are left are
   */
  public record Range(Page page, Optional<String> last) {
    /** In the order of their keys. */
    public <T> List<T> of(Collection<T> all, Function<T, String> key) {
      Function<T, String> bounded = key.andThen(Page::bounded);
      return all.stream()
          .filter(one -> page.isBehind(bounded.apply(one)))
          .filter(one -> last.isEmpty() || bounded.apply(one).compareTo(last.get()) <= 0)
          .sorted(Comparator.comparing(bounded))
          .toList();
    }

    /** The cursor of what is behind it. */
    public Optional<String> next() {
      return last.map(page::cursor);
    }
  }

  /** The beginning of a key by which the oldest comes first; to the microsecond, as the store. */
  public static String oldest(Instant time) {
    return "%019d ".formatted(micros(time));
  }

  /** Likewise the newest. */
  public static String newest(Instant time) {
    return "%019d ".formatted(Long.MAX_VALUE - micros(time));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
