package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of all results is wanted (section 8.2). A token says behind which name it goes on, and
 * not how many came before: who joins or leaves in between moves nobody else to another page. It
 * gives nothing that the question itself does not, and so is not signed; it holds what makes it of
 * one question, and of no moment before the last page's.
 *
 * @param question what is asked, as a digest
 * @param after the last result of the page before; "" at the first
 * @param limit most results
 * @param atLeast the number of the revision that the page before was by; 0 at the first
 */
record Page(String question, String after, int limit, long atLeast) {
  private static final int USUAL = 1_000;

  /** To want more is no error: a page may hold fewer than were wanted. */
  private static final int MOST = 10_000;

  private static final Pattern TOKEN =
      Pattern.compile("([0-9a-f]{64})\\.([0-9]{1,5})\\.([0-9]{1,18})\\.(.*)", Pattern.DOTALL);

  /**
   * @param next_token of the next page; "" where this is the last
   */
  record Next(String next_token, int count) {}

  /**
   * @throws dev.usher.server.http.ProblemException 400 when it is none, or one of another question
   */
  static Page read(JsonNode page, String question) {
    isObjectOrNot("page", page);
    isObjectOrNot("page.properties", page.path("properties"));
    JsonNode wanted = page.path("limit");
    if (page.path("token").isMissingNode())
      return new Page(question, "", wanted.isMissingNode() ? USUAL : limit(wanted), 0);
    Page its = of(page.path("token"));
    if (!its.question().equals(question))
      throw Evaluation.wrong(
          "page.token is of another question: ask the same as before, or leave it out.");
    if (!wanted.isMissingNode() && limit(wanted) != its.limit())
      throw Evaluation.wrong("page.limit is another than before: leave it as it was, or out.");
    return its;
  }

  private static void isObjectOrNot(String name, JsonNode part) {
    if (!part.isMissingNode() && !part.isObject())
      throw Evaluation.wrong(name + " is to be an object, where it is there.");
  }

  private static int limit(JsonNode wanted) {
    if (!wanted.isIntegralNumber() || wanted.bigIntegerValue().signum() < 0)
      throw Evaluation.wrong("page.limit is a whole number, 0 or more.");
    return wanted.canConvertToInt() ? Math.min(wanted.intValue(), MOST) : MOST;
  }

  private static Page of(JsonNode token) {
    Matcher parts = TOKEN.matcher(text(token));
    if (!parts.matches()) throw unlike();
    return new Page(
        parts.group(1),
        parts.group(4),
        Math.min(Integer.parseInt(parts.group(2)), MOST),
        Long.parseLong(parts.group(3)));
  }

  private static String text(JsonNode token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.isTextual() ? token.textValue() : "");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw unlike();
    }
  }

  private static RuntimeException unlike() {
    return Evaluation.wrong(
        "page.token is the next_token of the page before; leave it out for the first page.");
  }

  /**
   * @param here the results of this page
   * @param isMore whether something comes behind them
   * @param number of the revision that they are by
   */
  Next next(List<String> here, boolean isMore, long number) {
    if (!isMore) return new Next("", here.size());
    String last = here.isEmpty() ? after : here.getLast();
    String token = question + "." + limit + "." + number + "." + last;
    return new Next(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(token.getBytes(StandardCharsets.UTF_8)),
        here.size());
  }
}
