package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.arrange.GrantSql.Grouped;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On minors before August 2026 a prepared statement keeps the row policies that held for its
 * account before a membership changed. A privilege that is there already is granted once more on
 * each table with row security: that makes the server forget the plans, and waits for no reader.
 */
public final class ArrangePlans {
  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final Grantors grantors;
  private boolean gives;
  private boolean takes;

  /** What is held before and after, of which one is enough. */
  private final Map<Held, Privilege> kept = new LinkedHashMap<>();

  ArrangePlans(ObservedState<PostgresFact> observed, List<Change<PostgresFact>> changes) {
    this.observed = observed;
    this.standing = Standing.of(observed);
    this.grantors = new Grantors(observed, standing);
    Map<Held, Acl> after = new HashMap<>();
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(Membership _, var _) -> gives = true;
        case Change.Remove<PostgresFact>(Membership _, var _) -> takes = true;
        case Change.Replace<PostgresFact>(Membership _, Membership _, var _) -> {
          gives = true;
          takes = true;
        }
        case Change.Remove<PostgresFact>(Held held, var _) -> after.put(held.key(), Acl.NONE);
        case Change.Replace<PostgresFact>(Held _, Held held, var _) ->
            after.put(held.key(), held.acl());
        default -> {}
      }
    }
    if (gives || takes) keep(after);
  }

  private void keep(Map<Held, Acl> after) {
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.OURS || !(fact instanceof Held held)) return;
              PostgresFact.Server server = standing.server(held.target());
              boolean secured =
                  observed.facts().get(new RowFact.Switch(held.target(), held.on())) == Origin.OURS;
              if (server == null || !server.keepsPolicies() || !secured) return;
              Set<Item> then = after.getOrDefault(held.key(), held.acl()).items();
              Optional<Item> one =
                  held.acl().items().stream()
                      .filter(item -> !item.grantable() && then.contains(item))
                      .findFirst();
              one.ifPresent(
                  item -> kept.put(held.key(), Privilege.of(held.target(), held.on(), item)));
            });
  }

  void arrange(Drafts drafts) {
    if (takes) again(drafts, Phase.REMOVE);
    if (gives) again(drafts, Phase.OPEN);
  }

  private void again(Drafts drafts, Phase phase) {
    Map<Target, List<Privilege>> byTarget = new HashMap<>();
    kept.values()
        .forEach(one -> byTarget.computeIfAbsent(one.target(), _ -> new ArrayList<>()).add(one));
    byTarget.forEach(
        (target, some) ->
            grantors
                .split(some)
                .forEach(
                    acting ->
                        grantors.as(
                            drafts,
                            phase,
                            target,
                            acting,
                            () -> {
                              for (Grouped one : GrantSql.group(acting.privileges()))
                                drafts.add(phase, target, one.grant(), List.of(), Risk.NONE);
                            })));
  }
}
