package dev.usher.engine.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Of whom answers may be others than before, in the order in which that was committed. */
public interface Changes extends AutoCloseable {
  /** Without a store nothing changes unseen. */
  Changes NONE =
      new Changes() {
        @Override
        public long last() {
          return 0;
        }

        @Override
        public Since since(long number) {
          return new Since(List.of(), true, Duration.ZERO);
        }

        @Override
        public void await(Duration longest) throws InterruptedException {
          Thread.sleep(longest);
        }

        @Override
        public void close() {}
      };

  /**
   * @param number ascending; what has a lower one was committed before
   * @param subject empty: everybody
   */
  record Change(long number, Optional<String> subject) {}

  /**
   * @param isWhole whether none is missing in between
   * @param waiting for how long something has been said that is not among changes yet
   */
  record Since(List<Change> changes, boolean isWhole, Duration waiting) {}

  /** The number of the last one; 0 before the first. */
  long last();

  /** Those after that one. */
  Since since(long number);

  /**
   * Comes back when something has changed, or after that long; also for nothing.
   *
   * @throws RuntimeException when changes cannot be heard of
   */
  void await(Duration longest) throws InterruptedException;

  @Override
  void close();
}
