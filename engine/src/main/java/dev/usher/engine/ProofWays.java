package dev.usher.engine;

import dev.usher.connectors.api.Way;
import dev.usher.engine.report.PlanReport.Note;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who comes by managed data beside the policy, told once for each way. Whoever is of the policy is
 * named only for what hands on: what they hold is held against the policy.
 */
final class ProofWays {
  private static final int NAMED = 5;

  private ProofWays() {}

  static Optional<Note> told(Way way, Set<String> known, Set<String> admins) {
    Set<String> who = new TreeSet<>(way.accounts());
    who.removeIf(
        one -> {
          String name = one.replace(Way.BY_SET_ROLE, "");
          return admins.contains(name) || !way.handsOn() && known.contains(name);
        });
    if (who.isEmpty()) return Optional.empty();
    List<String> some = who.stream().limit(NAMED).toList();
    int more = who.size() - some.size();
    return Optional.of(
        new Note(
            "way",
            way.target().toString(),
            way.path()
                + ": "
                + String.join(", ", some)
                + (more > 0 ? " and %d other%s".formatted(more, more == 1 ? "" : "s") : "")
                + (way.handsOn() ? ", who may not themselves" : "")));
  }
}
