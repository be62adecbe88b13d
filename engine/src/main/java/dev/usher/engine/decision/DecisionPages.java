package dev.usher.engine.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The log read a page at a time. */
public interface DecisionPages {
  /**
   * Which lines are asked for: those that meet all of it. Gaps are among them whomever they were
   * about: it may have been these.
   *
   * @param after only lines behind that one; 0 from the beginning
   * @param subject the id
   * @param resource the id
   * @param from only lines from then on
   * @param until only lines before then
   * @param most so many, and no more
   */
  record Asked(
      long after,
      Optional<String> subject,
      Optional<String> resource,
      Optional<Boolean> allowed,
      Optional<Instant> from,
      Optional<Instant> until,
      int most) {
    public Asked {
      subject = subject.map(Decision::shown);
      resource = resource.map(Decision::shown);
    }
  }

  /**
   * @param place what {@code after} has to be for those behind it
   */
  record Placed(long place, Line line) {}

  /** In the order in which they were written; none ever comes in between. */
  List<Placed> page(Asked asked);
}
