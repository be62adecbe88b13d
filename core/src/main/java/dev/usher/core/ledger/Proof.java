package dev.usher.core.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What checkpoints prove of an export.
 *
 * @param entries that were read
 * @param proved the last entry up to which all is as it was when it was sealed
 * @param altered where what was sealed and what is there part
 * @param problems what is not proved, in the order of the entries; empty where all is
 */
public record Proof(long entries, Head proved, Optional<Altered> altered, List<String> problems) {

  /**
   * @param first the first entry that was altered or is missing is this one or a later one
   * @param last and this one or an earlier one
   */
  public record Altered(long first, long last) {
    @Override
    public String toString() {
      return first == last
          ? "the first entry that was altered or removed is " + first
          : "the first entry that was altered or removed is one of %d to %d".formatted(first, last);
    }
  }
}
