package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Realm;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.util.List;
import java.util.Map;

/** Changes as statements in stages. */
final class PostgresArrange {
  private PostgresArrange() {}

  static List<Plan.Stage> arrange(
      Realm realm,
      List<Change<PostgresFact>> changes,
      ObservedState<PostgresFact> observed,
      Map<String, String> heirs) {
    if (changes.isEmpty()) return List.of();
    Target first = realm.places().getFirst().target();
    PostgresFact.Server server = Standing.of(observed).server(first);
    if (server == null) throw new IllegalArgumentException("observed without the server " + first);
    Drafts drafts = new Drafts(first);
    ArrangeNames names = new ArrangeNames(changes, observed);
    Legacy legacy = new Legacy(server, heirs, observed);
    new ArrangeRoles(observed, legacy, drafts).arrange(changes);
    ArrangeRows rows = new ArrangeRows(observed, names, changes);
    ArrangePrivileges privileges = new ArrangePrivileges(observed, names, rows.tables());
    changes.forEach(privileges::add);
    privileges.arrange(drafts);
    rows.arrange(drafts);
    new ArrangeMemberships(server, observed, names).arrange(changes, drafts);
    new ArrangePlans(observed, changes).arrange(drafts);
    return drafts.stages();
  }
}
