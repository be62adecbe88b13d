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
      boolean matches(Segment segment) {
        return kind.equals(segment.kind()) && name.matches(segment.name());
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
    return columns && matches(steps, segments(resource));
  }

  private static List<Segment> segments(Resource resource) {
    List<Segment> all = new ArrayList<>(resource.path().size() + 2);
    all.add(Segment.plain(resource.target().environment()));
    all.add(Segment.plain(resource.target().system()));
    all.addAll(resource.path());
    return all;
  }

  private static boolean matches(List<Step> steps, List<Segment> segments) {
    if (steps.isEmpty()) return segments.isEmpty();
    List<Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case Step.Deep _ -> {
        for (int taken = 0; taken <= segments.size(); taken++) {
          if (matches(rest, segments.subList(taken, segments.size()))) yield true;
        }
        yield false;
      }
      case Step.One one ->
          !segments.isEmpty()
              && one.matches(segments.getFirst())
              && matches(rest, segments.subList(1, segments.size()));
    };
  }

  @Override
  public String toString() {
    return steps.stream().map(Object::toString).collect(Collectors.joining("/"))
        + column.map(name -> "." + name).orElse("");
  }
}
