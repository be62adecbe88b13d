package dev.usher.engine.past;

import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import java.util.Collection;
import java.util.Optional;

/** Whether who is at work may go on in a realm, by what stands in its marks. */
public interface PastBook {
  /** Without a server: whoever applies goes on from anybody but a server. */
  PastBook NONE =
      new PastBook() {
        @Override
        public Optional<String> objection(String realm, Collection<String> marks) {
          return marks.stream()
              .map(Mark::parse)
              .flatMap(Optional::stream)
              .flatMap(mark -> mark.past().stream())
              .findFirst()
              .map(
                  past ->
                      "the server of store %s keeps it: say it to that server (--server URL)"
                          .formatted(past.instance()));
        }

        @Override
        public void level(String realm, Collection<String> all) {}

        @Override
        public boolean isBehind(String realm) {
          return false;
        }

        @Override
        public boolean isRestored() {
          return false;
        }

        @Override
        public boolean isCutOff(String realm) {
          return false;
        }

        @Override
        public Optional<Succession> begin(String realm, Collection<String> marks) {
          return Optional.empty();
        }

        @Override
        public void end(String realm, Past past) {}
      };

  /**
   * Why nothing may be given there.
   *
   * @param marks as they stand there, or some of them
   */
  Optional<String> objection(String realm, Collection<String> marks);

  /**
   * There is no objection to any of its marks.
   *
   * @param all as they stand there: what is in none of these is in no mark any more
   */
  void level(String realm, Collection<String> all);

  /** Whether there was one when all of its marks were last looked at. */
  boolean isBehind(String realm);

  /** Whether all that is known here is of a backup, and nobody has taken over by it. */
  boolean isRestored();

  /** Whether somebody of this past has begun there and not come to an end. */
  boolean isCutOff(String realm);

  /**
   * Begins an apply; empty where nobody keeps count.
   *
   * @param marks as they stood there when it was planned
   */
  Optional<Succession> begin(String realm, Collection<String> marks);

  /** It has come to its end. */
  void end(String realm, Past past);
}
