package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Views by which roles read. Whatever is not as it should be about one, what it shows, whose it is,
 * who may read it, is mended by making it anew: all of it is usher's. Each has transactions of its
 * own, for whoever reads by it is waited for. One that others have built on cannot go, nor lose a
 * column; so it is closed first.
 */
final class ArrangeViews {
  private final ArrangeNames names;
  private final Drafts drafts;

  /** What something of others is built on. */
  private final Set<Object> leaned = new HashSet<>();

  ArrangeViews(ObservedState<PostgresFact> observed, ArrangeNames names, Drafts drafts) {
    this.names = names;
    this.drafts = drafts;
    for (PostgresFact fact : observed.facts().keySet())
      if (fact instanceof RowFact.Leans one) leaned.add(List.of(one.target(), one.on()));
  }

  void arrange(List<Change<PostgresFact>> changes) {
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Remove<PostgresFact>(RowFact.View one, Set<Cause> why) -> {
          close(one);
          // Behind all else, which it does not hold up where something of others is built on it.
          List<Effect> effects = List.of(effect(Effect.Kind.TAKE, one, why));
          add(Phase.OPEN, one, dropped(one), effects, Risk.NARROWS);
        }
        case Change.Add<PostgresFact>(RowFact.View one, Set<Cause> why) ->
            create("CREATE VIEW " + shown(one), one, effect(Effect.Kind.ADD, one, why));
        case Change.Replace<PostgresFact>(RowFact.View before, RowFact.View after, var why) -> {
          if (leaned.contains(List.of(before.target(), before.on()))) close(before);
          create(replaced(after), after, effect(Effect.Kind.CHANGE, after, why).was(told(before)));
        }
        default -> {}
      }
    }
  }

  /** Nobody reads by it any more, whatever becomes of it. */
  private void close(RowFact.View view) {
    if (view.readers().isEmpty()) return;
    String from = view.readers().stream().map(Sql::grantee).collect(Collectors.joining(", "));
    String sql = "REVOKE ALL ON TABLE " + view.on().sql() + " FROM " + from + " CASCADE";
    add(Phase.REVOKE, view, sql, List.of(), Risk.NARROWS);
  }

  private static String dropped(RowFact.View view) {
    return "DROP VIEW " + view.on().sql();
  }

  private static String shown(RowFact.View view) {
    return view.on().sql() + " WITH (security_barrier = true) AS " + view.body().query;
  }

  /**
   * In its place where it may be, of these columns and more and of an owner that usher has: what
   * others have built on it stays, and is narrowed with it.
   */
  private static String replaced(RowFact.View view) {
    return "DO "
        + Sql.text(
            "BEGIN CREATE OR REPLACE VIEW "
                + shown(view)
                + "; EXCEPTION WHEN invalid_table_definition OR insufficient_privilege THEN "
                + dropped(view)
                + "; CREATE VIEW "
                + shown(view)
                + "; END");
  }

  private void create(String sql, RowFact.View view, Effect effect) {
    String on = view.on().sql();
    add(Phase.CREATE, view, sql, List.of(effect), Risk.WIDENS);
    add(Phase.CREATE, view, given(view.on(), view.owner()), List.of(), Risk.NONE);
    add(Phase.CREATE, view, bared(view.on()), List.of(), Risk.NONE);
    String readers = view.readers().stream().map(Sql::name).collect(Collectors.joining(", "));
    add(Phase.CREATE, view, "GRANT SELECT ON TABLE " + on + " TO " + readers, List.of(), Risk.NONE);
    add(Phase.CREATE, view, marked(view), List.of(), Risk.NONE);
  }

  private void add(Phase phase, RowFact.View view, String sql, List<Effect> effects, Risk risk) {
    drafts.add(phase, view.target(), view.on().sql(), sql, effects, risk);
  }

  /** Whoever gets a view must be able to create in its schema, then and there alone. */
  private static String given(Thing on, String owner) {
    String create = "CREATE ON SCHEMA " + Sql.name(on.schema());
    return "DO "
        + Sql.text(
            "DECLARE room boolean := NOT pg_catalog.has_schema_privilege("
                + Sql.text(owner)
                + "::pg_catalog.name, "
                + Sql.text(on.schema())
                + ", 'CREATE'); BEGIN IF room THEN GRANT "
                + create
                + " TO "
                + Sql.name(owner)
                + "; END IF; ALTER VIEW "
                + on.sql()
                + " OWNER TO "
                + Sql.name(owner)
                + "; IF room THEN REVOKE "
                + create
                + " FROM "
                + Sql.name(owner)
                + "; END IF; END");
  }

  /** Of what others gave on it, and of what usher's account gives by default. */
  private static String bared(Thing on) {
    return "DO "
        + Sql.text(
            "DECLARE who pg_catalog.text; BEGIN FOR who IN SELECT DISTINCT coalesce("
                + "pg_catalog.quote_ident(r.rolname), 'PUBLIC')"
                + " FROM pg_catalog.pg_class c CROSS JOIN LATERAL (SELECT e.grantee FROM"
                + " pg_catalog.aclexplode(c.relacl) e UNION SELECT e.grantee FROM"
                + " pg_catalog.pg_attribute t, pg_catalog.aclexplode(t.attacl) e WHERE t.attrelid ="
                + " c.oid AND t.attacl IS NOT NULL) a LEFT JOIN pg_catalog.pg_roles r"
                + " ON r.oid = a.grantee WHERE c.oid = "
                + Sql.text(on.sql())
                + "::pg_catalog.regclass AND a.grantee <> c.relowner"
                + " AND (a.grantee = 0 OR r.oid IS NOT NULL) LOOP EXECUTE 'REVOKE ALL ON TABLE ' || "
                + Sql.text(on.sql())
                + " || ' FROM ' || who || ' CASCADE'; END LOOP; END");
  }

  /** The mark holds what the server made of the view, which is known when it is there. */
  private static String marked(RowFact.View view) {
    return "DO "
        + Sql.text(
            "DECLARE mark pg_catalog.text; BEGIN SELECT INTO mark "
                + Sql.text(view.body().mark(view.target()))
                + " || "
                + ViewBody.MADE
                + " || '\"' FROM pg_catalog.pg_class c WHERE c.oid = "
                + Sql.text(view.on().sql())
                + "::pg_catalog.regclass; EXECUTE pg_catalog.format('COMMENT ON VIEW %I.%I IS %L', "
                + Sql.texts(List.of(view.on().schema(), view.on().name()))
                + ", mark || ',\"seal\":\"' || "
                + Seal.of("mark", view.target(), view.on())
                + " || '\"}'); END");
  }

  private Effect effect(Effect.Kind kind, RowFact.View view, Set<Cause> why) {
    return new Effect(kind, view.target(), "views", prose(view), why, view.about());
  }

  /** With what its query is found by where it was written down. */
  private String told(RowFact.View view) {
    return prose(view) + ", " + view.body().told();
  }

  private String prose(RowFact.View view) {
    String of = view.body().of;
    String readers = view.readers().stream().map(names::of).collect(Collectors.joining(", "));
    return view.on().prose() + (of.isEmpty() ? "" : " of " + of) + " for " + readers;
  }
}
