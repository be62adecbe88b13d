package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.condition.Digest;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.CanReport.Live;
import dev.usher.engine.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a live system itself answers to a question. */
final class LiveAnswers {
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;

  LiveAnswers(Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit) {
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
  }

  /**
   * @param diagnostics why the system could not be asked
   */
  record Asked(List<Live> answers, List<Diagnostic> diagnostics) {}

  /**
   * How much of the resource each account can do that to, sorted by account.
   *
   * @param accounts empty: every account that can log in
   */
  Asked ask(Ground ground, Set<String> accounts, Resource on, String word) {
    SystemType type = ground.type(on.target());
    Set<String> actions = new TreeSet<>(type.expand(word, type.kindOf(on)));
    try {
      Site<?> site = site(ground, on.target());
      return new Asked(ask(site, accounts, on, actions), List.of());
    } catch (TargetFailure failure) {
      return new Asked(List.of(), List.of(unanswered(SideBySide.failure(failure))));
    }
  }

  private <N extends Native> List<Live> ask(
      Site<N> site, Set<String> accounts, Resource on, Set<String> actions) {
    List<Live> answers = new ArrayList<>();
    try (Session<N> session = site.open(secrets, limit)) {
      List<Reach> reaches;
      try (var asked = session.probe(new Probe(accounts, Optional.of(on.whole()), true))) {
        reaches = asked.sorted(Comparator.comparing(Reach::account)).toList();
      }
      for (Reach reach : reaches) answers.add(live(session, reach, on, actions));
    }
    return answers;
  }

  private static Live live(Session<?> session, Reach reach, Resource on, Set<String> actions) {
    if (!reach.exists()) return new Live(reach.account(), "none", List.of("no such account"));
    if (!reach.opens()) return new Live(reach.account(), "none", List.of("may not log in"));
    Map<String, Extent> can = reach.can().getOrDefault(on.whole(), Map.of());
    int whole = 0;
    int some = 0;
    Set<String> paths = new TreeSet<>();
    for (String action : actions) {
      Extent extent = can.get(action);
      if (extent == null) continue;
      boolean all = isAll(extent, on);
      boolean any = all || on.column().isEmpty() || isSome(extent, on);
      if (all) whole++;
      if (any) some++;
      if (any) paths.addAll(session.paths(reach.account(), action, on));
    }
    String answer = whole == actions.size() ? "all" : some > 0 ? "part" : "none";
    return new Live(reach.account(), answer, List.copyOf(paths));
  }

  private static boolean isAll(Extent extent, Resource on) {
    return switch (extent) {
      case Extent.Whole _ -> true;
      case Extent.Columns(Set<String> names) -> on.column().filter(names::contains).isPresent();
      case Extent.Some _ -> false;
      case Extent.Uneven(Map<String, Set<String>> rows) ->
          on.column()
              .filter(column -> rows.getOrDefault(column, Set.of()).contains(Digest.EVERY))
              .isPresent();
    };
  }

  private static boolean isSome(Extent extent, Resource on) {
    return switch (extent) {
      case Extent.Some(Extent of, Set<String> rows) -> !rows.isEmpty() && isAll(of, on);
      case Extent.Uneven(Map<String, Set<String>> rows) ->
          on.column().filter(rows::containsKey).isPresent();
      case Extent.Whole _, Extent.Columns _ -> false;
    };
  }

  /** What one account can do in one target, by its own answer. */
  Map<Resource, Map<String, Extent>> reach(Ground ground, Target target, String account) {
    return reach(site(ground, target), account);
  }

  private <N extends Native> Map<Resource, Map<String, Extent>> reach(
      Site<N> site, String account) {
    try (Session<N> session = site.open(secrets, limit);
        var asked = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return asked.filter(Reach::opens).findFirst().map(Reach::can).orElse(Map.of());
    }
  }

  /**
   * The system that the target is in, open.
   *
   * @throws TargetFailure when it cannot be asked
   */
  Session<?> open(Ground ground, Target target) {
    return site(ground, target).open(secrets, limit);
  }

  private Site<?> site(Ground ground, Target target) {
    Site.All all = Site.of(ground.policy(), connectors);
    return all.sites().stream()
        .filter(site -> site.targets().anyMatch(target::equals))
        .findFirst()
        .orElseThrow(
            () ->
                new TargetFailure(
                    TargetFailure.Code.MISSING,
                    target,
                    all.failures().stream()
                        .filter(failure -> failure.where().equals(target.toString()))
                        .map(Failure::message)
                        .findFirst()
                        .orElse(absent(ground, target))));
  }

  private static String absent(Ground ground, Target target) {
    return ground.type(target).isChecked()
        ? target + " is an application: it holds no accounts, and asks usher"
        : target + " is made from a template and is not there itself";
  }

  /** Why there is no live answer. */
  static Diagnostic unanswered(Failure failure) {
    return Diagnostic.error(
        "no-live-answer",
        failure.where() + " cannot be asked: " + failure.message(),
        "without --live the policy alone answers");
  }
}
