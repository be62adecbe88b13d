package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.access.Access;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.Said;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.MeantBook;
import dev.usher.engine.memory.Memory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what a realm's turn finds to be meant, and what it has carried out. */
final class Remembering {
  private final Optional<Memory> memory;
  private final HoldBook holds;
  private final Map<String, Connector<?>> connectors;
  private final InstantSource clock;

  Remembering(
      Optional<Memory> memory,
      HoldBook holds,
      Map<String, Connector<?>> connectors,
      InstantSource clock) {
    this.memory = memory;
    this.holds = holds;
    this.connectors = connectors;
    this.clock = clock;
  }

  /** What is meant for them there, since it was said. */
  void meant(Ground ground, String realm, Map<String, Said> said) {
    if (memory.isEmpty()) return;
    Map<String, Instant> since = new LinkedHashMap<>();
    said.forEach((subject, word) -> since.put(subject, word.at()));
    Map<Target, List<Holding>> meant = new LinkedHashMap<>();
    for (Target target : targets(ground, realm))
      meant.put(target, holdings(ground, target, since.keySet()));
    book().meant(meant, since);
  }

  /**
   * What is meant for everybody there.
   *
   * @param since when it was decided, where that was not said of anybody before
   */
  void meant(Ground ground, String realm, Instant since) {
    if (memory.isEmpty()) return;
    book().only(new HashSet<>(ground.policy().targets()), since);
    for (Target target : targets(ground, realm))
      book()
          .meant(
              target,
              holdings(ground, target, ground.policy().subjects().keySet()),
              Optional.empty(),
              since);
  }

  /** That is carried out. */
  void reached(Ground ground, String realm, Set<String> subjects) {
    if (memory.isEmpty()) return;
    book().reached(targets(ground, realm), Optional.of(subjects), clock.instant());
  }

  /** All of it is carried out. */
  void reached(Ground ground, String realm, Revision revision) {
    if (memory.isEmpty()) return;
    for (Target target : targets(ground, realm)) {
      book().reached(target, Optional.empty(), clock.instant());
      book().policyReached(target, revision.since(), clock.instant());
    }
  }

  private MeantBook book() {
    return memory.orElseThrow().book();
  }

  private List<Target> targets(Ground ground, String realm) {
    return Site.of(ground.policy(), connectors).sites().stream()
        .filter(site -> site.realm().key().equals(realm))
        .flatMap(Site::targets)
        .toList();
  }

  /** Who is kept out holds nothing, whatever stays in the system for their return. */
  private List<Holding> holdings(Ground ground, Target target, Set<String> subjects) {
    Set<String> out = new TreeSet<>();
    holds.said().forEach((subject, kind) -> kind.ifPresent(_ -> out.add(subject)));
    Access access = ground.derivation().at(target, ground.now(), subjects);
    List<Holding> holdings = new ArrayList<>();
    access
        .members()
        .forEach(
            (subject, member) -> {
              if (out.contains(subject)) return;
              member
                  .roles()
                  .forEach(
                      (role, causes) -> {
                        for (Cause cause : causes)
                          holdings.add(new Holding(subject, target.toString(), role, cause.text()));
                      });
            });
    return holdings;
  }
}
