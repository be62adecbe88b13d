package dev.usher.engine.secret;

/** Reads secrets where they are. */
@FunctionalInterface
public interface Secrets {
  /**
   * The secret, without white space around it.
   *
   * @throws SecretReference.Missing when there is none
   */
  String read(SecretReference reference);
}
