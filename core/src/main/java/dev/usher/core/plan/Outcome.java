package dev.usher.core.plan;

import dev.usher.core.model.Visible;
import java.time.Instant;

/** What became of one step. */
public sealed interface Outcome {
  int step();

  record Done(int step, Instant at) implements Outcome {}

  record NotDone(int step, String why) implements Outcome {
    public NotDone {
      why = Visible.line(why);
    }
  }

  /** The connection was lost at the wrong moment: the next inspection decides. */
  record Unknown(int step, String why) implements Outcome {
    public Unknown {
      why = Visible.line(why);
    }
  }
}
