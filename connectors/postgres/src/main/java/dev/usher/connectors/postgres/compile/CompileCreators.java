package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.model.BirthFact.Default;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who makes things in the managed schemas: those whom the policy names, and all others. */
public final class CompileCreators {
  private CompileCreators() {}

  /** Whether something can be given from birth on what the role makes; says why not. */
  static boolean canBe(
      String creator, Place place, Standing standing, List<Diagnostic> diagnostics) {
    PostgresFact.Role role = standing.roles().get(creator);
    PostgresFact.Server server = standing.server(place.target());
    if (role == null) {
      diagnostics.add(
          warning(
              "unknown-creator",
              place.target() + " has no role " + creator + ", which creators names",
              "was it renamed? write its new name, or take it out",
              place));
      return false;
    }
    if (role.superuser() && server != null && !server.superuser()) {
      diagnostics.add(
          warning(
              "superuser-creator",
              "what the superuser "
                  + creator
                  + " makes in "
                  + place.target()
                  + " is nobody's from birth: usher's account cannot act for a superuser",
              "let migrations run as a role that is none",
              place));
      return false;
    }
    return true;
  }

  /** Default privileges are for their role, or a member of it, to change. */
  static void usable(
      Map<Default, Set<Cause>> facts, Standing standing, List<Diagnostic> diagnostics) {
    Set<String> said = new HashSet<>();
    facts.forEach(
        (one, why) -> {
          PostgresFact.Server server = standing.server(one.target());
          if (server == null || server.uses(one.creator()) || !said.add(one.creator())) return;
          diagnostics.add(
              new Diagnostic(
                  Severity.ERROR,
                  "not-creator",
                  "usher's account cannot give "
                      + one.prose()
                      + " in "
                      + one.target()
                      + ": it is not a member of "
                      + one.creator(),
                  Optional.of(
                      "run: GRANT "
                          + Sql.name(one.creator())
                          + " TO "
                          + Sql.name(server.admin())
                          + (server.has16() ? " WITH INHERIT TRUE;" : ";")),
                  why.stream().flatMap(cause -> cause.at().stream()).findFirst(),
                  Optional.empty()));
        });
  }

  /** Names whoever else can make something in a managed schema. */
  static void others(
      Place place,
      ObservedState<PostgresFact> observed,
      Standing standing,
      List<Diagnostic> diagnostics) {
    Set<String> creators = Set.copyOf(PostgresInspect.creators(place));
    PostgresFact.Server server = standing.server(place.target());
    if (creators.isEmpty() || server == null) return;
    Map<String, Set<String>> members = new HashMap<>();
    Map<String, Set<String>> holders = new TreeMap<>();
    for (PostgresFact fact : observed.facts().keySet())
      if (fact instanceof Membership one && one.inherit())
        members.computeIfAbsent(one.group(), _ -> new TreeSet<>()).add(one.member());
    PostgresFact.privileges(observed.facts().keySet())
        .filter(one -> one.target().equals(place.target()) && one.privilege().equals("CREATE"))
        .filter(one -> one.on().kind() == Thing.Kind.SCHEMA)
        .forEach(
            one ->
                holders.computeIfAbsent(one.on().name(), _ -> new TreeSet<>()).add(one.grantee()));
    Map<String, Set<String>> where = new TreeMap<>();
    for (String schema : PostgresInspect.schemas(place)) {
      Set<String> open = holders.computeIfAbsent(schema, _ -> new TreeSet<>());
      String owner = standing.owner(place.target(), Thing.schema(schema));
      if (owner.isEmpty()) continue;
      open.add(owner);
      if (owner.equals("pg_database_owner"))
        open.add(standing.owner(place.target(), Thing.database(server.database())));
      for (String one : closure(open, members))
        if (!creators.contains(one) && !one.equals(server.admin()) && !one.startsWith("pg_"))
          where.computeIfAbsent(schema, _ -> new TreeSet<>()).add(named(one, standing));
    }
    where.values().removeIf(Set::isEmpty);
    if (where.isEmpty()) return;
    StringBuilder all = new StringBuilder();
    where.forEach(
        (schema, who) ->
            all.append(all.isEmpty() ? "" : "; ")
                .append(schema)
                .append(" (")
                .append(String.join(", ", who))
                .append(")"));
    diagnostics.add(
        new Diagnostic(
            Severity.NOTE,
            "other-creators",
            "others than creators can make things too, which are nobody's until the next apply: in "
                + all
                + ", and superusers",
            Optional.of("name them in creators, or take CREATE on the schema from them"),
            Optional.of(place.system().at()),
            Optional.empty()));
  }

  private static String named(String role, Standing standing) {
    if (role.equals(PostgresFact.PUBLIC)) return "everybody (PUBLIC)";
    return standing.marked().get(role) instanceof PostgresFact.Group group
        ? "whoever has " + group.role()
        : role;
  }

  private static Set<String> closure(Set<String> from, Map<String, Set<String>> members) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) open.addAll(members.getOrDefault(next, Set.of()));
    }
    return seen;
  }

  private static Diagnostic warning(String code, String message, String hint, Place place) {
    return new Diagnostic(
        Severity.WARNING,
        code,
        message,
        Optional.of(hint),
        Optional.of(place.system().at()),
        Optional.empty());
  }
}
