package dev.usher.server.sink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are anybody's, after IANA's registries of special-purpose addresses (RFC 6890 and
 * what was added to them). Of version 6 only 2000::/3 is given out at all.
 */
final class PublicNetworks {
  private static final List<Network> SPECIAL =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3",
          // Azure's own services, for a machine there.
          "168.63.129.16/32",
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "3fff::/20");

  private static final Network GIVEN_OUT = Network.parse("2000::/3");

  private PublicNetworks() {}

  static boolean hold(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16 && !GIVEN_OUT.holds(bytes)) return false;
    return SPECIAL.stream().noneMatch(network -> network.holds(bytes));
  }

  private static List<Network> networks(String... written) {
    return Arrays.stream(written).map(Network::parse).toList();
  }

  /** An address and how many bits of it count. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Network(byte[] base, int bits) {
    static Network parse(String written) {
      int slash = written.indexOf('/');
      try {
        // A literal: nothing is resolved.
        byte[] base = InetAddress.getByName(written.substring(0, slash)).getAddress();
        return new Network(base, Integer.parseInt(written.substring(slash + 1)));
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != base.length) return false;
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((address[bit / 8] ^ base[bit / 8]) & mask) != 0) return false;
      }
      return true;
    }
  }
}
