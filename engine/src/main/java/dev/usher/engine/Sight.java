package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.model.Target;
import dev.usher.engine.report.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be planned of a realm, while one of its databases lets nobody in: whoever joins waits
 * for that one alone.
 *
 * @param ground without what is away
 * @param away why, each of another target; none of these is in the plan
 */
record Sight(Ground ground, Waiting.Permitted permitted, List<Failure> away) {
  /** What passes, and says nothing of what is right there. */
  private static final Set<String> PASSES = Set.of("unreachable", "locked", "lost");

  Sight {
    away = List.copyOf(away);
  }

  /**
   * Plans, and again without each target that cannot be looked at, where the others can be served
   * without it.
   *
   * @param plan nothing where it cannot be made so
   */
  static Optional<Sight> of(
      Ground ground,
      String realm,
      Map<String, Connector<?>> connectors,
      Function<Ground, Optional<Waiting.Permitted>> plan) {
    List<Failure> away = new ArrayList<>();
    Ground rest = ground;
    while (true) {
      Optional<Waiting.Permitted> permitted = plan.apply(rest);
      if (permitted.isEmpty()) return Optional.empty();
      List<Failure> failures = permitted.get().planned().failures();
      Optional<Target> next = next(rest, realm, connectors, failures);
      if (next.isEmpty()) return Optional.of(new Sight(rest, permitted.get(), away));
      away.addAll(failures);
      rest = rest.without(next.get());
    }
  }

  private static Optional<Target> next(
      Ground ground, String realm, Map<String, Connector<?>> connectors, List<Failure> failures) {
    if (failures.size() != 1 || !PASSES.contains(failures.getFirst().code()))
      return Optional.empty();
    return Site.of(ground.policy(), connectors).sites().stream()
        .filter(site -> site.realm().key().equals(realm) && site.connector().canLeaveOut())
        .filter(site -> site.realm().places().size() > 1)
        .flatMap(Site::targets)
        .filter(target -> target.toString().equals(failures.getFirst().where()))
        .findFirst();
  }
}
