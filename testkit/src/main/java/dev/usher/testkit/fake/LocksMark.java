package dev.usher.testkit.fake;

import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What usher engraves on a badge that it makes: the targets that it is for, and in which of them it
 * is not swept out yet. The first text comes with the badge in one command, so that no badge of
 * usher's is ever without it.
 *
 * @param unswept by target
 */
record LocksMark(SortedMap<Target, Boolean> unswept) {
  private static final String PREFIX = "usher";

  LocksMark {
    unswept = Collections.unmodifiableSortedMap(new TreeMap<>(unswept));
  }

  static LocksMark none() {
    return new LocksMark(new TreeMap<>());
  }

  LocksMark with(Target target, boolean notSwept) {
    SortedMap<Target, Boolean> all = new TreeMap<>(unswept);
    all.put(target, notSwept);
    return new LocksMark(all);
  }

  LocksMark without(Target target) {
    SortedMap<Target, Boolean> all = new TreeMap<>(unswept);
    all.remove(target);
    return new LocksMark(all);
  }

  /** As it is engraved. */
  String text() {
    List<String> words = new ArrayList<>();
    unswept.forEach(
        (target, notSwept) -> {
          words.add(target.environment());
          words.add(target.system());
          words.add(notSwept ? "unswept" : "");
        });
    return Command.of(PREFIX, words.toArray(String[]::new));
  }

  /** The mark in a text; none when it is not one of ours, letter by letter. */
  static Optional<LocksMark> read(String engraved) {
    LocksMark mark = none();
    try {
      List<String> words = Command.words(engraved);
      for (int i = 1; i + 2 < words.size(); i += 3) {
        mark =
            mark.with(
                new Target(words.get(i), words.get(i + 1)), words.get(i + 2).equals("unswept"));
      }
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    return mark.text().equals(engraved) ? Optional.of(mark) : Optional.empty();
  }
}
