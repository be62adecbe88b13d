package dev.usher.cli.server;

/** A secret of the server's own. Never printed. */
record Secret(String text) {
  @Override
  public String toString() {
    return "Secret[]";
  }
}
