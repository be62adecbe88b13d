package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes as statements in stages. */
public final class PostgresArrange {
  private PostgresArrange() {}

  public static List<Plan.Stage> arrange(
      Realm realm,
      List<Change<PostgresFact>> all,
      ObservedState<PostgresFact> found,
      Map<String, String> heirs) {
    if (all.isEmpty() && heirs.isEmpty()) return List.of();
    QuietAdoption adoption = new QuietAdoption(found);
    List<Change<PostgresFact>> changes = new ArrayList<>(adoption.without(all));
    Set<Account> leaving = adoption.leaving(heirs.keySet());
    leaving.forEach(one -> changes.add(new Change.Remove<>(one, Set.of(Diff.NOT_IN_POLICY))));
    if (changes.isEmpty()) return List.of();
    ObservedState<PostgresFact> observed = leaving.isEmpty() ? found : with(leaving, found);
    Target first = realm.places().getFirst().target();
    PostgresFact.Server server = Standing.of(observed).server(first);
    if (server == null) throw new IllegalArgumentException("observed without the server " + first);
    Drafts drafts = new Drafts(first);
    ArrangeNames names = new ArrangeNames(changes, observed);
    Legacy legacy = new Legacy(server, heirs, observed);
    new ArrangeRoles(observed, legacy, drafts).arrange(changes);
    ArrangeRows rows = new ArrangeRows(observed, names, changes);
    Set<String> borrowed = new HashSet<>(heirs.keySet());
    borrowed.addAll(heirs.values());
    ArrangePrivileges privileges = new ArrangePrivileges(observed, names, rows.tables(), borrowed);
    changes.forEach(privileges::add);
    privileges.arrange(drafts);
    rows.arrange(drafts);
    new ArrangeViews(observed, names, drafts).arrange(changes);
    new ArrangeBirths(names, changes).arrange(drafts);
    new ArrangeMemberships(server, observed, names).arrange(changes, drafts);
    new ArrangePlans(observed, changes).arrange(drafts);
    return drafts.stages();
  }

  private static ObservedState<PostgresFact> with(
      Set<Account> ours, ObservedState<PostgresFact> found) {
    Map<PostgresFact, Origin> facts = new LinkedHashMap<>(found.facts());
    ours.forEach(one -> facts.put(one, Origin.OURS));
    return new ObservedState<>(found.catalogues(), facts, found.heads(), found.holds());
  }
}
