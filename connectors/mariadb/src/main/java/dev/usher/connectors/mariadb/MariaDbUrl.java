package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL of a database: one server, and nothing in it that runs, loads or lets in.
 *
 * @param server {@code host:port}; every name of this machine is localhost
 * @param database as it is written: nothing in it is decoded
 */
record MariaDbUrl(String server, String database, String place, String query) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final Pattern FORM =
      Pattern.compile("//(\\[[0-9a-fA-F:.]+\\]|[^/:?,@()]+)(?::(\\d{1,5}))?/([^?]*)(?:\\?(.*))?");

  /**
   * @param type whose URLs may begin and say what
   * @throws IllegalArgumentException when it is no URL of one server of that type, names no
   *     database, or says something that is refused
   */
  static MariaDbUrl parse(SystemType type, String url) {
    String prefix = type.urls().prefix();
    String write = "write " + prefix + "//host:3306/database";
    if (!url.startsWith(prefix)) {
      throw new IllegalArgumentException("not a URL of type " + type.name() + ": " + write);
    }
    if (url.split("\\?", 2)[0].contains("@")) {
      throw new IllegalArgumentException(
          "an account in the URL: write it where admin says, env:NAME or file:PATH");
    }
    Matcher found = FORM.matcher(url.substring(prefix.length()));
    if (!found.matches()) {
      throw new IllegalArgumentException("not a URL of one server: " + write);
    }
    if (found.group(3).isEmpty()) {
      throw new IllegalArgumentException("the URL names no database: " + write);
    }
    String query = found.group(4) == null ? "" : found.group(4);
    refuseParameters(type, query);
    String host = found.group(1).replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    String port = found.group(2) == null ? "3306" : found.group(2);
    return new MariaDbUrl(
        (LOOPBACK.contains(host) ? "localhost" : host) + ":" + port,
        found.group(3),
        found.group(1) + ":" + port + "/",
        query);
  }

  /** The server, and no database in particular, as the driver of MariaDB knows either. */
  String urlOfServer() {
    return "jdbc:mariadb://" + place + (query.isEmpty() ? "" : "?" + query);
  }

  /** Whether the server has to prove by TLS that it is the one meant. */
  boolean provesServer() {
    List<String> modes =
        Arrays.stream(query.split("&")).filter(one -> one.startsWith("sslMode=")).toList();
    return !modes.isEmpty() && modes.stream().allMatch("sslMode=verify-full"::equals);
  }

  private static void refuseParameters(SystemType type, String query) {
    for (String parameter : query.split("&")) {
      String name = parameter.split("=", 2)[0];
      if (name.isEmpty() || type.urls().parameters().contains(name)) continue;
      throw new IllegalArgumentException(
          name.equals("user") || name.equals("password")
              ? name + " does not belong in a URL: write it where admin says, env:NAME or file:PATH"
              : "the JDBC parameter " + name + " is refused; leave it out");
    }
  }
}
