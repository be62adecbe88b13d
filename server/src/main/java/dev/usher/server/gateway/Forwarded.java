package dev.usher.server.gateway;

import dev.usher.engine.gateway.Gateway.Request;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.List;

/** What a proxy says of a request, where that can be told: its client may have said it too. */
sealed interface Forwarded {
  /**
   * @param authorizations what the client sent as such, each header's value
   */
  record Is(Request request, List<String> authorizations) implements Forwarded {}

  /**
   * @param why for the log
   */
  record Unclear(String why) implements Forwarded {
    static Unclear by(String header) {
      return new Unclear(header + " may make another request of it");
    }
  }

  /** The headers of one kind of proxy. */
  record Pair(HeaderName method, HeaderName path) {
    boolean isNamed(String name) {
      return method.defaultCase().equalsIgnoreCase(name)
          || path.defaultCase().equalsIgnoreCase(name);
    }

    boolean isSomewhereIn(ServerRequestHeaders headers) {
      return headers.contains(method) || headers.contains(path);
    }
  }

  /** As our configuration of nginx names them; as Traefik does. */
  List<Pair> PAIRS =
      List.of(
          new Pair(HeaderNames.create("X-Original-Method"), HeaderNames.create("X-Original-URI")),
          new Pair(
              HeaderNames.create("X-Forwarded-Method"), HeaderNames.create("X-Forwarded-Uri")));

  /** By which some applications do another thing than the first line says. */
  List<String> OVERRIDES =
      List.of(
          "X-HTTP-Method-Override",
          "X-HTTP-Method",
          "X-Method-Override",
          "X-Original-URL",
          "X-Rewrite-URL");

  static Forwarded of(ServerRequestHeaders headers) {
    for (Header header : headers) {
      String name = header.name();
      // To many an application an underscore is a hyphen.
      String plain = name.replace('_', '-');
      boolean isOurs = isOfAProxy(plain) && !plain.equals(name);
      if (isOurs || isOverride(plain)) return Unclear.by(plain);
    }
    List<Pair> said = PAIRS.stream().filter(pair -> pair.isSomewhereIn(headers)).toList();
    if (said.size() != 1)
      return new Unclear(
          said.isEmpty()
              ? "the proxy does not say which request it is"
              : "two kinds of headers say which request it is: let the proxy clear one");
    List<String> method = values(headers, said.getFirst().method());
    List<String> path = values(headers, said.getFirst().path());
    if (method.size() != 1 || path.size() != 1)
      return new Unclear("the request's method and path are not there once each");
    return new Is(
        new Request(method.getFirst(), path.getFirst()),
        values(headers, HeaderNames.AUTHORIZATION));
  }

  /**
   * @param plain with hyphens
   */
  static boolean isOfAProxy(String plain) {
    return PAIRS.stream().anyMatch(pair -> pair.isNamed(plain));
  }

  static boolean isOverride(String plain) {
    return OVERRIDES.stream().anyMatch(one -> one.equalsIgnoreCase(plain));
  }

  /** Each line's. */
  private static List<String> values(ServerRequestHeaders headers, HeaderName name) {
    if (!headers.contains(name)) return List.of();
    Header header = headers.get(name);
    return header.allValues();
  }
}
