package dev.usher.sql;

/** Ends the translation of a condition that cannot be carried. Never leaves the package. */
final class Unfit extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Carried.Refused refused;

  Unfit(String message, String hint) {
    super(message, null, false, false);
    refused = new Carried.Refused(message, hint);
  }

  Carried.Refused refused() {
    return refused;
  }
}
