package dev.usher.connectors.redis;

import dev.usher.core.model.Resource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Some actions on a thing. Ten thousand accounts hold few sets of them that differ, so that what is
 * told of one is found once, and two are compared by their hash first.
 */
final class Actions {
  private final Set<String> names;
  private final String told;
  private final int hash;

  private Actions(Set<String> names, String told) {
    this.names = names;
    this.told = told;
    this.hash = names.hashCode();
  }

  /** Those actions on such a thing; what is no action is told as the server has it. */
  static Actions on(Resource thing, Set<String> names) {
    Map<String, String> words = RedisType.TYPE.brief(names, RedisType.TYPE.kindOf(thing));
    return new Actions(Set.copyOf(names), String.join(", ", new TreeSet<>(words.values())));
  }

  Set<String> names() {
    return names;
  }

  /** In few words, sorted: bundles where they are large. */
  @Override
  public String toString() {
    return told;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Actions some && hash == some.hash && names.equals(some.names);
  }
}
