package dev.usher.engine;

import dev.usher.engine.report.PlanReport;
import java.util.Optional;

/**
 * What a plan speaks of.
 *
 * @param realm the one that was looked at; empty: all
 * @param isAllThere whether there was nothing else to do where it looked
 * @param isOfPeople whether it is for what was said of some people, and not for all that is meant
 * @param isBeside whether what takes of it is done beside whoever writes there
 */
record Extent(Optional<String> realm, boolean isAllThere, boolean isOfPeople, boolean isBeside) {
  /** After whoever writes there. */
  Extent(Optional<String> realm, boolean isAllThere, boolean isOfPeople) {
    this(realm, isAllThere, isOfPeople, false);
  }

  /** What was said of some people in one realm, as far as it takes, beside who writes there. */
  static Extent beside(String realm) {
    return new Extent(Optional.of(realm), false, true, true);
  }

  static Extent of(PlanReport planned) {
    return new Extent(Optional.empty(), planned.isOfEverything(), planned.subject().isPresent());
  }

  boolean has(String key) {
    return realm.map(key::equals).orElse(true);
  }

  /** Whether all of the policy is true everywhere once it is carried out. */
  boolean isOfPolicy() {
    return realm.isEmpty() && isAllThere;
  }
}
