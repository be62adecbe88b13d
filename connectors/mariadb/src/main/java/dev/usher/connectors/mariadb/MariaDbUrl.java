package dev.usher.connectors.mariadb;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL of a MariaDB database: one server, and nothing in it that runs, loads or lets in.
 *
 * @param server {@code host:port}; every name of this machine is localhost
 * @param database as it is written: nothing in it is decoded
 */
record MariaDbUrl(String server, String database, String place, String query) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final Pattern FORM =
      Pattern.compile(
          "jdbc:mariadb://(\\[[0-9a-fA-F:.]+\\]|[^/:?,@()]+)(?::(\\d{1,5}))?/([^?]*)(?:\\?(.*))?");
  private static final String WRITE = "write jdbc:mariadb://host:3306/database";

  /**
   * @throws IllegalArgumentException when it is no URL of one MariaDB server, names no database, or
   *     says something that is refused
   */
  static MariaDbUrl parse(String url) {
    if (!url.startsWith("jdbc:mariadb:")) {
      throw new IllegalArgumentException("not a MariaDB URL: " + WRITE);
    }
    if (url.split("\\?", 2)[0].contains("@")) {
      throw new IllegalArgumentException(
          "an account in the URL: write it where admin says, env:NAME or file:PATH");
    }
    Matcher found = FORM.matcher(url);
    if (!found.matches()) {
      throw new IllegalArgumentException("not a URL of one MariaDB server: " + WRITE);
    }
    if (found.group(3).isEmpty()) {
      throw new IllegalArgumentException("the URL names no database: " + WRITE);
    }
    String query = found.group(4) == null ? "" : found.group(4);
    refuseParameters(query);
    String host = found.group(1).replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    String port = found.group(2) == null ? "3306" : found.group(2);
    return new MariaDbUrl(
        (LOOPBACK.contains(host) ? "localhost" : host) + ":" + port,
        found.group(3),
        "jdbc:mariadb://" + found.group(1) + ":" + port + "/",
        query);
  }

  /** The server, and no database in particular. */
  String urlOfServer() {
    return place + (query.isEmpty() ? "" : "?" + query);
  }

  private static void refuseParameters(String query) {
    for (String parameter : query.split("&")) {
      String name = parameter.split("=", 2)[0];
      if (name.isEmpty() || MariaDbType.TYPE.urls().parameters().contains(name)) continue;
      throw new IllegalArgumentException(
          name.equals("user") || name.equals("password")
              ? name + " does not belong in a URL: write it where admin says, env:NAME or file:PATH"
              : "the JDBC parameter " + name + " is refused; leave it out");
    }
  }
}
