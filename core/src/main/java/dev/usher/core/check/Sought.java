package dev.usher.core.check;

/** The part of a question that is left open, to search for what fits there. */
public enum Sought {
  /** Of those that have something in the resource's target. */
  SUBJECT,
  /** Of all words of the resource's type: actions, and bundles. */
  ACTION,
  /**
   * Of those that have a name in the policy: what a pattern spells out without a wildcard, all on
   * the way to it, its columns that a pattern names, and what a system is said to hold.
   */
  RESOURCE
}
