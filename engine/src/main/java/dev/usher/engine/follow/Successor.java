package dev.usher.engine.follow;

/** Who gets what a leaver owns. */
public sealed interface Successor {
  /** As it was said. */
  String name();

  /** Somebody of the policy, by whichever account they have in a system. */
  record Person(String name) implements Successor {}

  /** An account of the systems themselves, where they have one of that name. */
  record Account(String name) implements Successor {}
}
