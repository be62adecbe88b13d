package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is given: the same on the same thing in one statement, however many have it. */
final class ArrangeGrants {
  /** So many who get something in one statement, that it can still be read. */
  static final int SOME = 100;

  private record Key(Target target, String grant) {}

  /** Those who get it, and what is told of each. */
  record Whom(List<Grantee> all, List<Effect> effects) {
    static Whom none() {
      return new Whom(new ArrayList<>(), new ArrayList<>());
    }

    void add(Grantee one, Effect effect) {
      all.add(one);
      effects.add(effect);
    }
  }

  private final GrantSql sql;
  private final Drafts drafts;
  private final Map<Key, Whom> roles = new LinkedHashMap<>();
  private final Map<Key, Whom> held = new LinkedHashMap<>();

  /** What the views need: columns of a view can be granted only when it works. */
  private final Map<Key, Whom> ofViews = new LinkedHashMap<>();

  ArrangeGrants(GrantSql sql, Drafts drafts) {
    this.sql = sql;
    this.drafts = drafts;
  }

  void role(Granted granted, Effect effect) {
    Key key = new Key(granted.target(), "GRANT " + Sql.grantee(granted.role()));
    roles.computeIfAbsent(key, _ -> Whom.none()).add(granted.to(), effect);
  }

  void held(Held of, Map<String, ? extends Set<String>> what, Effect effect) {
    Key key = new Key(of.target(), "GRANT " + GrantSql.privileges(what) + " ON " + sql.on(of.on()));
    (ViewSql.isDefiner(of.by()) ? ofViews : held)
        .computeIfAbsent(key, _ -> Whom.none())
        .add(of.by(), effect);
  }

  /** First what roles hold, then who has the roles. */
  void grant() {
    ofViews.forEach(this::grant);
    held.forEach(this::grant);
    roles.forEach(this::grant);
  }

  private void grant(Key key, Whom whom) {
    for (int i = 0; i < whom.all().size(); i += SOME) {
      int end = Math.min(i + SOME, whom.all().size());
      drafts.add(
          Phase.GRANT,
          key.target(),
          Risk.WIDENS,
          whom.effects().subList(i, end),
          key.grant() + " TO " + Sql.grantees(whom.all().subList(i, end)));
    }
  }
}
