package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.compile.CompileHeld.Carried;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.ViewBody;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Views of {@code carry: view}: what such a role reads of a table in part it reads by a view that
 * has just these cells, and holds nothing on the table. The view is the table owner's, whom row
 * security does not bind and who lends nothing that is not theirs.
 */
public final class CompileViews {
  private static final String READ = CompileRows.COMMANDS.getFirst();

  /**
   * One view.
   *
   * @param on the table
   * @param rights by which the role reads there
   * @param columns each with those of the rights that are for it; none where the table has none of
   *     them
   */
  record View(
      String role, String group, Thing on, List<Right> rights, Map<String, Set<Right>> columns) {}

  private final Access access;
  private final Catalogue catalogue;
  private final Standing standing;
  private final PostgresFact.Server server;
  private final RowRefusals refusals;
  private final Map<Thing, String> names = new HashMap<>();
  final List<View> views = new ArrayList<>();

  CompileViews(
      Access access,
      Catalogue catalogue,
      CatalogueIndex index,
      Standing standing,
      PostgresFact.Server server,
      List<Diagnostic> diagnostics) {
    this.access = access;
    this.catalogue = catalogue;
    this.standing = standing;
    this.server = server;
    this.refusals = new RowRefusals(diagnostics);
    for (Access.Role role : access.roles().values()) if (role.hasViews()) role(role, index);
  }

  private void role(Access.Role role, CatalogueIndex index) {
    Set<Thing> tables = new LinkedHashSet<>();
    for (Right right : role.rights()) {
      for (Resource thing : index.near(right.on())) {
        PostgresFact.Owner owner = standing.owned(access.target()).get(thing);
        if (owner == null || owner.on().kind() != Thing.Kind.TABLE) continue;
        if (access.isByView(role.name(), READ, thing)) tables.add(owner.on());
      }
    }
    String group = standing.carrier(access.target(), role.name());
    for (Thing on : tables) {
      Resource thing = on.resource(access.target());
      List<Right> here = role.rights().stream().filter(right -> right.touches(thing)).toList();
      List<Right> reads =
          here.stream().filter(right -> CompileRows.reads(access, right, thing)).toList();
      here.forEach(right -> writes(role, on, right));
      if (standing.adopted().containsKey(group)) {
        refusals.refuse(
            reads.getFirst(),
            "adopt-role",
            group + " cannot carry " + role.name() + " by views: it was there before usher",
            "take it out of `adopt-roles`, or drop `carry`");
        continue;
      }
      views.add(new View(role.name(), group, on, reads, columns(thing, reads)));
    }
  }

  private Map<String, Set<Right>> columns(Resource thing, List<Right> reads) {
    Map<String, Set<Right>> columns = new LinkedHashMap<>();
    for (String column : catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns()) {
      Set<Right> holding = new LinkedHashSet<>();
      for (Right right : reads) if (right.covers(thing.column(column))) holding.add(right);
      if (!holding.isEmpty()) columns.put(column, holding);
    }
    return columns;
  }

  private void writes(Access.Role role, Thing on, Right right) {
    Set<String> more = new TreeSet<>();
    right.words().forEach(word -> more.addAll(access.type().expand(word, Thing.Kind.TABLE.word)));
    more.remove(READ);
    if (more.isEmpty() || !refusals.isNew(right.cause())) return;
    refusals.refuse(
        right,
        "view-writes",
        "by carry: view role "
            + role.name()
            + " reads "
            + on.prose()
            + " by a view and has nothing else there, and this means "
            + String.join(", ", more),
        "write that in another role, without carry: view");
  }

  /** The right of the role without the tables that it reads by views. */
  Right without(String role, Right right) {
    List<Pattern> except = new ArrayList<>(right.except());
    for (View view : views) {
      if (view.role().equals(role) && right.touches(view.on().resource(access.target())))
        except.add(pattern(view.on()));
    }
    if (except.size() == right.except().size()) return right;
    return new Right(
        right.words(),
        right.on(),
        except,
        right.columns(),
        right.rows(),
        right.mayMove(),
        right.exposes(),
        right.cause());
  }

  private Pattern pattern(Thing on) {
    Target target = access.target();
    List<Step> steps =
        List.of(
            new Step.One("", Name.of(target.environment())),
            new Step.One("", Name.of(target.system())),
            new Step.One("", Name.of(on.schema())),
            new Step.One("", Name.of(on.name())));
    return new Pattern(steps, Optional.empty());
  }

  /** What is meant but for what is read by views. */
  Access rest() {
    if (views.isEmpty()) return access;
    Map<String, Access.Role> roles = new TreeMap<>();
    access
        .roles()
        .forEach(
            (name, role) -> {
              List<Right> rights =
                  role.rights().stream().map(right -> without(name, right)).toList();
              roles.put(name, new Access.Role(name, rights, role.includes(), role.carry()));
            });
    return new Access(
        access.target(), access.type(), access.at(), roles, access.members(), access.holds());
  }

  /** By what the role reads the table through a view; by nothing where it has none. */
  List<Right> rights(String role, Thing on) {
    return views.stream()
        .filter(view -> view.role().equals(role) && view.on().equals(on))
        .flatMap(view -> view.rights().stream())
        .toList();
  }

  /** Tables that some view shows some rows of, each with rights that say so. */
  Map<Thing, Set<Right>> narrowed() {
    Map<Thing, Set<Right>> narrowed = new LinkedHashMap<>();
    for (View view : views) {
      for (Right right : view.rights())
        if (right.rows().isPresent())
          narrowed.computeIfAbsent(view.on(), _ -> new LinkedHashSet<>()).add(right);
    }
    return narrowed;
  }

  /** Who is to find the way to which view, by what. */
  Map<Resource, Map<String, Carried>> users(Set<Carried> carried) {
    Map<Resource, Map<String, Carried>> users = new LinkedHashMap<>();
    for (View view : views) {
      if (view.columns().isEmpty()) continue;
      for (Carried one : carried) {
        boolean its =
            view.rights().stream().anyMatch(right -> right.cause().equals(one.right().cause()));
        if (its && one.group().equals(view.group()))
          users
              .computeIfAbsent(at(view).resource(access.target()), _ -> new LinkedHashMap<>())
              .merge(view.group(), one, Carried::first);
      }
    }
    return users;
  }

  private static Thing at(View view) {
    String name = PostgresNames.view(view.on().name(), view.role());
    return new Thing(Thing.Kind.VIEW, view.on().schema(), name, "");
  }

  Map<RowFact.View, Set<Cause>> facts(RowExpressions expressions) {
    Map<RowFact.View, Set<Cause>> facts = new LinkedHashMap<>();
    for (View view : views) {
      if (view.columns().isEmpty() || !isMakeable(view)) continue;
      Set<Cause> why = new TreeSet<>();
      view.rights().forEach(right -> why.add(right.cause()));
      facts.put(
          new RowFact.View(
              access.target(),
              at(view),
              standing.owner(access.target(), view.on()),
              new TreeSet<>(Set.of(view.group())),
              new TreeSet<>(),
              body(view, expressions)),
          why);
    }
    return facts;
  }

  private boolean isMakeable(View view) {
    Thing at = at(view);
    Right first = view.rights().getFirst();
    String other = names.putIfAbsent(at, view.role());
    if (other != null || isTaken(at)) {
      refusals.refuse(
          first,
          "view-name",
          "the view by which role "
              + view.role()
              + " reads "
              + view.on().prose()
              + " would be called "
              + at.name()
              + (other == null
                  ? ", and something of that name is there"
                  : ", as that for role " + other),
          other == null
              ? "rename or drop what is there, or rename the role"
              : "rename one of the roles");
      return false;
    }
    String owner = standing.owner(access.target(), view.on());
    if (server.turnsInto(owner) && server.uses(owner)) return true;
    refusals.refuse(
        first,
        "not-owner",
        "usher's account cannot make views of "
            + view.on().prose()
            + " in "
            + access.target()
            + " for its owner "
            + owner
            + ", whom it cannot become",
        "run: GRANT "
            + Sql.name(owner)
            + " TO "
            + Sql.name(server.admin())
            + (server.has16() ? " WITH INHERIT TRUE, SET TRUE" : "")
            + "; (if the owner is a superuser, give the table another owner)");
    return false;
  }

  private boolean isTaken(Thing at) {
    return List.of("", "view", "materialized-view", "foreign-table", "sequence", "type").stream()
        .map(kind -> new Segment(kind, at.name()))
        .map(name -> Resource.of(access.target(), Segment.plain(at.schema()), name))
        .anyMatch(thing -> catalogue.entry(thing).isPresent());
  }

  /**
   * A row is there if one of its cells is meant, and of it just the cells that are: the others are
   * NULL.
   */
  private ViewBody body(View view, RowExpressions expressions) {
    Set<Right> any = new LinkedHashSet<>();
    view.columns().values().forEach(any::addAll);
    Set<String> rows = new TreeSet<>();
    List<String> shown = new ArrayList<>();
    view.columns()
        .forEach(
            (column, rights) -> {
              digests(rights).forEach(one -> rows.add(ViewBody.word(column) + "=" + one));
              String name = Sql.name(column);
              shown.add(
                  digests(rights).equals(digests(any))
                      ? name
                      : "CASE WHEN "
                          + expressions.of(view.group(), view.on(), rights)
                          + " THEN "
                          + name
                          + " END AS "
                          + name);
            });
    boolean every = digests(any).contains(Digest.EVERY);
    String query =
        "SELECT "
            + String.join(", ", shown)
            + " FROM "
            + view.on().sql()
            + (every ? "" : " WHERE " + expressions.of(view.group(), view.on(), any));
    return ViewBody.of(query, view.on().prose(), rows);
  }

  /** Of the conditions one of which a row has to meet; of every row that alone. */
  private static Set<String> digests(Set<Right> rights) {
    Set<String> digests = new TreeSet<>();
    for (Right right : rights) digests.add(Digest.of(right.rows()));
    return digests.contains(Digest.EVERY) ? Set.of(Digest.EVERY) : digests;
  }
}
