package dev.usher.server.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why a request was not answered as asked (RFC 9457).
 *
 * @param status of HTTP, 400 to 599
 * @param code stable, in words with hyphens; docs/errors.md lists them
 * @param title the same for each problem of that code
 * @param detail what is wrong here, and what to do next; no secret
 * @param more further members of the object: an id, a missing scope, SCIM's {@code scimType}
 * @param headers further headers of the answer: {@code WWW-Authenticate}, {@code Allow}, …
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    Map<String, String> more,
    Map<String, String> headers) {

  public Problem(int status, String code, String title, String detail) {
    this(status, code, title, detail, Map.of(), Map.of());
  }

  public Problem {
    more = Map.copyOf(more);
    headers = Map.copyOf(headers);
  }

  public static Problem badRequest(String detail) {
    return new Problem(400, "bad-request", "The request cannot be understood", detail);
  }

  public static Problem notFound(String detail) {
    return new Problem(404, "not-found", "There is nothing here", detail);
  }

  public static Problem nameless() {
    return new Problem(
        403,
        "nameless",
        "That wants a name",
        "The first administrator's token is nobody's by name, and that is said by somebody: make a token"
            + " of your own (usher token create --name ann --scope admin), or log in as an administrator"
            + " of the policy (usher login), and say it again.");
  }

  public static Problem noPolicyInForce() {
    return new Problem(
        503,
        "no-policy-in-force",
        "No policy is in force yet",
        "The server has not seen a policy without errors: its log says what is wrong with the one it"
            + " follows.");
  }

  public Problem with(String key, String value) {
    return new Problem(status, code, title, detail, plus(more, key, value), headers);
  }

  public Problem withHeader(String name, String value) {
    return new Problem(status, code, title, detail, more, plus(headers, name, value));
  }

  /** To be thrown by a handler: the answer is then this problem. */
  public ProblemException raised() {
    return new ProblemException(this);
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    Map<String, String> sum = new TreeMap<>(map);
    sum.put(key, value);
    return sum;
  }
}
