package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * To take over an account that is just as it should be changes nothing of what it can do: its mark
 * is written along with the first change to it.
 */
public final class QuietAdoption {
  private final Standing standing;

  /** Who is in a role of usher's own: their marks are part of that. */
  private final Set<String> inOurs = new HashSet<>();

  /** Who has something by a role that was taken over. */
  private final Map<String, Account> inAdopted = new HashMap<>();

  QuietAdoption(ObservedState<PostgresFact> observed) {
    this.standing = Standing.of(observed);
    if (standing.adopted().isEmpty()) return;
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.OURS) return;
              if (fact instanceof Membership one) {
                if (standing.isMade(one.group())) inOurs.add(one.member());
                else inAdopted(one.target(), one.member());
              } else if (fact instanceof PostgresFact.Held one) {
                one.acl().items().stream()
                    .map(Acl.Item::grantee)
                    .filter(standing.adopted()::containsKey)
                    .forEach(name -> inAdopted(one.target(), name));
              }
            });
  }

  private void inAdopted(Target target, String name) {
    inAdopted.putIfAbsent(name, new Account(target, name, true, true, List.of()));
  }

  List<Change<PostgresFact>> without(List<Change<PostgresFact>> changes) {
    if (standing.adopted().isEmpty()) return changes;
    Set<String> moved = new HashSet<>(inOurs);
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(Membership one, var _) -> moved.add(one.member());
        case Change.Remove<PostgresFact>(Membership one, var _) -> moved.add(one.member());
        case Change.Replace<PostgresFact>(Membership one, var _, var _) -> moved.add(one.member());
        default -> {}
      }
    }
    return changes.stream().filter(change -> !isQuiet(change, moved)).toList();
  }

  /**
   * Accounts that were taken over in word alone and leave for good: with them the mark is made up
   * for, so that they are closed as any adopted one is.
   */
  Set<Account> leaving(Set<String> names) {
    Set<Account> leaving = new LinkedHashSet<>();
    for (Account one : inAdopted.values()) {
      PostgresFact.Role there = standing.roles().get(one.name());
      if (there == null || !there.login() || standing.marked().containsKey(one.name())) continue;
      if (names.contains(one.name())) leaving.add(one);
    }
    return leaving;
  }

  private boolean isQuiet(Change<PostgresFact> change, Set<String> moved) {
    if (!(change instanceof Change.Add<PostgresFact>(Account one, var _))) return false;
    PostgresFact.Role there = standing.roles().get(one.name());
    return one.adopted()
        && one.open()
        && there != null
        && there.login()
        && !standing.marked().containsKey(one.name())
        && !moved.contains(one.name());
  }
}
