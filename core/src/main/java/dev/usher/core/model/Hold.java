package dev.usher.core.model;

import java.util.Locale;

/** Somebody is kept out whatever the policy gives them. It stands in the targets' marks. */
public record Hold(String subject, Kind kind) implements Comparable<Hold> {
  /** In which way. */
  public enum Kind {
    /** For a while: accounts stay, closed, with all that they hold. */
    SUSPENDED,
    /** For good: there are no accounts, and no apply makes them anew. */
    OFFBOARDED;

    /** As it stands in a mark. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public int compareTo(Hold other) {
    int bySubject = subject.compareTo(other.subject);
    return bySubject == 0 ? kind.compareTo(other.kind) : bySubject;
  }

  @Override
  public String toString() {
    return subject + " is " + kind.word();
  }
}
