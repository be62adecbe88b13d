package dev.usher.cli.remote;

import dev.usher.engine.Refused;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;

/** Where a server is: {@code https://usher.example.org}. */
public record ServerAddress(URI root) {
  private static final String WRITE =
      "; write https://HOST[:PORT], or http://127.0.0.1:8470 for one on this machine";

  /**
   * @param said with {@code --server}; else the variable USHER_SERVER says it
   * @throws Refused where nobody says it, or it is no address that a token may be sent to
   */
  public static ServerAddress of(Optional<String> said, Map<String, String> environment) {
    String text = said.orElseGet(() -> environment.getOrDefault("USHER_SERVER", ""));
    if (text.isEmpty())
      throw new Refused("no server is named" + WRITE + ", after --server or in USHER_SERVER");
    return parse(text);
  }

  private static ServerAddress parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException _) {
      throw new Refused("that is no server's address" + WRITE);
    }
    if (uri.getRawUserInfo() != null)
      throw new Refused("a server's address holds no account; set USHER_TOKEN instead");
    boolean whole =
        uri.getHost() != null
            && uri.getRawPath().isEmpty()
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null;
    if (!whole) throw new Refused("'" + text + "' is no server's address" + WRITE);
    if ("http".equals(uri.getScheme()) && !isLoopback(uri.getHost()))
      throw new Refused("over http everybody on the way could read the token" + WRITE);
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme()))
      throw new Refused("'" + text + "' is no server's address" + WRITE);
    return new ServerAddress(uri);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  /**
   * @param path with its query, from the root
   */
  URI at(String path) {
    return URI.create(root + path);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
