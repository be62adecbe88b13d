package dev.usher.core.meaning;

import dev.usher.core.access.Right;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small catalogue that stands for every possible one, where no live system is asked: each name
 * that the policy mentions, and one that stands for all it does not. What holds of these holds of
 * any, for a pattern can tell names apart only by mentioning them.
 */
public final class Universe {
  /** Stands for every name that is not mentioned. */
  static final String ANY_OTHER = "(any other)";

  private final SystemType type;
  private final Target target;

  public Universe(SystemType type, Target target) {
    this.type = type;
    this.target = target;
  }

  /** What tells rights apart at one thing: the way down to it, its columns, samples of below. */
  public Catalogue around(Resource on, Collection<Right> rights) {
    Map<Resource, Entry> entries = new LinkedHashMap<>();
    Resource whole = on.whole();
    for (int depth = 0; depth < whole.path().size(); depth++) {
      entries.put(
          new Resource(target, whole.path().subList(0, depth), Optional.empty()), Entry.BARE);
    }
    Set<Pattern> mentions = new LinkedHashSet<>();
    for (Right right : rights) {
      mentions.addAll(right.on());
      mentions.addAll(right.except());
    }
    entries.put(whole, entry(whole, columns(whole, mentions, rights)));
    for (Right right : rights) {
      if (whole.path().size() == type.levels().size()) break;
      for (Pattern pattern : right.on()) {
        for (Resource sample : samples(pattern, List.of())) {
          if (whole.isAncestorOf(sample)) {
            entries.putIfAbsent(sample, entry(sample, columns(sample, mentions, rights)));
          }
        }
      }
    }
    return new Catalogue(entries);
  }

  /** Samples of what a right speaks of, as far as the pattern can tell, and the ways to them. */
  public Catalogue samples(Right right, Pattern pattern) {
    Set<Pattern> mentions = new LinkedHashSet<>(right.on());
    mentions.addAll(right.except());
    mentions.add(pattern);
    Map<Resource, Entry> entries = new LinkedHashMap<>();
    for (Pattern on : right.on()) {
      for (Resource sample : samples(on, mentions)) {
        for (int depth = 0; depth < sample.path().size(); depth++) {
          entries.put(
              new Resource(target, sample.path().subList(0, depth), Optional.empty()), Entry.BARE);
        }
        entries.put(sample, entry(sample, columns(sample, mentions, List.of(right))));
      }
    }
    return new Catalogue(entries);
  }

  private Entry entry(Resource thing, Set<String> columns) {
    SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
    boolean hasColumns = kind != null && !kind.columnActions().isEmpty();
    return hasColumns ? new Entry(List.copyOf(columns), Set.of()) : Entry.BARE;
  }

  private static Set<String> columns(
      Resource thing, Collection<Pattern> mentions, Collection<Right> rights) {
    Set<String> names = new TreeSet<>();
    for (Pattern pattern : mentions) {
      if (pattern.column().isPresent()
          && new Pattern(pattern.steps(), Optional.empty()).covers(thing)) {
        names.addAll(mentioned(pattern.column().get()));
      }
    }
    for (Right right : rights) {
      if (right.touches(thing)) right.columns().ifPresent(names::addAll);
    }
    names.add(ANY_OTHER);
    return names;
  }

  private static Set<String> mentioned(Name name) {
    return switch (name) {
      case Name.Any _ -> Set.of();
      case Name.OneOf(Set<String> names) -> names;
    };
  }

  /** Things that a pattern covers, of this target: every one that the mentions can tell apart. */
  private List<Resource> samples(Pattern pattern, Collection<Pattern> mentions) {
    List<Resource> found = new ArrayList<>();
    walk(pattern.steps(), heads(), List.of(), mentions, found);
    return found;
  }

  private List<Segment> heads() {
    return List.of(Segment.plain(target.environment()), Segment.plain(target.system()));
  }

  /** Takes the steps one by one; heads are the environment and the system still to be matched. */
  private void walk(
      List<Step> steps,
      List<Segment> heads,
      List<Segment> path,
      Collection<Pattern> mentions,
      List<Resource> found) {
    if (steps.isEmpty()) {
      if (heads.isEmpty()) found.add(new Resource(target, path, Optional.empty()));
      return;
    }
    List<Step> rest = steps.subList(1, steps.size());
    switch (steps.getFirst()) {
      case Step.Deep _ -> {
        walk(rest, heads, path, mentions, found);
        for (Segment next : next(heads, path, mentions)) {
          walk(steps, tail(heads), below(heads, path, next), mentions, found);
        }
      }
      case Step.One one -> {
        Set<Segment> candidates = next(heads, path, mentions);
        if (heads.isEmpty() && type.level(path.size()).isPresent()) {
          mentioned(one.name()).forEach(name -> candidates.add(new Segment(one.kind(), name)));
        }
        for (Segment next : candidates) {
          if (one.kind().equals(next.kind()) && one.name().matches(next.name())) {
            walk(rest, tail(heads), below(heads, path, next), mentions, found);
          }
        }
      }
    }
  }

  private static List<Segment> tail(List<Segment> heads) {
    return heads.isEmpty() ? heads : heads.subList(1, heads.size());
  }

  private static List<Segment> below(List<Segment> heads, List<Segment> path, Segment next) {
    if (!heads.isEmpty()) return path;
    List<Segment> longer = new ArrayList<>(path);
    longer.add(next);
    return longer;
  }

  /** The segments that may come next. */
  private Set<Segment> next(List<Segment> heads, List<Segment> path, Collection<Pattern> mentions) {
    if (!heads.isEmpty()) return new LinkedHashSet<>(List.of(heads.getFirst()));
    Set<Segment> all = new LinkedHashSet<>();
    type.level(path.size())
        .ifPresent(
            level -> {
              all.add(Segment.plain(ANY_OTHER));
              level.otherKinds().forEach(kind -> all.add(new Segment(kind, ANY_OTHER)));
              for (Pattern pattern : mentions) {
                for (Step step : pattern.steps()) {
                  if (step instanceof Step.One one
                      && (one.kind().isEmpty() || level.otherKinds().contains(one.kind()))) {
                    mentioned(one.name()).forEach(name -> all.add(new Segment(one.kind(), name)));
                  }
                }
              }
            });
    return all;
  }
}
