package dev.usher.testkit.live;

import dev.usher.core.model.Resource;

/** The smallest thing to ask: one action of the system on a thing as a whole, or on one column. */
public record Cell(Resource on, String action) {
  @Override
  public String toString() {
    return action + " on " + on;
  }
}
