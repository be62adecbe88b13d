package dev.usher.sdk.examples;

/** An example that has started, on this machine's own address. */
interface Running extends AutoCloseable {
  int port();

  @Override
  void close();
}
