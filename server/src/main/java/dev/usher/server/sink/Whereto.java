package dev.usher.server.sink;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Turns the address of a webhook into the one socket address that is then called. A name is
 * resolved once, and what it led to is what is connected to: a name that leads elsewhere a moment
 * later changes nothing. Private addresses, this machine's and those of clouds' own services are
 * refused, unless the operator lists the host.
 */
public final class Whereto {
  private final Set<String> listed;
  private final Resolver resolver;

  /** Looks names up; the JDK's own is {@link InetAddress#getAllByName}. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Not to be called. The message says what to do, and holds no address that may be a secret. */
  static final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Forbidden(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param path with the query
   */
  record Called(boolean secure, String host, InetAddress address, int port, String path) {
    /** As the header has it (RFC 9110, 7.2). */
    String authority() {
      boolean usual = port == (secure ? 443 : 80);
      return usual ? host : host + ":" + port;
    }
  }

  /**
   * @param listed hosts that the operator lets be called wherever they are, and over plain HTTP:
   *     names or addresses, in lower case, without ports
   */
  public Whereto(Set<String> listed, Resolver resolver) {
    this.listed = Set.copyOf(listed);
    this.resolver = resolver;
  }

  /**
   * @throws Forbidden when it is not to be called
   * @throws UnknownHostException when the name leads nowhere
   */
  Called of(String written) throws UnknownHostException {
    URI uri = uri(written);
    boolean secure = scheme(uri).equals("https");
    String host = host(uri);
    if (!secure && !listed.contains(host))
      throw new Forbidden(
          host
              + " is called over https only, unless the operator lists it among the hosts to call");
    InetAddress[] addresses = resolver.resolve(host);
    if (addresses.length == 0) throw new UnknownHostException(host);
    for (InetAddress address : addresses)
      if (!listed.contains(host) && !PublicNetworks.hold(address))
        throw new Forbidden(
            host
                + " leads to an address that is not public; if it is to be called, the operator"
                + " lists it among the hosts to call");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return new Called(secure, host, addresses[0], port, path(uri));
  }

  /** Looks at what is written, and resolves nothing. */
  static URI uri(String written) {
    try {
      // Its ASCII form is what goes over the wire.
      URI uri = new URI(new URI(written).toASCIIString());
      scheme(uri);
      host(uri);
      if (uri.getRawUserInfo() != null)
        throw new Forbidden(
            "the address holds an account: leave it out, the signature says who sends");
      if (uri.getPort() > 65_535 || uri.getPort() == 0)
        throw new Forbidden("the address has a port that is none");
      return uri;
    } catch (URISyntaxException _) {
      throw new Forbidden("the address is no URL; write https://host/path");
    }
  }

  private static String scheme(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http"))
      throw new Forbidden("the address is no URL to call; write https://host/path");
    return scheme;
  }

  private static String host(URI uri) {
    if (uri.getHost() == null || uri.getHost().isEmpty())
      throw new Forbidden("the address has no host; write https://host/path");
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }
}
