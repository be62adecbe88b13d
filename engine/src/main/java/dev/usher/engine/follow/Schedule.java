package dev.usher.engine.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.model.Hold.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is to become of people on a date, by somebody's word: once it comes it is a word of the
 * {@link HoldBook}. Of one person there is at most one line of each kind.
 */
public interface Schedule {

  /**
   * What somebody has said of a day to come.
   *
   * @param kind how they are kept out from then on; empty: let in again
   * @param on from when it counts
   * @param successor who gets what they own, of one who leaves for good
   * @param said when it was said
   */
  record Line(
      String subject,
      Optional<Kind> kind,
      Instant on,
      Optional<String> successor,
      String byWhom,
      Instant said) {

    /** As they come; of what comes at one moment, what keeps out counts last. */
    public static final Comparator<Line> ORDER =
        Comparator.comparing(Line::on)
            .thenComparing(line -> line.kind().map(Kind::ordinal).orElse(-1))
            .thenComparing(Line::subject);

    /**
     * Whether it falls by what is said of the same person at once: a return was meant of what was
     * before, and after one has left for good nothing comes.
     */
    public boolean fallsBy(Optional<Kind> word) {
      return kind.isEmpty() || word.equals(Optional.of(Kind.OFFBOARDED));
    }

    /** As a command: {@code offboard}. */
    public String does() {
      return does(kind);
    }

    public static String does(Optional<Kind> kind) {
      return kind.map(
              one ->
                  switch (one) {
                    case SUSPENDED -> "suspend";
                    case OFFBOARDED -> "offboard";
                  })
          .orElse("resume");
    }

    /** One clause: {@code ann leaves on 2027-01-01T00:00:00Z}. */
    public String text() {
      return text(subject, kind) + " on " + on;
    }

    static String text(String subject, Optional<Kind> kind) {
      return subject
          + kind.map(
                  one ->
                      switch (one) {
                        case SUSPENDED -> " is suspended";
                        case OFFBOARDED -> " leaves";
                      })
              .orElse(" comes back");
    }
  }

  /** All that is to come, the next first. */
  List<Line> lines();

  /** The same of one of them. */
  List<Line> of(String subject);

  /** When the next of them comes. */
  Optional<Instant> next();

  /** It counts for what was said before of the same person and kind. */
  void put(Line line, Draft told);

  /** It does not come; false where none was there. */
  boolean strike(String subject, Optional<Kind> kind, Draft told);

  /**
   * What has come by now counts from then on, and is followed in those realms: all of it or
   * nothing, and once, whoever else looks at the same time.
   *
   * @return how many came
   */
  int come(Instant now, Set<String> realms, Function<Line, Draft> told);
}
