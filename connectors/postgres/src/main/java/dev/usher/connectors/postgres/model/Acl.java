package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Cause;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An access control list: what is held on a thing and on its columns (manual, section 5.8). Things
 * that are treated alike share one, and a large database has few: so ten thousand tables are
 * compared at a glance. Two are equal that hold the same, whatever the reasons.
 */
public final class Acl {
  /**
   * One privilege of one grantee, on whatever has the list.
   *
   * @param column empty for the whole thing
   * @param privilege in capitals, as SQL has it
   * @param grantee a role, or {@link PostgresFact#PUBLIC}
   * @param grantor whose grant it is
   */
  public record Item(
      String column, String privilege, String grantee, String grantor, boolean grantable) {
    /** With and without grant option it is the same privilege. */
    public Item with(boolean option) {
      return option == grantable ? this : new Item(column, privilege, grantee, grantor, option);
    }

    /** The same on the whole thing. */
    public Item whole() {
      return new Item("", privilege, grantee, grantor, grantable);
    }
  }

  public static final Acl NONE = new Acl(Set.of(), Map.of());

  private final Set<Item> items;
  private final Map<Item, Set<Cause>> why;
  private final Set<Cause> causes;
  private final List<Item> grantable;
  private final int hash;

  private Acl(Set<Item> items, Map<Item, Set<Cause>> why) {
    this.items = items;
    this.why = why;
    this.causes = new TreeSet<>();
    why.values().forEach(causes::addAll);
    this.grantable = items.stream().filter(Item::grantable).toList();
    this.hash = items.hashCode();
  }

  /** As it is found: without reasons. */
  public static Acl of(Set<Item> items) {
    return new Acl(items, Map.of());
  }

  /** As it ought to be: each with its reasons. */
  public static Acl of(Map<Item, Set<Cause>> why) {
    return new Acl(why.keySet(), why);
  }

  /** What several hold together. */
  public static Acl of(List<Acl> parts) {
    if (parts.size() == 1) return parts.getFirst();
    Set<Item> all = new LinkedHashSet<>();
    parts.forEach(part -> all.addAll(part.items));
    return of(all);
  }

  /** This one with its reasons, quickly found equal to that one, which holds the same. */
  public Acl like(@Nullable Acl same) {
    return same == null ? this : new Acl(same.items, why);
  }

  public Acl without(Set<Item> some) {
    Map<Item, Set<Cause>> rest = new LinkedHashMap<>(why);
    rest.keySet().removeAll(some);
    return of(rest);
  }

  public Set<Item> items() {
    return items;
  }

  /** What may be passed on. */
  public List<Item> grantable() {
    return grantable;
  }

  public Set<Cause> why(Item item) {
    return why.getOrDefault(item, Set.of());
  }

  /** All the reasons there are. */
  public Set<Cause> causes() {
    return causes;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Acl one
        && (items == one.items || hash == one.hash && items.equals(one.items));
  }
}
