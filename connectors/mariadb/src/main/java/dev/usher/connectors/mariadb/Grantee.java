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

  @Override
  public int compareTo(Grantee other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return isRole() ? name : name + "@" + host;
  }
}
