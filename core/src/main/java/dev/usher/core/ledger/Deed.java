package dev.usher.core.ledger;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One thing that an entry's statements change.
 *
 * @param kind {@code add}: nothing was there before; {@code change}: something else was; {@code
 *     take}: nothing is there after
 * @param text one clause: {@code analyst for alice}; what is there after, or was there before what
 *     is gone
 * @param before what was there of which something else is there after
 * @param about whom and what: subjects as the policy calls them, addresses
 */
public record Deed(String kind, String text, Optional<String> before, SortedSet<String> about) {
  public Deed {
    about = Collections.unmodifiableSortedSet(new TreeSet<>(about));
  }

  /** Of which nothing else was there before. */
  public Deed(String kind, String text, SortedSet<String> about) {
    this(kind, text, Optional.empty(), about);
  }

  /** Whether it is about that subject, that address, or something within it. */
  public boolean isAbout(String name) {
    return about.contains(name)
        || about.tailSet(name + "/").stream().findFirst().orElse("").startsWith(name + "/");
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("kind", kind);
    fields.put("text", text);
    fields.put("about", List.copyOf(about));
    before.ifPresent(was -> fields.put("before", was));
    return fields;
  }
}
