package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.RuleBody;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Row security. To change it locks a table for everybody, so that each table has transactions of
 * its own: those that take come after the privileges that go, those that give come before the
 * privileges that come, and row security is switched on together with all that is let through.
 */
public final class ArrangeRows {
  /** Lines in one statement. */
  private static final int MOST = 1000;

  /** Comes behind everything that is apart by its name, which begins with a quote. */
  private static final String LAST = "usher";

  private record Place(Target target, Thing on) {}

  private final ArrangeNames names;
  private final List<Change<PostgresFact>> changes;
  private final Set<Place> opened = new HashSet<>();
  private final Set<Place> closed = new HashSet<>();
  private final Map<Target, Set<Thing>> tables = new HashMap<>();
  private final Set<Target> unstored = new HashSet<>();

  /** Group roles that are dropped, which is before policies come. */
  private final Set<String> gone = new HashSet<>();

  /** Roles of usher's that hold something by grants that it cannot take. */
  private final Map<Place, Set<String>> untaken = new HashMap<>();

  ArrangeRows(
      ObservedState<PostgresFact> observed,
      ArrangeNames names,
      List<Change<PostgresFact>> changes) {
    this.names = names;
    this.changes = changes;
    Standing standing = Standing.of(observed);
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof PostgresFact.Privilege one && standing.isMade(one.grantee()))
        untaken
            .computeIfAbsent(new Place(one.target(), one.on()), _ -> new TreeSet<>())
            .add(one.grantee());
    }
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(RowFact.Switch one, var _) -> {
          closed.add(new Place(one.target(), one.on()));
          changed(one.target(), one.on());
        }
        case Change.Remove<PostgresFact>(RowFact.Switch one, var _) -> {
          opened.add(new Place(one.target(), one.on()));
          changed(one.target(), one.on());
        }
        case Change.Add<PostgresFact>(RowFact.Rule one, var _) -> changed(one.target(), one.on());
        case Change.Remove<PostgresFact>(RowFact.Rule one, var _) ->
            changed(one.target(), one.on());
        case Change.Replace<PostgresFact>(RowFact.Rule one, var _, var _) ->
            changed(one.target(), one.on());
        case Change.Remove<PostgresFact>(RowFact.Store one, var _) -> unstored.add(one.target());
        case Change.Remove<PostgresFact>(PostgresFact.Group one, var _) -> gone.add(one.name());
        default -> {}
      }
    }
  }

  private void changed(Target target, Thing on) {
    tables.computeIfAbsent(target, _ -> new HashSet<>()).add(on);
  }

  /** Tables whose rows change. */
  Map<Target, Set<Thing>> tables() {
    return tables;
  }

  void arrange(Drafts drafts) {
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Remove<PostgresFact>(RowFact.Rule one, Set<Cause> why) ->
            drop(drafts, one, why);
        case Change.Add<PostgresFact>(RowFact.Rule one, Set<Cause> why) ->
            create(drafts, one, effect(Effect.Kind.ADD, one, why));
        case Change.Replace<PostgresFact>(RowFact.Rule before, RowFact.Rule after, var why) -> {
          if (staysForSome(drafts, before))
            add(drafts, Phase.CREATE, before, dropped(before), List.of(), Risk.NONE);
          create(drafts, after, effect(Effect.Kind.CHANGE, after, why).was(told(before)));
        }
        case Change.Add<PostgresFact>(RowFact.Store one, var _) ->
            Attributes.MAKE.forEach(sql -> plain(drafts, Phase.CREATE, one.target(), sql));
        case Change.Replace<PostgresFact>(RowFact.Store before, RowFact.Store after, var _) ->
            before.wrong().forEach(sql -> plain(drafts, Phase.REVOKE, after.target(), sql));
        case Change.Remove<PostgresFact>(RowFact.Store one, var _) ->
            // Behind every policy and every view that may have read it.
            drafts.add(Phase.OPEN, one.target(), LAST, Attributes.REMOVE, List.of(), Risk.NONE);
        default -> {}
      }
    }
    // A policy with no row security leaves rows as they are; so it is switched last.
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Add<PostgresFact>(RowFact.Switch one, Set<Cause> why) ->
            turn(drafts, Phase.CREATE, one, "ENABLE", why);
        case Change.Remove<PostgresFact>(RowFact.Switch one, Set<Cause> why) ->
            turn(drafts, Phase.REVOKE, one, "DISABLE", why);
        default -> {}
      }
    }
    lines(drafts);
  }

  private void turn(Drafts drafts, Phase phase, RowFact.Switch one, String word, Set<Cause> why) {
    boolean on = word.equals("ENABLE");
    drafts.add(
        phase,
        one.target(),
        one.on().sql(),
        "ALTER TABLE " + one.on().sql() + " " + word + " ROW LEVEL SECURITY",
        List.of(
            new Effect(
                on ? Effect.Kind.ADD : Effect.Kind.TAKE,
                one.target(),
                "row security",
                one.prose(),
                why,
                one.about())),
        on ? Risk.NARROWS : Risk.NONE);
    if (!on) return;
    Set<String> silent = untaken.getOrDefault(new Place(one.target(), one.on()), Set.of());
    drafts.add(
        phase,
        one.target(),
        one.on().sql(),
        nobodyIsSilenced(one.on(), silent),
        List.of(),
        Risk.NONE);
  }

  private static void plain(Drafts drafts, Phase phase, Target target, String sql) {
    drafts.add(phase, target, sql, List.of(), Risk.NONE);
  }

  private static void add(
      Drafts drafts, Phase phase, RowFact.Rule rule, String sql, List<Effect> effects, Risk risk) {
    drafts.add(phase, rule.target(), rule.on().sql(), sql, effects, risk);
  }

  private static String dropped(RowFact.Rule rule) {
    return "DROP POLICY " + Sql.name(rule.name()) + " ON " + rule.on().sql();
  }

  /**
   * No role is dropped that a policy is to: one of several roles lets go of it, once it has
   * nothing.
   */
  private boolean staysForSome(Drafts drafts, RowFact.Rule rule) {
    Set<String> still = new TreeSet<>(rule.roles());
    if (!still.removeAll(gone)) return true;
    String sql =
        still.isEmpty()
            ? dropped(rule)
            : "ALTER POLICY " + Sql.name(rule.name()) + " ON " + rule.on().sql() + to(still);
    add(drafts, Phase.REVOKE, rule, sql, List.of(), Risk.NONE);
    return !still.isEmpty();
  }

  private static String to(Set<String> roles) {
    return " TO " + roles.stream().map(Sql::grantee).collect(Collectors.joining(", "));
  }

  private void drop(Drafts drafts, RowFact.Rule rule, Set<Cause> why) {
    add(
        drafts,
        Phase.REVOKE,
        rule,
        dropped(rule),
        List.of(effect(Effect.Kind.TAKE, rule, why)),
        Risk.NARROWS);
  }

  private void create(Drafts drafts, RowFact.Rule rule, Effect effect) {
    RuleBody body = rule.body();
    add(
        drafts,
        Phase.CREATE,
        rule,
        "CREATE POLICY "
            + Sql.name(rule.name())
            + " ON "
            + rule.on().sql()
            + " AS "
            + (rule.permissive() ? "PERMISSIVE" : "RESTRICTIVE")
            + " FOR "
            + rule.command()
            + to(rule.roles())
            + (body.using.isEmpty() ? "" : " USING (" + body.using + ")")
            + (body.check.isEmpty() ? "" : " WITH CHECK (" + body.check + ")"),
        List.of(effect),
        rule.permissive() ? Risk.WIDENS : Risk.NARROWS);
    add(drafts, Phase.CREATE, rule, marked(rule), List.of(), Risk.NONE);
  }

  /** The mark holds what the server made of the policy, which is known when it is there. */
  private static String marked(RowFact.Rule rule) {
    return "DO "
        + Sql.text(
            "DECLARE mark pg_catalog.text; BEGIN SELECT INTO mark "
                + Sql.text(rule.body().mark())
                + " || "
                + RuleBody.MADE
                + " || '\"' FROM pg_catalog.pg_policy p WHERE p.polrelid = "
                + Sql.text(rule.on().sql())
                + "::pg_catalog.regclass AND p.polname = "
                + Sql.text(rule.name())
                + "; EXECUTE pg_catalog.format('COMMENT ON POLICY %I ON %I.%I IS %L', "
                + Sql.texts(List.of(rule.name(), rule.on().schema(), rule.on().name()))
                + ", mark || ',\"seal\":\"' || "
                + Seal.of("mark", rule.target(), rule.on())
                + " || '\"}'); END");
  }

  /**
   * Row security would silence whoever was granted something since the plan was made. This looks
   * again behind ENABLE: from there on to the commit every GRANT on the table waits or fails.
   *
   * @param silent usher's own roles that hold something there which it cannot take
   */
  private static String nobodyIsSilenced(Thing on, Set<String> silent) {
    String table = Sql.text(on.sql()) + "::pg_catalog.regclass";
    return "DO "
        + Sql.text(
            "DECLARE who pg_catalog.text; BEGIN SELECT INTO who"
                + " pg_catalog.string_agg(DISTINCT coalesce(r.rolname, 'PUBLIC'), ', ') FROM ("
                + "SELECT c.relowner, a.grantee, a.privilege_type FROM pg_catalog.pg_class c,"
                + " pg_catalog.aclexplode(c.relacl) a WHERE c.oid = "
                + table
                + " UNION ALL SELECT c.relowner, a.grantee, a.privilege_type FROM"
                + " pg_catalog.pg_class c JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid,"
                + " pg_catalog.aclexplode(t.attacl) a WHERE NOT t.attisdropped AND c.oid = "
                + table
                + ") a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
                + " WHERE a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')"
                + " AND a.grantee <> a.relowner AND (a.grantee = 0 OR r.oid IS NOT NULL)"
                + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = "
                + table
                + " AND a.grantee = ANY (p.polroles))"
                + (silent.isEmpty()
                    ? ""
                    : " AND coalesce(r.rolname NOT IN (" + Sql.texts(silent) + "), true)")
                + "; IF who IS NOT NULL THEN RAISE EXCEPTION USING MESSAGE = "
                + Sql.text("row security on " + on.prose() + " would silence ")
                + " || who || ', granted something there since the plan was made: plan again';"
                + " END IF; END");
  }

  private Effect effect(Effect.Kind kind, RowFact.Rule rule, Set<Cause> why) {
    return new Effect(kind, rule.target(), "row policies", prose(rule), why, rule.about());
  }

  /** With what its condition is found by where it was written down. */
  private String told(RowFact.Rule rule) {
    return prose(rule) + ", " + rule.body().told();
  }

  private String prose(RowFact.Rule rule) {
    boolean every = rule.body().rows.equals(Set.of(dev.usher.core.condition.Digest.EVERY));
    String rows = every ? "every row" : "some rows";
    String command = rule.command().equals("ALL") ? "" : rule.command() + " of ";
    String whom = rule.roles().stream().map(names::of).sorted().collect(Collectors.joining(", "));
    return command + rows + " of " + rule.on().prose() + " for " + whom;
  }

  /**
   * Attributes go before and come after whatever reads them changes; where nothing else does, they
   * change at once.
   */
  private void lines(Drafts drafts) {
    Map<Target, Map<String, List<RowFact.Line>>> comes = new TreeMap<>();
    Map<Target, Map<String, List<RowFact.Line>>> changed = new TreeMap<>();
    Map<RowFact.Line, Set<Cause>> why = new LinkedHashMap<>();
    for (Change<PostgresFact> change : changes) {
      switch (change) {
        case Change.Remove<PostgresFact>(RowFact.Line one, var _) ->
            delete(drafts, one, of(Effect.Kind.TAKE, one, Set.of(Diff.NOT_IN_POLICY)));
        case Change.Add<PostgresFact>(RowFact.Line one, Set<Cause> causes) -> {
          why.put(one, causes);
          into(comes, one);
        }
        case Change.Replace<PostgresFact>(RowFact.Line before, RowFact.Line after, var causes) -> {
          why.put(after, causes);
          Effect effect = of(Effect.Kind.CHANGE, before, causes);
          delete(drafts, before, effect.was(Attributes.told(before)));
          into(tables.containsKey(after.target()) ? comes : changed, after);
        }
        default -> {}
      }
    }
    insert(drafts, Phase.REVOKE, changed, why);
    insert(drafts, Phase.GRANT, comes, why);
  }

  private static void into(Map<Target, Map<String, List<RowFact.Line>>> lines, RowFact.Line line) {
    lines
        .computeIfAbsent(line.target(), _ -> new TreeMap<>())
        .computeIfAbsent(line.column(), _ -> new ArrayList<>())
        .add(line);
  }

  private static Effect of(Effect.Kind kind, RowFact.Line line, Set<Cause> why) {
    return new Effect(kind, line.target(), "attributes", line.prose(), why, line.about());
  }

  private void delete(Drafts drafts, RowFact.Line line, Effect effect) {
    if (unstored.contains(line.target())) return;
    drafts.add(Phase.REVOKE, line.target(), Attributes.delete(line), List.of(effect), Risk.NARROWS);
  }

  private static void insert(
      Drafts drafts,
      Phase phase,
      Map<Target, Map<String, List<RowFact.Line>>> lines,
      Map<RowFact.Line, Set<Cause>> why) {
    lines.forEach(
        (target, byColumn) ->
            byColumn.forEach(
                (column, all) -> {
                  for (int from = 0; from < all.size(); from += MOST) {
                    List<RowFact.Line> some = all.subList(from, Math.min(all.size(), from + MOST));
                    List<Effect> effects = new ArrayList<>();
                    for (RowFact.Line line : some) {
                      Set<Cause> causes = new TreeSet<>(why.getOrDefault(line, Set.of()));
                      effects.add(of(Effect.Kind.ADD, line, causes));
                    }
                    drafts.add(
                        phase, target, Attributes.insert(column, some), effects, Risk.WIDENS);
                  }
                }));
  }
}
