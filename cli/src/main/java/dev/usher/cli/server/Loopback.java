package dev.usher.cli.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which hosts are this machine and nobody else's. */
final class Loopback {
  private Loopback() {}

  /** Every address of it; one that is not known is none. */
  static boolean is(String host) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      for (InetAddress address : addresses) if (!address.isLoopbackAddress()) return false;
      return addresses.length > 0;
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
