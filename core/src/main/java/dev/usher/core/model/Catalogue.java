package dev.usher.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What exists in a target where usher manages: each thing with its columns. The target's root and
 * each level in between are entries of their own.
 */
public record Catalogue(Map<Resource, Entry> entries) {

  /**
   * @param columns in the order of the system; empty where its kind has none
   * @param companions what an action on it cannot work without elsewhere
   */
  public record Entry(List<String> columns, Set<Companion> companions) {
    public static final Entry BARE = new Entry(List.of(), Set.of());
  }

  /** {@code action} here needs {@code its} on {@code other}: insert, and the sequence behind it. */
  public record Companion(String action, Resource other, String its) {}

  public Optional<Entry> entry(Resource resource) {
    return Optional.ofNullable(entries.get(resource));
  }

  /** Whether there is anything, or a column of anything, that the pattern means. */
  public boolean has(Pattern pattern) {
    return entries.entrySet().stream()
        .anyMatch(entry -> !parts(pattern, entry.getKey(), entry.getValue()).isEmpty());
  }

  /** The parts of a thing that a pattern means: itself, or some of its columns. */
  public static List<Resource> parts(Pattern pattern, Resource thing, Entry entry) {
    if (pattern.column().isEmpty()) return pattern.covers(thing) ? List.of(thing) : List.of();
    return entry.columns().stream().map(thing::column).filter(pattern::covers).toList();
  }
}
