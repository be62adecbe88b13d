package dev.usher.connectors.redis;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis is: {@code redis://host:port}, and behind it {@code ?tls=true} where it speaks TLS.
 *
 * @param host in lower case; of an IPv6 address without its brackets
 */
record RedisUrl(String host, int port, boolean tls) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
  private static final int USUAL_PORT = 6379;
  private static final Pattern FORM =
      Pattern.compile("redis://(\\[[0-9a-fA-F:.]+\\]|[^/?#@:\\[\\]]+)(?::([0-9]{1,5}))?/?(\\?.*)?");

  /**
   * @throws IllegalArgumentException when it is no such URL, or says something that is refused
   */
  static RedisUrl parse(String url) {
    if (url.contains("@")) {
      throw new IllegalArgumentException(
          "an account in the URL: write it where admin says, env:NAME or file:PATH");
    }
    Matcher found = FORM.matcher(url);
    if (!found.matches()) {
      throw new IllegalArgumentException("not a Redis URL: write redis://host:6379");
    }
    String query = found.group(3) == null ? "" : found.group(3);
    if (!Set.of("", "?", "?tls=true", "?tls=false").contains(query)) {
      throw new IllegalArgumentException("behind the ? only tls=true or tls=false can stand");
    }
    int port = found.group(2) == null ? USUAL_PORT : Integer.parseInt(found.group(2));
    if (port < 1 || port > 65_535) throw new IllegalArgumentException("there is no port " + port);
    String host = found.group(1).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    return new RedisUrl(host, port, query.equals("?tls=true"));
  }

  /** What the realm is known by: accounts are one for the whole server. */
  String realmKey() {
    return (LOOPBACK.contains(host) ? "localhost" : host) + ":" + port;
  }
}
