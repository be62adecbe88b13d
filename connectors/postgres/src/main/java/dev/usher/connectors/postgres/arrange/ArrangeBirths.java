package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.BirthFact.Coming;
import dev.usher.connectors.postgres.model.BirthFact.Default;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.Diff;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** ALTER DEFAULT PRIVILEGES: one statement for all roles that get the same. */
public final class ArrangeBirths {
  /** What one statement is about. */
  private record Where(Target target, String creator, String schema, Coming coming) {
    private static final Comparator<Where> ORDER =
        Comparator.comparing(Where::target)
            .thenComparing(Where::creator)
            .thenComparing(Where::schema)
            .thenComparing(Where::coming);

    String statement(String verb, Set<String> privileges, String word, Set<String> grantees) {
      return "ALTER DEFAULT PRIVILEGES FOR ROLE "
          + Sql.name(creator)
          + (schema.isEmpty() ? "" : " IN SCHEMA " + Sql.name(schema))
          + " "
          + verb
          + " "
          + String.join(", ", privileges)
          + " ON "
          + coming.keyword()
          + " "
          + word
          + " "
          + Sql.names(grantees);
    }
  }

  private final ArrangeNames names;
  private final Map<Default, Set<Cause>> gives = new LinkedHashMap<>();
  private final Map<Default, Set<Cause>> takes = new LinkedHashMap<>();
  private final Map<Default, Set<Cause>> options = new LinkedHashMap<>();

  ArrangeBirths(ArrangeNames names, List<Change<PostgresFact>> changes) {
    this.names = names;
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(Default one, Set<Cause> why) -> gives.put(one, why);
        case Change.Remove<PostgresFact>(Default one, var _) ->
            takes.put(one, Set.of(Diff.NOT_IN_POLICY));
        case Change.Replace<PostgresFact>(Default before, Default _, Set<Cause> why) ->
            options.put(before, why);
        default -> {}
      }
    }
  }

  void arrange(Drafts drafts) {
    add(drafts, Phase.REVOKE, "REVOKE", "FROM", takes, Risk.NARROWS);
    add(drafts, Phase.REVOKE, "REVOKE GRANT OPTION FOR", "FROM", options, Risk.NARROWS);
    add(drafts, Phase.GRANT, "GRANT", "TO", gives, Risk.WIDENS);
  }

  private void add(
      Drafts drafts,
      Phase phase,
      String verb,
      String word,
      Map<Default, Set<Cause>> some,
      Risk risk) {
    Map<Where, Map<String, SortedSet<String>>> held = new TreeMap<>(Where.ORDER);
    for (Default one : some.keySet())
      held.computeIfAbsent(
              new Where(one.target(), one.creator(), one.schema(), one.coming()),
              _ -> new TreeMap<>())
          .computeIfAbsent(one.grantee(), _ -> new TreeSet<>())
          .add(one.privilege());
    held.forEach(
        (where, byGrantee) -> {
          Map<SortedSet<String>, SortedSet<String>> same = new LinkedHashMap<>();
          byGrantee.forEach(
              (grantee, privileges) ->
                  same.computeIfAbsent(privileges, _ -> new TreeSet<>()).add(grantee));
          same.forEach(
              (privileges, grantees) ->
                  drafts.add(
                      phase,
                      where.target(),
                      where.statement(verb, privileges, word, grantees),
                      effects(some, where, grantees, risk == Risk.WIDENS),
                      risk));
        });
  }

  private List<Effect> effects(
      Map<Default, Set<Cause>> some, Where where, Set<String> grantees, boolean gives) {
    List<Effect> effects = new ArrayList<>();
    some.forEach(
        (one, why) -> {
          Where its = new Where(one.target(), one.creator(), one.schema(), one.coming());
          if (!its.equals(where) || !grantees.contains(one.grantee())) return;
          String whom = names.of(one.grantee());
          effects.add(
              new Effect(
                  gives ? Effect.Kind.ADD : Effect.Kind.TAKE,
                  one.target(),
                  one.privilege() + " from birth for " + whom,
                  one.privilege() + " on " + one.what() + " for " + whom,
                  why,
                  one.about()));
        });
    return effects;
  }
}
