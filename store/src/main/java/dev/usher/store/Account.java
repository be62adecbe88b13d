package dev.usher.store;

/**
 * An account at the store's database. Never printed.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without an account in it
 * @param user the role that logs in
 */
public record Account(String url, String user, char[] password) {
  private static final String SCHEME = "jdbc:postgresql://";

  /**
   * @throws StoreFailure for a URL of another kind, or with an account in it: URLs are shown
   */
  public Account {
    if (!url.startsWith(SCHEME))
      throw new StoreFailure("the store is no PostgreSQL; write " + SCHEME + "host:port/database");
    if (url.matches(".*[?&](user|password|PGUSER|PGPASSWORD)=.*") || url.contains("@"))
      throw new StoreFailure(
          "the store's URL holds an account, and a URL may be shown; leave it out there");
  }

  @Override
  public String toString() {
    return "Account[" + user + " at " + url + "]";
  }
}
