package dev.usher.server.http;

import dev.usher.core.ledger.Canonical;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By which an answer is known again (RFC 9110 section 8.8.3): strong where it is a digest of the
 * bytes, weak where they tell a time as well. To ask with one saves the sending, and not the work.
 */
final class Etag {
  private static final int DIGITS = 32;
  private static final String WEAK = "W/";

  private Etag() {}

  private static String of(Answer answer) {
    String what = answer.found().orElse(answer.body());
    String digest = Canonical.sha256(what.getBytes(StandardCharsets.UTF_8));
    return (answer.found().isPresent() ? WEAK : "") + '"' + digest.substring(0, DIGITS) + '"';
  }

  /** What who asks has already is not sent again (section 13.1.2). */
  static void send(Answer answer, ServerRequest request, ServerResponse response) {
    String tag = of(answer);
    response.headers().set(HeaderNames.ETAG, tag);
    if (isAmong(tag, HeaderNames.IF_NONE_MATCH, request))
      response.status(Status.NOT_MODIFIED_304).send();
    else answer.send(response);
  }

  /**
   * Whether what is to be replaced or ended is what who asks has seen (sections 13.1.1 and 13.1.2).
   *
   * @param there what is there now; absent where nothing is, or nothing that has a version
   * @throws ProblemException 412 when it is another
   */
  static void mustBeMeant(Optional<Answer> there, ServerRequest request) {
    String tag = there.map(Etag::of).orElse("");
    if (isSaid(HeaderNames.IF_MATCH, request)
        && (there.isEmpty() || !isAmong(tag, HeaderNames.IF_MATCH, request))) throw another();
    if (isSaid(HeaderNames.IF_NONE_MATCH, request)
        && there.isPresent()
        && isAmong(tag, HeaderNames.IF_NONE_MATCH, request)) throw another();
  }

  private static boolean isSaid(HeaderName name, ServerRequest request) {
    return request.headers().contains(name);
  }

  /** Only who has read the bytes may count on them (section 8.8.3.2). */
  private static boolean isAmong(String tag, HeaderName name, ServerRequest request) {
    boolean isWeakEnough = name.equals(HeaderNames.IF_NONE_MATCH);
    return request.headers().values(name).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .anyMatch(
            known ->
                known.equals("*")
                    || (isWeakEnough
                        ? opaque(known).equals(opaque(tag))
                        : known.equals(tag) && !tag.startsWith(WEAK)));
  }

  private static String opaque(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }

  private static ProblemException another() {
    return new Problem(
            412,
            "other-version",
            "It is not as you have seen it",
            "What is there is another version, or nothing that has one: read it again, and say"
                + " its ETag.")
        .raised();
  }
}
