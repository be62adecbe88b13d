package dev.usher.engine;

import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One thing, or column, with which an account can do too little or too much.
 *
 * @param word what, as an action or a bundle
 * @param why who is to have it; empty for what nobody ought to
 * @param ways by which the account comes by it, where it ought not to
 */
record Wrong(boolean missing, String word, Resource cell, String why, List<String> ways) {

  String text(String account) {
    return missing
        ? "%s cannot %s %s, and should: %s".formatted(account, word, cell, why)
        : "%s can %s %s, and should not".formatted(account, word, cell);
  }

  /** The same in few lines: where all actions of a large bundle are wrong alike, the bundle is. */
  static List<Wrong> brief(List<Wrong> found, SystemType type, String kind) {
    Map<Wrong, Set<String>> alike = new HashMap<>();
    for (Wrong one : found) {
      alike.computeIfAbsent(one.as(""), _ -> new TreeSet<>()).add(one.word());
    }
    Set<Wrong> told = new HashSet<>();
    List<Wrong> brief = new ArrayList<>();
    for (Wrong one : found) {
      Set<String> actions = alike.getOrDefault(one.as(""), Set.of());
      Wrong shown = one.as(type.brief(actions, kind).getOrDefault(one.word(), one.word()));
      if (told.add(shown)) brief.add(shown);
    }
    return brief;
  }

  private Wrong as(String other) {
    return new Wrong(missing, other, cell, why, ways);
  }
}
