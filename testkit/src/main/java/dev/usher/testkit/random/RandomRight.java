package dev.usher.testkit.random;

import static java.util.Objects.requireNonNull;

import dev.usher.core.access.Right;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Random rights over one catalogue: literal names, choices, wildcards, columns, exceptions. */
final class RandomRight {
  private final Pick pick;
  private final SystemType type;
  private final List<String> words;
  private final List<String> columnWords;
  private final Target target;
  private final Catalogue catalogue;
  private final List<Resource> things;

  RandomRight(Pick pick, SystemType type, Set<String> words, Target target, Catalogue catalogue) {
    this.pick = pick;
    this.type = type;
    this.words = List.copyOf(new TreeSet<>(words));
    this.columnWords = this.words.stream().filter(word -> onlyColumns(type, word)).toList();
    this.target = target;
    this.catalogue = catalogue;
    this.things = catalogue.entries().keySet().stream().sorted().toList();
  }

  /** Whether the word stands for nothing but column actions on whatever has columns. */
  private static boolean onlyColumns(SystemType type, String word) {
    Set<String> actions = new HashSet<>();
    boolean all = true;
    for (var kind : type.kinds().entrySet()) {
      if (kind.getValue().columnActions().isEmpty()) continue;
      Set<String> here = type.expand(word, kind.getKey());
      actions.addAll(here);
      all &= kind.getValue().columnActions().containsAll(here);
    }
    return all && !actions.isEmpty();
  }

  /** A right that gives something. */
  Right giving(String role) {
    for (int tries = 0; tries < 20; tries++) {
      Right right = next(role);
      if (gives(right)) return right;
    }
    Resource top = things.stream().filter(thing -> thing.path().size() == 1).findFirst().get();
    String kind = type.kindOf(top);
    String word =
        Optional.ofNullable(type.passage().get(kind))
            .orElseGet(() -> anyWord(requireNonNull(type.kinds().get(kind)).actions()));
    return right(Set.of(word), List.of(exactly(top)), List.of(), Optional.empty(), role);
  }

  private String anyWord(Set<String> actions) {
    return words.stream().filter(actions::contains).findFirst().orElseThrow();
  }

  /** Any right that names only what is there; it may give nothing. */
  Right next(String role) {
    List<Pattern> on = new ArrayList<>();
    for (int i = pick.onceIn(4) ? 2 : 1; i > 0; i--) on.add(pattern(pick.onceIn(6)));
    List<Pattern> except = new ArrayList<>();
    if (pick.onceIn(3)) {
      for (int i = pick.between(1, 2); i > 0; i--) except.add(pattern(pick.onceIn(2)));
    }
    Right whole = right(Set.of(), on, except, Optional.empty(), role);
    List<String> touched =
        things.stream().filter(whole::touches).flatMap(thing -> columns(thing).stream()).toList();
    Optional<Set<String>> only =
        !touched.isEmpty() && pick.onceIn(6)
            ? Optional.of(Set.copyOf(pick.some(touched, 6)))
            : Optional.empty();
    boolean narrowed =
        only.isPresent()
            || on.stream().anyMatch(pattern -> pattern.column().isPresent())
            || except.stream().anyMatch(pattern -> pattern.column().isPresent());
    return right(pick.some(narrowed ? columnWords : words, 3), on, except, only, role);
  }

  private static Right right(
      Set<String> words,
      List<Pattern> on,
      List<Pattern> except,
      Optional<Set<String>> columns,
      String role) {
    Cause cause = Cause.of(new TreeSet<>(words) + " of " + role);
    return new Right(Set.copyOf(words), on, except, columns, Optional.empty(), cause);
  }

  private boolean gives(Right right) {
    return things.stream().filter(right::touches).anyMatch(thing -> gives(right, thing));
  }

  private boolean gives(Right right, Resource thing) {
    SystemType.Kind kind = requireNonNull(type.kinds().get(type.kindOf(thing)));
    return kind.actions().stream()
        .filter(action -> right.allows(type, type.kindOf(thing), action))
        .anyMatch(
            action ->
                kind.columnActions().contains(action)
                    ? right.coversForGood(thing)
                        || columns(thing).stream()
                            .anyMatch(name -> right.covers(thing.column(name)))
                    : right.covers(thing));
  }

  private List<String> columns(Resource thing) {
    return catalogue.entry(thing).map(Catalogue.Entry::columns).orElse(List.of());
  }

  private List<Step> target() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.One("", Name.of(target.environment())));
    steps.add(new Step.One("", Name.of(target.system())));
    return steps;
  }

  private Pattern exactly(Resource thing) {
    List<Step> steps = target();
    thing.path().forEach(part -> steps.add(new Step.One(part.kind(), Name.of(part.name()))));
    return new Pattern(steps, Optional.empty());
  }

  private Pattern pattern(boolean ofColumns) {
    List<Resource> tables = things.stream().filter(thing -> !columns(thing).isEmpty()).toList();
    boolean columns = ofColumns && !tables.isEmpty();
    Resource thing = pick.one(columns ? tables : things);
    List<Step> steps = target();
    if (pick.onceIn(12)) {
      steps.add(new Step.Deep());
    } else {
      thing.path().forEach(segment -> steps.add(step(segment)));
    }
    return new Pattern(steps, columns ? Optional.of(column(thing)) : Optional.empty());
  }

  private Step step(Segment segment) {
    if (pick.onceIn(3)) return new Step.One(segment.kind(), new Name.Any());
    if (!pick.onceIn(3)) return new Step.One(segment.kind(), Name.of(segment.name()));
    Set<String> choice = new TreeSet<>(Set.of(segment.name(), "no such thing"));
    choice.add(pick.one(things).path().stream().map(Segment::name).findFirst().orElse("x"));
    things.stream()
        .map(Resource::path)
        .filter(path -> !path.isEmpty() && path.getLast().kind().equals(segment.kind()))
        .map(path -> path.getLast().name())
        .filter(_ -> pick.onceIn(3))
        .forEach(choice::add);
    return new Step.One(segment.kind(), new Name.OneOf(choice));
  }

  private Name column(Resource thing) {
    if (pick.onceIn(8)) return new Name.Any();
    return new Name.OneOf(Set.copyOf(pick.some(columns(thing), 3)));
  }
}
