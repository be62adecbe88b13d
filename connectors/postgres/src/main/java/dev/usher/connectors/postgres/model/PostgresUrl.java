package dev.usher.connectors.postgres.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A JDBC URL as far as usher lets one in: where the server is, which database, and how the
 * connection is protected. Parameters that load classes, run programs or name accounts are refused
 * by not being on the list.
 *
 * @param url as written
 * @param hosts {@code host:port}, normalised, in the order written
 */
public record PostgresUrl(String url, List<String> hosts, String database) {
  private static final Set<String> PROVED = Set.of("sslmode=verify-ca", "sslmode=verify-full");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "[::1]", "localhost");

  /**
   * @throws IllegalArgumentException when it is no PostgreSQL URL, names no database, or says
   *     something that is refused
   */
  public static PostgresUrl parse(String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "not a PostgreSQL URL: write jdbc:postgresql://host:5432/database");
    }
    int query = url.indexOf('?');
    String place = query < 0 ? url : url.substring(0, query);
    if (place.contains("@")) {
      throw new IllegalArgumentException(
          "an account in the URL: write it where admin says, env:NAME or file:PATH");
    }
    if (query >= 0) refuseParameters(url.substring(query + 1));
    if (place.endsWith("/") || place.endsWith(":")) throw noDatabase();
    Properties parsed = Driver.parseURL(place, null);
    if (parsed == null) {
      throw new IllegalArgumentException("not a URL: write jdbc:postgresql://host:5432/database");
    }
    String database = PGProperty.PG_DBNAME.getOrDefault(parsed);
    if (database == null || database.isEmpty()) throw noDatabase();
    String[] names = orElse(PGProperty.PG_HOST.getOrDefault(parsed), "localhost").split(",");
    String[] ports = orElse(PGProperty.PG_PORT.getOrDefault(parsed), "5432").split(",");
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String host = names[i].toLowerCase(Locale.ROOT);
      hosts.add((LOOPBACK.contains(host) ? "localhost" : host) + ":" + ports[i % ports.length]);
    }
    return new PostgresUrl(url, List.copyOf(hosts), database);
  }

  /** What the realm is known by. */
  public String realmKey() {
    return String.join(",", hosts.stream().sorted().toList());
  }

  /** Whether the server proves by TLS who it is, however often the URL says how. */
  public boolean provesServer() {
    int query = url.indexOf('?');
    List<String> modes =
        Arrays.stream(url.substring(query + 1).split("&"))
            .filter(parameter -> query >= 0 && parameter.startsWith("sslmode="))
            .toList();
    return !modes.isEmpty() && PROVED.containsAll(modes);
  }

  /** The same server, another database, whose name may hold anything. */
  public String urlOf(String other) {
    int query = url.indexOf('?');
    String place = query < 0 ? url : url.substring(0, query);
    String rest = query < 0 ? "" : url.substring(query);
    int slash = place.lastIndexOf('/');
    int start = slash < 0 ? "jdbc:postgresql:".length() : slash + 1;
    return place.substring(0, start) + URLEncoder.encode(other, StandardCharsets.UTF_8) + rest;
  }

  private static void refuseParameters(String query) {
    for (String parameter : query.split("&")) {
      String name = parameter.split("=", 2)[0];
      if (name.isEmpty() || PostgresType.TYPE.urls().parameters().contains(name)) continue;
      throw new IllegalArgumentException(
          name.equals("user") || name.equals("password")
              ? name + " does not belong in a URL: write it where admin says, env:NAME or file:PATH"
              : "the JDBC parameter " + name + " is refused; leave it out");
    }
  }

  private static IllegalArgumentException noDatabase() {
    return new IllegalArgumentException(
        "the URL names no database: write jdbc:postgresql://host:5432/database");
  }

  private static String orElse(@Nullable String value, String other) {
    return value == null || value.isEmpty() ? other : value;
  }
}
