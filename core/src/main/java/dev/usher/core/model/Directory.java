package dev.usher.core.model;

import dev.usher.core.condition.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What directories say of people at one instant: part of what access is a function of, beside the
 * policy. Where there is no server there is none.
 *
 * @param people everybody whom a directory has or had, by the subject's name
 * @param groups the names of the people in each group that a directory has
 */
public record Directory(Map<String, Person> people, Map<Group, Set<String>> groups) {
  public static final Directory NONE = new Directory(Map.of(), Map.of());

  public Directory {
    people = Map.copyOf(people);
    groups = Map.copyOf(groups);
  }

  /**
   * Somebody of a directory. Who was deactivated or taken out of it stays known, so that a line of
   * the policy that names them does not break when they leave; but they have nothing.
   *
   * @param name of the subject: the part of the userName before the {@code @} unless the directory
   *     says otherwise
   * @param source the directory's name in the policy
   * @param id by which the directory knows them, whatever they are called: never changes
   */
  public record Person(
      String name,
      String source,
      String id,
      boolean active,
      Optional<String> email,
      Map<String, Value> attributes) {}

  /** A group as a team of the policy names it: {@code okta:Nurses}. */
  public record Group(String directory, String name) {
    @Override
    public String toString() {
      return directory + ":" + name;
    }
  }
}
