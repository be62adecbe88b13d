package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.AccessReport.Held;
import dev.usher.engine.report.AccessReport.There;
import dev.usher.engine.report.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything one subject can do, everywhere. */
final class AccessOf {
  private final Reading reading;
  private final LiveAnswers live;

  AccessOf(Reading reading, LiveAnswers live) {
    this.reading = reading;
    this.live = live;
  }

  AccessReport access(Path folder, String subject, boolean alsoLive) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty())
      return new AccessReport(read.diagnostics(), subject, List.of(), List.of());
    Ground ground = read.ground().get();
    Question question = new Question(ground);
    question.subject(subject);
    if (!question.isClear())
      return new AccessReport(question.diagnostics(), subject, List.of(), List.of());

    List<There> there = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Target target : ground.policy().targets()) {
      Access access = ground.derivation().at(target, ground.now(), subject);
      Member member = access.members().get(subject);
      if (member == null) continue;
      List<Held> answered = List.of();
      if (alsoLive && !access.type().isChecked()) {
        try {
          answered = answered(live.reach(ground, target, member.account()), access);
        } catch (TargetFailure failure) {
          failures.add(SideBySide.failure(failure));
        }
      }
      there.add(new There(target.toString(), member.account(), held(access, member), answered));
    }
    return new AccessReport(
        ground.unheard(Severity.WARNING).stream().toList(), subject, there, failures);
  }

  /** By role and permission, one line for each address that the permission speaks of. */
  static List<Held> held(Access access, Member member) {
    Map<String, Set<Cause>> reasons = new TreeMap<>();
    member
        .roles()
        .forEach(
            (granted, causes) ->
                access
                    .closure(Set.of(granted))
                    .forEach(
                        role ->
                            reasons.computeIfAbsent(role, _ -> new TreeSet<>()).addAll(causes)));
    List<Held> held = new ArrayList<>();
    reasons.forEach(
        (role, why) -> {
          Access.Role known = access.roles().get(role);
          if (known == null) return;
          for (Right right : known.rights())
            for (Pattern on : right.on())
              held.add(
                  new Held(
                      role, actions(access.type(), right, on), on.toString(), but(right), why));
        });
    return held;
  }

  private static Set<String> actions(SystemType type, Right right, Pattern on) {
    Set<String> actions = new TreeSet<>();
    for (String kind : kinds(type, on))
      actions.addAll(
          type.brief(
                  right.words().stream()
                      .flatMap(word -> type.expand(word, kind).stream())
                      .collect(Collectors.toSet()),
                  kind)
              .values());
    return actions;
  }

  /** The kinds that a pattern may speak of: all, when it goes down to any depth. */
  private static Set<String> kinds(SystemType type, Pattern on) {
    if (on.steps().stream().anyMatch(Pattern.Step.Deep.class::isInstance))
      return type.kinds().keySet();
    int depth = on.steps().size() - 2;
    if (depth == 0) return Set.of(type.root());
    return on.steps().getLast() instanceof Pattern.Step.One(String kind, _)
        ? Set.of(kind.isEmpty() ? type.levels().get(depth - 1).defaultKind() : kind)
        : Set.of();
  }

  private static List<String> but(Right right) {
    List<String> but = new ArrayList<>();
    right.except().forEach(pattern -> but.add("except " + pattern));
    right
        .columns()
        .ifPresent(names -> but.add("only columns " + String.join(", ", new TreeSet<>(names))));
    right.rows().ifPresent(_ -> but.add("only some rows"));
    return but;
  }

  private static List<Held> answered(Map<Resource, Map<String, Extent>> can, Access access) {
    List<Held> held = new ArrayList<>();
    can.keySet().stream()
        .filter(thing -> thing.target().equals(access.target()))
        .sorted()
        .forEach(
            thing ->
                held.addAll(answered(access.type(), thing, can.getOrDefault(thing, Map.of()))));
    return held;
  }

  private static List<Held> answered(SystemType type, Resource thing, Map<String, Extent> actions) {
    Map<List<String>, Set<String>> byColumns = new LinkedHashMap<>();
    new TreeMap<>(actions)
        .forEach(
            (action, extent) ->
                byColumns.computeIfAbsent(but(extent), _ -> new TreeSet<>()).add(action));
    List<Held> held = new ArrayList<>();
    byColumns.forEach(
        (but, words) ->
            held.add(new Held("", brief(type, words, thing), thing.toString(), but, Set.of())));
    return held;
  }

  private static List<String> but(Extent extent) {
    return switch (extent) {
      case Extent.Whole _ -> List.of();
      case Extent.Columns(Set<String> names) ->
          List.of("only columns " + String.join(", ", new TreeSet<>(names)));
      case Extent.Some(Extent of, Set<String> rows) -> {
        List<String> but = new ArrayList<>(but(of));
        but.add(rows.isEmpty() ? "no row" : "only some rows");
        yield but;
      }
      case Extent.Uneven(Map<String, Set<String>> rows) -> {
        Set<String> some = new TreeSet<>(rows.keySet());
        some.removeIf(column -> rows.getOrDefault(column, Set.of()).contains(Digest.EVERY));
        yield List.of(
            "only columns " + String.join(", ", new TreeSet<>(rows.keySet())),
            "only some rows of " + String.join(", ", some));
      }
    };
  }

  private static Set<String> brief(SystemType type, Set<String> actions, Resource thing) {
    return new TreeSet<>(type.brief(actions, type.kindOf(thing)).values());
  }
}
