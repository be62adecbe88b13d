package dev.usher.engine.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.model.Hold.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is kept out by somebody's word, whatever the policy and the directories say. The targets'
 * marks tell the same; but a target that was down when it was said has no mark of it yet, and one
 * that was down when it was taken back still has one.
 */
public interface HoldBook {
  /** Without a server there are the marks alone. */
  HoldBook NONE =
      new HoldBook() {
        @Override
        public Map<String, Optional<Kind>> said() {
          return Map.of();
        }

        @Override
        public Optional<Kind> of(String subject) {
          return Optional.empty();
        }

        @Override
        public List<Word> words() {
          return List.of();
        }

        @Override
        public void say(Word word, Draft told) {
          throw new UnsupportedOperationException("only a server keeps such a book");
        }
      };

  /**
   * The last word about somebody.
   *
   * @param kind how they are kept out; empty: let in again, whatever a mark says
   * @param successor who gets what they own, of one who left for good
   */
  record Word(
      String subject,
      Optional<Kind> kind,
      String byWhom,
      Instant at,
      Optional<Successor> successor) {
    /** Where nobody was named. */
    public Word(String subject, Optional<Kind> kind, String byWhom, Instant at) {
      this(subject, kind, byWhom, at, Optional.empty());
    }
  }

  /** By subject, as in {@link Word}; who was never spoken of is not there, and marks count. */
  Map<String, Optional<Kind>> said();

  /** The same of these alone. */
  default Map<String, Optional<Kind>> said(Set<String> subjects) {
    Map<String, Optional<Kind>> said = new TreeMap<>(said());
    said.keySet().retainAll(subjects);
    return said;
  }

  /** How one of them is kept out by the last word about them; empty: not at all. */
  Optional<Kind> of(String subject);

  /** The same with who said it and when, by subject. */
  List<Word> words();

  /** By subject: who gets what they own who left so. */
  default Map<String, Successor> successors() {
    Map<String, Successor> successors = new TreeMap<>();
    for (Word word : words())
      word.successor().ifPresent(one -> successors.put(word.subject(), one));
    return successors;
  }

  /**
   * From then on that counts, and what was to come falls by it; it and the ledger's word on it are
   * there both or neither.
   */
  void say(Word word, Draft told);
}
