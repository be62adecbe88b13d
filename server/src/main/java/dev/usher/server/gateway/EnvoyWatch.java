package dev.usher.server.gateway;

/** Told of every question of a proxy that was answered over gRPC. */
@FunctionalInterface
public interface EnvoyWatch {
  /** Counts nothing. */
  EnvoyWatch NOBODY = (_, _) -> {};

  /**
   * @param status of HTTP, as the proxy is to answer its client: 200 lets it through
   * @param nanos from the message to the answer
   */
  void checked(int status, long nanos);
}
