package dev.usher.connectors.api;

import dev.usher.core.model.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a live system grants, in the words of the policy, as far as it has words for it.
 *
 * @param whole what the policy has to say of the system itself
 * @param roles by name; each gives something, and somebody has it
 * @param accounts who has something, by name
 * @param unsaid what else is granted there and no policy can say
 */
public record Description(
    Whole whole, Map<String, Role> roles, Map<String, Account> accounts, List<Unsaid> unsaid) {

  /**
   * The part of a policy's system that tells what usher looks at there.
   *
   * @param settings as {@link dev.usher.core.model.Policy.System} has them
   * @param things likewise
   */
  public record Whole(
      Map<String, List<String>> settings, Map<String, Map<String, List<String>>> things) {}

  /**
   * @param includes roles whose permissions it has too
   */
  public record Role(Set<String> includes, List<Permission> can) {}

  /**
   * @param kind of the things, for actions are those of a kind
   * @param on patterns that start at the system
   * @param columns the only ones meant; empty: all
   */
  public record Permission(
      String kind, Set<String> actions, List<Pattern> on, Set<String> columns) {}

  /**
   * @param service whether it has or owns something by itself, as no person does
   * @param roles that it has
   */
  public record Account(boolean service, Set<String> roles) {}

  /**
   * @param row of the catalogue, where the system says so
   * @param text what that gives, and why no policy says it
   */
  public record Unsaid(String row, String text) implements Comparable<Unsaid> {
    @Override
    public int compareTo(Unsaid other) {
      int order = row.compareTo(other.row);
      return order != 0 ? order : text.compareTo(other.text);
    }
  }
}
