package dev.usher.core.access;

import dev.usher.core.condition.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The people whom directories speak of, as far as what they say is in force. Who is not active is
 * not among them.
 *
 * @param directories by name; the people of each
 */
public record Roster(Map<String, List<Person>> directories) {
  public static final Roster NOBODY = new Roster(Map.of());

  public Roster {
    Map<String, List<Person>> all = new TreeMap<>();
    directories.forEach((name, people) -> all.put(name, List.copyOf(people)));
    directories = Map.copyOf(all);
  }

  /**
   * @param name of the subject, to which the directory's immutable id is bound
   * @param attributes by the names that the policy gives them
   * @param groups of the directory, by the names that it shows
   */
  public record Person(
      String name, Map<String, Value> attributes, Optional<String> email, Set<String> groups) {
    public Person {
      attributes = Map.copyOf(attributes);
      groups = Set.copyOf(groups);
    }
  }

  /** Everybody's name. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    directories.values().forEach(people -> people.forEach(person -> names.add(person.name())));
    return names;
  }
}
