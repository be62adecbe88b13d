package dev.usher.engine.operator;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike: {@code 10.1.0.0/16}, or one alone.
 *
 * @param bits how many of the address count
 */
public record Network(InetAddress address, int bits) {
  /** By the letter: a name could lead elsewhere tomorrow, and {@code 10.1} is read in two ways. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");

  /** Nothing for what is none, or has bits that do not count. */
  public static Optional<Network> parse(String text) {
    var written = LITERAL.matcher(text);
    if (!written.matches()) return Optional.empty();
    try {
      InetAddress address = InetAddress.ofLiteral(written.group(1));
      int length = address.getAddress().length * 8;
      int bits = written.group(2) == null ? length : Integer.parseInt(written.group(2));
      if (bits > length) return Optional.empty();
      Network network = new Network(address, bits);
      byte[] own = address.getAddress();
      return Arrays.equals(network.masked(own), own) ? Optional.of(network) : Optional.empty();
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] others = other.getAddress();
    return own.length == others.length && Arrays.equals(own, masked(others));
  }

  private byte[] masked(byte[] whole) {
    byte[] masked = whole.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.clamp(bits - 8 * i, 0, 8);
      masked[i] &= (byte) (0xff << (8 - kept));
    }
    return masked;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
