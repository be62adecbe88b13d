package dev.usher.engine;

import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.engine.report.PlanReport.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is true and worth knowing beside a plan. */
final class Notes {
  /** So many holders are named; the rest is counted. */
  private static final int NAMED = 5;

  private Notes() {}

  /** What others made in each target: one line for each, however much it is. */
  static <N extends Native> List<Note> foreign(
      ObservedState<N> observed, Set<String> environments) {
    Map<Target, Map<String, List<String>>> byHolder = new TreeMap<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.FOREIGN && Site.isAsked(fact.target(), environments))
                byHolder
                    .computeIfAbsent(fact.target(), _ -> new TreeMap<>())
                    .computeIfAbsent(fact.holder(), _ -> new ArrayList<>())
                    .add(fact.prose());
            });
    List<Note> notes = new ArrayList<>();
    byHolder.forEach(
        (target, holders) -> notes.add(new Note("foreign", target.toString(), told(holders))));
    return notes;
  }

  /** Who is kept out, or is going to be, and what ends it. */
  static List<Note> keptOut(Ground ground, Aim aim, Holds known) {
    Optional<String> only = aim.of();
    if (ground.policy().targets().isEmpty()) return List.of();
    Holds after =
        aim.holds(
            known, ground.policy().targets().getFirst(), only.filter(ground::isNamed).isPresent());
    List<Note> notes = new ArrayList<>();
    for (String name : after.subjects()) {
      Policy.Subject subject = ground.policy().subjects().get(name);
      if (subject == null || only.filter(one -> !one.equals(name)).isPresent()) continue;
      String text =
          switch (after.of(name).orElseThrow()) {
            case SUSPENDED ->
                "%s is suspended, and no apply lets them in: usher resume %s".formatted(name, name);
            case OFFBOARDED ->
                "%s is offboarded, and no apply brings them back; %s"
                    .formatted(
                        name,
                        ground
                            .policy()
                            .directory(subject)
                            .map(one -> "the directory %s still has them".formatted(one.name()))
                            .orElse(
                                "the policy still names them: delete this line, and what else it"
                                    + " says of "
                                    + name));
          };
      notes.add(new Note("kept-out", subject.at().toString(), text));
    }
    return notes;
  }

  /** Where something is taken from sessions that go on with it. */
  static List<Note> sessions(SystemType type, Plan plan) {
    if (type.can().contains(Capability.SESSIONS)) return List.of();
    Set<Target> taken = new TreeSet<>();
    plan.stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .flatMap(step -> step.effects().stream())
        .filter(effect -> effect.kind() == Effect.Kind.TAKE)
        .forEach(effect -> taken.add(effect.target()));
    return taken.stream()
        .map(
            target ->
                new Note(
                    "sessions",
                    target.toString(),
                    "what is taken is taken from sessions that begin later: end those that are"
                        + " open by hand"))
        .toList();
  }

  private static String told(Map<String, List<String>> holders) {
    Comparator<Map.Entry<String, List<String>>> most =
        Comparator.comparingInt(holder -> -holder.getValue().size());
    int count = holders.values().stream().mapToInt(List::size).sum();
    String named =
        holders.entrySet().stream()
            .sorted(most.thenComparing(Map.Entry::getKey))
            .limit(NAMED)
            .map(holder -> told(holder.getKey(), holder.getValue()))
            .collect(Collectors.joining("; "));
    String rest = holders.size() > NAMED ? "; and " + (holders.size() - NAMED) + " more" : "";
    return "%d that usher did not make and leaves alone: %s%s".formatted(count, named, rest);
  }

  private static String told(String holder, List<String> prose) {
    if (prose.size() == 1) return prose.getFirst();
    return holder
        + " holds "
        + prose.size()
        + " ("
        + prose.stream().sorted().findFirst().orElse("")
        + ", …)";
  }

  /** When a date will change what is meant: there is no server that would see to it. */
  static List<Note> dates(Ground ground, Set<String> environments) {
    List<Note> notes = new ArrayList<>();
    for (Policy.Grant grant : ground.policy().grants()) {
      if (grant.onRequest().isPresent()) continue;
      for (String environment : grant.in()) {
        if (!environments.isEmpty() && !environments.contains(environment)) continue;
        grant
            .from()
            .filter(ground.now()::isBefore)
            .ifPresent(from -> notes.add(note(grant, environment, "begins at", from)));
        grant
            .until()
            .filter(ground.now()::isBefore)
            .ifPresent(until -> notes.add(note(grant, environment, "ends at", until)));
      }
    }
    return notes;
  }

  private static Note note(Policy.Grant grant, String environment, String what, Instant when) {
    String who = grant.to().stream().map(Object::toString).collect(Collectors.joining(", "));
    return new Note(
        "dates",
        environment,
        "%s for %s %s %s (%s): it takes effect at the next apply after that"
            .formatted(grant.role(), who, what, when, grant.at()));
  }
}
