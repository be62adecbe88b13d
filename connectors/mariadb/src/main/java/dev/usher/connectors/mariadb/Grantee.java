package dev.usher.connectors.mariadb;

import java.util.Comparator;

/**
 * Who can hold something: an account, or a role, which has no host.
 *
 * @param host as in {@code mysql.global_priv}; empty for a role
 */
record Grantee(String name, String host) implements Comparable<Grantee> {
  private static final Comparator<Grantee> ORDER =
      Comparator.comparing(Grantee::name).thenComparing(Grantee::host);

  static Grantee role(String name) {
    return new Grantee(name, "");
  }

  boolean isRole() {
    return host.isEmpty();
  }

  /**
   * Whether one who came in as that account can also have what this row of its name holds: the
   * servers look privileges up by the name and by where the client is, and not by the row that let
   * it in. Not so where this row says more of the host: then it lets its clients in itself. A name
   * and an address may be one machine.
   */
  boolean isHadBy(Grantee account) {
    if (isRole() || account.isRole() || host.equals(account.host)) return false;
    String here = literal(host);
    String there = literal(account.host);
    boolean isOneHost = here.equals(host);
    boolean isThereOne = there.equals(account.host);
    if (!isThereOne && (isOneHost || here.length() > there.length())) return false;
    if (isAddress(host) != isAddress(account.host)) return true;
    return !isOneHost && there.startsWith(here);
  }

  /** What a host begins with, before the first wildcard; nothing that can be told of a netmask. */
  private static String literal(String host) {
    return host.contains("/") ? "" : host.split("[%_]", 2)[0];
  }

  private static boolean isAddress(String host) {
    return host.contains(":") || host.chars().noneMatch(Character::isLetter);
  }

  @Override
  public int compareTo(Grantee other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return isRole() ? name : name + "@" + host;
  }
}
