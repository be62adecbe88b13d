package dev.usher.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One concrete thing in a target: the target itself (empty path), a schema, a table, a column.
 *
 * @param target where it is
 * @param path from the target down; empty for the target's root (the database itself)
 * @param column a column of the last segment, where the resource is one
 */
public record Resource(Target target, List<Segment> path, Optional<String> column)
    implements Comparable<Resource> {
  public Resource {
    path = List.copyOf(path);
  }

  public static Resource of(Target target, Segment... path) {
    return new Resource(target, List.of(path), Optional.empty());
  }

  /** This thing's column of that name. */
  public Resource column(String name) {
    return new Resource(target, path, Optional.of(name));
  }

  /** The thing a column belongs to; itself when it is not a column. */
  public Resource whole() {
    return column.isEmpty() ? this : new Resource(target, path, Optional.empty());
  }

  /** What is on the way down to it, its target's root first. */
  public List<Resource> ancestors() {
    List<Resource> all = new ArrayList<>(path.size());
    for (int depth = 0; depth < path.size(); depth++) {
      all.add(new Resource(target, path.subList(0, depth), Optional.empty()));
    }
    return all;
  }

  /** Whether this is on the way down to {@code other}: its target's root, its schema. */
  public boolean isAncestorOf(Resource other) {
    return column.isEmpty()
        && target.equals(other.target)
        && path.size() < other.path.size()
        && other.path.subList(0, path.size()).equals(path);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + column.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Resource one
            && path.equals(one.path)
            && column.equals(one.column)
            && target.equals(one.target);
  }

  @Override
  public int compareTo(Resource other) {
    int order = target.compareTo(other.target);
    for (int i = 0; order == 0 && i < Math.min(path.size(), other.path.size()); i++) {
      order = path.get(i).compareTo(other.path.get(i));
    }
    if (order == 0) order = Integer.compare(path.size(), other.path.size());
    return order != 0 ? order : column.orElse("").compareTo(other.column.orElse(""));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(target.toString());
    path.forEach(segment -> text.append('/').append(segment));
    column.ifPresent(name -> text.append('.').append(Names.quote(name)));
    return text.toString();
  }
}
