package dev.usher.core.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a request does: {@code GET /orders/{id}} reads {@code order:{id}}.
 *
 * @param action one of the kind's
 * @param kind of the resource
 * @param name of the resource; its placeholder is one of the path's
 */
public record Route(String method, List<Part> path, String action, String kind, Part name) {
  public Route {
    path = List.copyOf(path);
  }

  /** How two routes stand to each other. */
  public enum Relation {
    /** No request is both's. */
    APART,
    /** Each request of this is the other's too. */
    NARROWER,
    WIDER,
    /** Some request would be both's, and neither is the narrower. */
    CLASHING
  }

  public Relation to(Route other) {
    if (!method.equals(other.method) || path.size() != other.path.size()) return Relation.APART;
    int narrower = 0;
    int wider = 0;
    boolean isOtherCase = false;
    for (int i = 0; i < path.size(); i++) {
      switch (path.get(i)) {
        case Part.Literal(String mine) -> {
          if (!other.path.get(i).fits(mine)) return Relation.APART;
          switch (other.path.get(i)) {
            case Part.Literal(String theirs) -> isOtherCase |= !mine.equals(theirs);
            case Part.Placeholder _ -> narrower++;
          }
        }
        case Part.Placeholder mine -> {
          switch (other.path.get(i)) {
            case Part.Literal(String theirs) -> {
              if (!mine.fits(theirs)) return Relation.APART;
              wider++;
            }
            case Part.Placeholder _ -> {}
          }
        }
      }
    }
    if (isOtherCase || (narrower == 0) == (wider == 0)) return Relation.CLASHING;
    return narrower > 0 ? Relation.NARROWER : Relation.WIDER;
  }

  /** Whether somebody who does not mind case may take the request for this one's. */
  boolean fits(String asked, RequestPath given) {
    if (!method.equals(asked) || path.size() != given.segments().size()) return false;
    for (int i = 0; i < path.size(); i++)
      if (!path.get(i).fits(given.segments().get(i))) return false;
    return true;
  }

  /** Whether its literals stand there by the letter; of one that fits. */
  boolean isExactly(RequestPath given) {
    for (int i = 0; i < path.size(); i++)
      if (path.get(i) instanceof Part.Literal(String text) && !text.equals(given.segments().get(i)))
        return false;
    return true;
  }

  /** The name of the resource; of a path that fits. */
  String name(RequestPath given) {
    Map<String, String> taken = new HashMap<>();
    for (int i = 0; i < path.size(); i++)
      if (path.get(i) instanceof Part.Placeholder(String placeholder))
        taken.put(placeholder, given.segments().get(i));
    return name.name(taken);
  }

  int literals() {
    return (int) path.stream().filter(Part.Literal.class::isInstance).count();
  }

  @Override
  public String toString() {
    return method + " /" + path.stream().map(Part::toString).collect(Collectors.joining("/"));
  }
}
