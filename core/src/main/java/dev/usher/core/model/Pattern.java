package dev.usher.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A resource address with wildcards. Its first step is the environment and its second the system.
 *
 * @param steps environment, system, path
 * @param column present when only columns are meant
 */
public record Pattern(List<Step> steps, Optional<Name> column) {
  public Pattern {
    steps = List.copyOf(steps);
  }

  /** One step of a pattern. */
  public sealed interface Step {
    /** {@code **}: any number of segments of any kind, none included. */
    record Deep() implements Step {
      @Override
      public String toString() {
        return "**";
      }
    }

    /** One segment; kind "" is the default kind of that level. */
    record One(String kind, Name name) implements Step {
      boolean matches(String itsKind, String itsName) {
        return kind.equals(itsKind) && name.matches(itsName);
      }

      @Override
      public String toString() {
        return kind.isEmpty() ? name.toString() : kind + ":" + name;
      }
    }
  }

  /** This pattern, which starts at the system, in that environment. */
  public Pattern in(String environment) {
    List<Step> all = new ArrayList<>();
    all.add(new Step.One("", Name.of(environment)));
    all.addAll(steps);
    return new Pattern(all, column);
  }

  /** The one resource that it names, when it names one without wildcards or choices. */
  public Optional<Resource> asResource() {
    List<Segment> all = new ArrayList<>();
    for (Step step : steps) {
      if (!(step instanceof Step.One(String kind, Name.OneOf name)) || !name.isLiteral()) {
        return Optional.empty();
      }
      all.add(new Segment(kind, name.names().iterator().next()));
    }
    if (all.size() < 2) return Optional.empty();
    Target target = new Target(all.get(0).name(), all.get(1).name());
    Resource whole = new Resource(target, all.subList(2, all.size()), Optional.empty());
    if (column.isEmpty()) return Optional.of(whole);
    return column.get() instanceof Name.OneOf one && one.isLiteral()
        ? Optional.of(whole.column(one.names().iterator().next()))
        : Optional.empty();
  }

  /** Whether it may speak of something in the target. */
  public boolean mayReach(Target target) {
    if (steps.getFirst() instanceof Step.Deep) return true;
    if (!(steps.getFirst() instanceof Step.One(_, Name environment))
        || !environment.matches(target.environment())) {
      return false;
    }
    if (steps.size() == 1) return false;
    return switch (steps.get(1)) {
      case Step.Deep _ -> true;
      case Step.One(_, Name system) -> system.matches(target.system());
    };
  }

  /** Whether the resource is meant: itself, or as a column of a thing that is meant whole. */
  public boolean covers(Resource resource) {
    boolean columns =
        column.isEmpty() || resource.column().filter(column.get()::matches).isPresent();
    return columns && matches(0, resource, 0);
  }

  /** Whether the steps from that one on match the resource from that segment on. */
  private boolean matches(int step, Resource resource, int segment) {
    int segments = resource.path().size() + 2;
    if (step == steps.size()) return segment == segments;
    return switch (steps.get(step)) {
      case Step.Deep _ -> {
        for (int next = segment; next <= segments; next++) {
          if (matches(step + 1, resource, next)) yield true;
        }
        yield false;
      }
      case Step.One one ->
          segment < segments
              && matches(one, resource, segment)
              && matches(step + 1, resource, segment + 1);
    };
  }

  /** Whether it means everything that the other means, whatever exists; false where in doubt. */
  public boolean includes(Pattern other) {
    boolean columns =
        column.isEmpty()
            || other.column.filter(theirs -> column.get().includes(theirs)).isPresent();
    return columns && includes(0, other, 0);
  }

  private boolean includes(int step, Pattern other, int theirs) {
    if (step == steps.size()) return theirs == other.steps.size();
    return switch (steps.get(step)) {
      case Step.Deep _ -> {
        for (int next = theirs; next <= other.steps.size(); next++) {
          if (includes(step + 1, other, next)) yield true;
        }
        yield false;
      }
      case Step.One(String kind, Name name) ->
          theirs < other.steps.size()
              && other.steps.get(theirs) instanceof Step.One(String itsKind, Name its)
              && kind.equals(itsKind)
              && name.includes(its)
              && includes(step + 1, other, theirs + 1);
    };
  }

  /** The environment and the system come before the path. */
  private static boolean matches(Step.One one, Resource resource, int segment) {
    return switch (segment) {
      case 0 -> one.matches("", resource.target().environment());
      case 1 -> one.matches("", resource.target().system());
      default -> {
        Segment part = resource.path().get(segment - 2);
        yield one.matches(part.kind(), part.name());
      }
    };
  }

  @Override
  public String toString() {
    return steps.stream().map(Object::toString).collect(Collectors.joining("/"))
        + column.map(name -> "." + name).orElse("");
  }
}
