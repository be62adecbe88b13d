package dev.usher.sql.proof;

/** SQL that has no meaning here: nothing is proved of it. */
final class Unread extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unread(String message) {
    super(message);
  }
}
