package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Drafts.effect;

import dev.usher.connectors.mariadb.RowFact.Line;
import dev.usher.connectors.mariadb.RowFact.View;
import dev.usher.core.diff.Change;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Views and what they look up. An attribute that changes is away for a moment, in which a condition
 * that asks for it lets nothing through; so neither an old condition meets a new attribute nor the
 * other way round.
 */
final class ArrangeRows {
  /** So many lines in one statement. */
  private static final int SOME = 200;

  private final Map<Target, String> databases;
  private final Drafts drafts;
  private final List<Change<MariaDbFact>> changes;

  ArrangeRows(Map<Target, String> databases, Drafts drafts, List<Change<MariaDbFact>> changes) {
    this.databases = databases;
    this.drafts = drafts;
    this.changes = changes;
  }

  /** What nobody is taken for any more. */
  void forget() {
    for (Change<MariaDbFact> change : changes) {
      Line line = null;
      List<Effect> told = List.of();
      if (change instanceof Change.Remove<MariaDbFact>(Line before, var _)) {
        line = before;
        told = List.of(effect(change));
      }
      if (change instanceof Change.Replace<MariaDbFact>(Line before, var _, var _)) line = before;
      if (line == null) continue;
      drafts.add(Phase.REVOKE, line.target(), Risk.NARROWS, told, Attributes.delete(line));
    }
  }

  void drop() {
    for (Change<MariaDbFact> change : changes) {
      if (!(change instanceof Change.Remove<MariaDbFact>(View view, var _))) continue;
      List<Effect> told = List.of(effect(change));
      if (view.body().isThere()) {
        String sql = ViewSql.drop(view, database(view));
        drafts.add(Phase.REMOVE, view.target(), Risk.NARROWS, told, sql);
      }
      drafts.add(
          Phase.REMOVE,
          view.target(),
          Risk.NONE,
          view.body().isThere() ? List.of() : told,
          ViewSql.gone(view));
    }
  }

  void create() {
    for (Change<MariaDbFact> change : changes) {
      switch (change) {
        case Change.Add<MariaDbFact>(View after, var _) -> create(after, false, effect(change));
        case Change.Replace<MariaDbFact>(View before, View after, var _) ->
            create(after, before.body().isThere(), effect(change));
        case Change<MariaDbFact> _ -> {}
      }
    }
  }

  private void create(View view, boolean again, Effect effect) {
    String database = database(view);
    drafts.add(Phase.CREATE, view.target(), Risk.NONE, List.of(), ViewSql.mark(view));
    drafts.add(
        Phase.CREATE,
        view.target(),
        again ? Risk.WIDENS : Risk.NONE,
        List.of(effect),
        ViewSql.create(view, database, again));
    drafts.add(Phase.CREATE, view.target(), Risk.NONE, List.of(), ViewSql.made(view, database));
  }

  private String database(View view) {
    return databases.getOrDefault(view.target(), "");
  }

  /** What somebody is taken for from now on. */
  void learn() {
    Map<Target, List<Line>> lines = new TreeMap<>();
    Map<Target, List<Effect>> told = new TreeMap<>();
    for (Change<MariaDbFact> change : changes) {
      Line line = null;
      if (change instanceof Change.Add<MariaDbFact>(Line after, var _)) line = after;
      if (change instanceof Change.Replace<MariaDbFact>(var _, Line after, var _)) line = after;
      if (line == null) continue;
      lines.computeIfAbsent(line.target(), _ -> new ArrayList<>()).add(line);
      told.computeIfAbsent(line.target(), _ -> new ArrayList<>()).add(effect(change));
    }
    lines.forEach(
        (target, all) -> {
          for (int i = 0; i < all.size(); i += SOME) {
            int end = Math.min(i + SOME, all.size());
            drafts.add(
                Phase.GRANT,
                target,
                Risk.WIDENS,
                told.getOrDefault(target, List.of()).subList(i, end),
                Attributes.insert(all.subList(i, end)));
          }
        });
  }
}
