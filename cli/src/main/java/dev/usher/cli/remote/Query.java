package dev.usher.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What stands behind the question mark of a path.
 *
 * @param text with it; empty where nothing was said
 */
public record Query(String text) {
  Query() {
    this("");
  }

  Query with(String name, String value) {
    return new Query(text + (text.isEmpty() ? "?" : "&") + name + "=" + said(value));
  }

  /** Said only where it is true. */
  Query with(String name, boolean flag) {
    return flag ? with(name, "true") : this;
  }

  /** As it may stand in a path or a query (RFC 3986 section 2.1). */
  public static String said(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text;
  }
}
