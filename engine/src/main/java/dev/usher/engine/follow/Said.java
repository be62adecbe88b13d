package dev.usher.engine.follow;

import dev.usher.core.ledger.Warrant;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * On whose word something is done.
 *
 * @param by a directory, a commit and its authors, a person
 * @param at when usher heard of it: from then on it counts
 */
public record Said(String by, Instant at) {
  /** Whoever reads an entry wants no list of hundreds. */
  private static final int SHOWN = 5;

  /** All of them in one, and when the first of them was said. */
  public static Warrant warrant(Collection<Said> words) {
    return words.stream()
        .map(Said::at)
        .min(Comparator.naturalOrder())
        .map(first -> Warrant.NONE.on(names(words), first))
        .orElse(Warrant.NONE);
  }

  private static String names(Collection<Said> words) {
    return words.stream()
        .map(Said::by)
        .distinct()
        .sorted()
        .limit(SHOWN)
        .collect(Collectors.joining("; "));
  }
}
