package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a live cluster cannot do, or what would hurt, said before anything is done. */
final class CompileChecks {
  /** One object's ACL cannot be toasted: GRANT fails at about 2,000 entries, sooner from 16 on. */
  private static final int CROWDED = 1500;

  private CompileChecks() {}

  static void place(
      Place place, ObservedState<PostgresFact> observed, List<Diagnostic> diagnostics) {
    List<String> schemas = place.system().setting("schemas");
    Target target = place.target();
    if (schemas.isEmpty()) {
      diagnostics.add(
          at(
              Severity.ERROR,
              "no-schemas",
              target.system() + " does not say which schemas usher manages",
              "write schemas: [public] or the like; all the rest is left alone",
              place));
    }
    for (String schema : schemas) {
      Resource resource = Resource.of(target, Segment.plain(schema));
      boolean own = schema.equals(PostgresNames.SCHEMA) || schema.startsWith("pg_");
      if (own || schema.equals("information_schema")) {
        diagnostics.add(
            at(
                Severity.ERROR,
                "schema-not-managed",
                "the schema " + schema + " is not for anybody to manage",
                "take it out of schemas",
                place));
      } else if (observed.catalogues().containsKey(target)
          && !observed.catalogues().get(target).entries().containsKey(resource)) {
        diagnostics.add(
            at(
                Severity.WARNING,
                "unknown-schema",
                target + " has no schema " + schema,
                "was it renamed? write its new name, or take it out of schemas",
                place));
      }
    }
  }

  /** What changes roles fires none; what changes things in the database does. */
  static void hooks(Standing standing, Place place, List<Diagnostic> diagnostics) {
    PostgresFact.Server server = standing.server(place.target());
    if (server == null) return;
    for (String hook : server.hooks())
      diagnostics.add(
          at(
              Severity.ERROR,
              "event-trigger",
              "the event trigger "
                  + hook
                  + " in "
                  + place.target()
                  + ": whatever that role writes there would run with usher's rights",
              "as a superuser: ALTER EVENT TRIGGER … DISABLE; or let a superuser own the function,"
                  + " or make it SECURITY DEFINER",
              place));
  }

  static Diagnostic groupInTheWay(Target target, String role, String group) {
    return Diagnostic.error(
        "role-exists",
        "a role " + group + " is there already, without usher's mark",
        "if usher made it, give it back: COMMENT ON ROLE "
            + Sql.name(group)
            + " IS "
            + Sql.text(new PostgresMark.Group(target, role).text())
            + "; else drop it");
  }

  /** Who made a role can give it to themselves: a mark can be written by them too. */
  static Diagnostic groupOfAnother(String group, PostgresFact.Server server) {
    return Diagnostic.error(
        "role-exists",
        "the role " + group + " has usher's mark, and is not usher's to give",
        "somebody else may have made it: drop it; or if usher did, run: GRANT "
            + Sql.name(group)
            + " TO "
            + Sql.name(server.admin())
            + " WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;");
  }

  static void headroom(
      Map<PostgresFact, Set<Cause>> desired,
      ObservedState<PostgresFact> observed,
      List<Diagnostic> diagnostics) {
    // No thing has more grantees than there are, and to count them on each takes long.
    if (grantees(desired.keySet(), observed) < CROWDED) return;
    Map<Object, Set<String>> entries = new HashMap<>();
    Set<PostgresFact> all = new HashSet<>(desired.keySet());
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.FOREIGN) all.add(fact);
            });
    PostgresFact.privileges(all)
        .forEach(
            one ->
                entries
                    .computeIfAbsent(
                        List.of(one.target(), one.on(), one.column()), _ -> new HashSet<>())
                    .add(one.grantee()));
    entries.forEach(
        (key, grantees) -> {
          if (grantees.size() < CROWDED || !(key instanceof List<?> parts)) return;
          if (!(parts.get(1) instanceof Thing thing)) return;
          diagnostics.add(
              new Diagnostic(
                  Severity.WARNING,
                  "acl-crowded",
                  thing.prose()
                      + " would have "
                      + grantees.size()
                      + " grantees; PostgreSQL fails near 2,000",
                  Optional.of("let fewer roles name it, or let them include one that does"),
                  Optional.empty(),
                  Optional.empty()));
        });
  }

  private static int grantees(Set<PostgresFact> desired, ObservedState<PostgresFact> observed) {
    Set<Acl> acls = new HashSet<>();
    Set<String> grantees = new HashSet<>();
    for (Set<PostgresFact> facts : List.of(desired, observed.facts().keySet())) {
      for (PostgresFact fact : facts) {
        if (fact instanceof Held held) acls.add(held.acl());
        if (fact instanceof Privilege one) grantees.add(one.grantee());
      }
    }
    acls.forEach(acl -> acl.items().forEach(item -> grantees.add(item.grantee())));
    return grantees.size();
  }

  /** CONNECT taken from PUBLIC must leave usher's own account a way in. */
  static void lockout(
      Realm realm,
      ObservedState<PostgresFact> observed,
      Standing standing,
      List<Diagnostic> diagnostics) {
    Set<Target> open = new HashSet<>();
    Set<Target> closing = new HashSet<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              PostgresFact.Server server = standing.server(fact.target());
              if (server == null || !isOnDatabase(fact)) return;
              PostgresFact.privileges(List.of(fact))
                  .filter(one -> one.privilege().equals("CONNECT"))
                  .forEach(
                      one -> {
                        if (one.grantee().equals(PostgresFact.PUBLIC)) {
                          if (origin == Origin.OURS) closing.add(one.target());
                        } else if (server.usable().contains(one.grantee())) {
                          open.add(one.target());
                        }
                      });
            });
    for (Place place : realm.places()) {
      PostgresFact.Server server = standing.server(place.target());
      if (server == null || server.superuser() || !closing.contains(place.target())) continue;
      if (open.contains(place.target())) continue;
      diagnostics.add(
          at(
              Severity.ERROR,
              "lock-out",
              "public: revoke would lock usher's own account out of " + place.target(),
              "run: GRANT CONNECT ON DATABASE "
                  + Sql.name(server.database())
                  + " TO "
                  + Sql.name(server.admin())
                  + ";",
              place));
    }
  }

  private static boolean isOnDatabase(PostgresFact fact) {
    return fact instanceof Held held && held.on().kind() == Thing.Kind.DATABASE
        || fact instanceof Privilege one && one.on().kind() == Thing.Kind.DATABASE;
  }

  private static Diagnostic at(
      Severity severity, String code, String message, String hint, Place place) {
    return new Diagnostic(
        severity,
        code,
        message,
        Optional.of(hint),
        Optional.of(place.system().at()),
        Optional.empty());
  }
}
