package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact.Server;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Accounts that are out of the cluster, and closed: they are untied from others and from each
 * other, what they own is handed over, and they are dropped.
 */
public final class ArrangeLeavers {
  private final Legacy legacy;
  private final ArrangeTies ties;
  private final Drafts drafts;
  private final Set<String> all = new TreeSet<>();
  private final Map<String, List<Effect>> dropped = new TreeMap<>();

  ArrangeLeavers(Legacy legacy, ArrangeTies ties, Drafts drafts) {
    this.legacy = legacy;
    this.ties = ties;
    this.drafts = drafts;
  }

  /**
   * @param effects of its being dropped; none for one that stays
   */
  void add(String name, List<Effect> effects) {
    all.add(name);
    if (!effects.isEmpty()) dropped.put(name, effects);
  }

  void arrange() {
    Map<String, Set<Cause>> why = new TreeMap<>();
    dropped.forEach(
        (name, effects) ->
            why.put(
                name,
                effects.stream()
                    .flatMap(effect -> effect.causes().stream())
                    .collect(Collectors.toSet())));
    for (String name : all) ties.passOn(name, why.keySet());
    why.forEach(ties::rollBack);
    why.keySet().forEach(ties::letOn);
    ties.takeBack(why);
    ties.unname(why);
    int number = 0;
    for (String name : why.keySet()) drop(name, number++);
  }

  private void drop(String name, int number) {
    for (String sql : legacy.borrowing(name)) {
      drafts.add(Phase.REVOKE, sql, List.of(), Risk.NONE);
    }
    legacy.where(name).forEach(target -> handOver(name, target));
    drafts.add(Phase.REMOVE, number, ArrangeRoles.endSessions(name), List.of(), Risk.NONE);
    drafts.add(
        Phase.REMOVE,
        number,
        "DROP ROLE " + Sql.name(name),
        dropped.getOrDefault(name, List.of()),
        Risk.NARROWS);
    for (String sql : legacy.returning(name)) {
      drafts.add(Phase.REMOVE, number, sql, List.of(), Risk.NONE);
    }
  }

  private void handOver(String name, Target target) {
    String heir = legacy.heir(name);
    Server server = legacy.server(target);
    List<String> both = heir.isEmpty() ? List.of(name) : List.of(name, heir);
    Becoming.having(
        drafts,
        Phase.REVOKE,
        server,
        both,
        () -> {
          if (!heir.isEmpty()) {
            String sql = "REASSIGN OWNED BY " + Sql.name(name) + " TO " + Sql.name(heir);
            ties.withRoom(
                name,
                heir,
                server,
                () -> drafts.add(Phase.REVOKE, target, sql, List.of(), Risk.NARROWS));
          }
          drafts.add(Phase.REVOKE, target, Legacy.ownsNothing(name), List.of(), Risk.NONE);
          drafts.add(
              Phase.REVOKE, target, "DROP OWNED BY " + Sql.name(name), List.of(), Risk.NARROWS);
        });
  }
}
