package dev.usher.engine.operator;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a URL stays on this machine. By the letter: a name could lead elsewhere tomorrow. */
final class Hosts {
  private static final Pattern THIS =
      Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\]");

  private Hosts() {}

  /**
   * All hosts of it; one that cannot be told is elsewhere.
   *
   * @param url checked by the policy's reader: {@code type://host:port,host:port/…}
   */
  static boolean areThisMachine(String url) {
    int start = url.indexOf("//");
    if (start < 0) return false;
    String hosts = url.substring(start + 2).split("[/?]", 2)[0].toLowerCase(Locale.ROOT);
    for (String host : hosts.split(",", -1))
      if (!THIS.matcher(host.replaceFirst(":[0-9]{1,5}$", "")).matches()) return false;
    return true;
  }
}
