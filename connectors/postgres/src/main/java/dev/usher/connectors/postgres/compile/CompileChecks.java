package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.GivenBy;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.TieFact;
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
public final class CompileChecks {
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

  /** Where usher switches row security off again, policies of others are in force no more. */
  static void switchedOff(
      Set<PostgresFact> desired,
      ObservedState<PostgresFact> observed,
      List<Diagnostic> diagnostics) {
    for (PostgresFact fact : observed.facts().keySet()) {
      if (!(fact instanceof RowFact.Strange one)) continue;
      RowFact.Switch on = new RowFact.Switch(one.target(), one.on());
      if (observed.facts().get(on) != Origin.OURS || desired.contains(on)) continue;
      diagnostics.add(
          new Diagnostic(
              Severity.WARNING,
              "row-security-off",
              "row security on "
                  + one.on().prose()
                  + " in "
                  + one.target()
                  + " is switched off again, as it was before usher, and "
                  + one.prose()
                  + ", which usher did not make, will take nothing from anybody",
              Optional.of(
                  "if it is to be in force: ALTER TABLE "
                      + one.on().sql()
                      + " ENABLE ROW LEVEL SECURITY; behind the apply, with policies for all who"
                      + " read it"),
              Optional.empty(),
              Optional.empty()));
    }
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

  /** What our roles hold by a grant that usher cannot take back. */
  static void untaken(
      ObservedState<PostgresFact> observed, Standing standing, List<Diagnostic> diagnostics) {
    Map<String, String> givers = new HashMap<>();
    observed
        .facts()
        .keySet()
        .forEach(
            fact -> {
              if (fact instanceof GivenBy given) {
                givers.merge(
                    given.member() + " " + given.group(), given.grantor(), (a, b) -> a + ", " + b);
              }
            });
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.FOREIGN) return;
              switch (fact) {
                case Privilege one when standing.isMade(one.grantee()) ->
                    diagnostics.add(
                        untaken(
                            one.prose() + " was granted by " + one.grantor(),
                            "as " + one.grantor() + " or a superuser, revoke it"));
                case Membership one
                    when standing.isMade(one.group()) || standing.isMade(one.member()) ->
                    diagnostics.add(
                        untaken(
                            one.prose()
                                + " was given by "
                                + givers.getOrDefault(one.member() + " " + one.group(), "another"),
                            "as that role or a superuser, run: REVOKE "
                                + Sql.name(one.group())
                                + " FROM "
                                + Sql.name(one.member())
                                + ";"));
                case BirthFact.Default one when standing.isMade(one.grantee()) ->
                    diagnostics.add(
                        untaken(
                            one.grantee() + " gets " + one.prose(),
                            "as "
                                + one.creator()
                                + " or a superuser, take it: ALTER DEFAULT PRIVILEGES … REVOKE"));
                case Membership _,
                    Held _,
                    Privilege _,
                    GivenBy _,
                    PostgresFact.Group _,
                    PostgresFact.Account _,
                    PostgresFact.Barred _,
                    PostgresFact.Owner _,
                    PostgresFact.Role _,
                    PostgresFact.Residue _,
                    PostgresFact.Connected _,
                    PostgresFact.Server _,
                    RowFact _,
                    BirthFact _,
                    TieFact _ -> {}
              }
            });
  }

  /** What roles of ours can do beyond any grant, and usher cannot take. */
  static void powers(Standing standing, List<Diagnostic> diagnostics) {
    PostgresFact.Server server = standing.servers().values().stream().findFirst().orElse(null);
    if (server == null) return;
    for (PostgresFact.Role role : standing.roles().values()) {
      if (!standing.isMade(role.name())) continue;
      List<String> kept = role.attributes().stream().filter(one -> !server.canTake(one)).toList();
      if (kept.isEmpty()) continue;
      diagnostics.add(
          untaken(
              role.name() + " has " + String.join(", ", kept),
              "as a superuser, run: ALTER ROLE "
                  + Sql.name(role.name())
                  + " NO"
                  + String.join(" NO", kept)
                  + ";"));
    }
  }

  /** Closed accounts that cannot be dropped, and why. */
  static void kept(
      Map<PostgresFact, Set<Cause>> desired,
      ObservedState<PostgresFact> observed,
      List<Diagnostic> diagnostics) {
    Set<String> wanted = new HashSet<>();
    desired
        .keySet()
        .forEach(
            fact -> {
              if (fact instanceof PostgresFact.Account account) wanted.add(account.name());
            });
    for (PostgresFact fact : observed.facts().keySet()) {
      if (!(fact instanceof PostgresFact.Residue residue)) continue;
      boolean leaving =
          observed.facts().entrySet().stream()
              .anyMatch(
                  entry ->
                      entry.getValue() == Origin.OURS
                          && entry.getKey() instanceof PostgresFact.Account account
                          && account.name().equals(residue.role())
                          && !wanted.contains(account.name()));
      if (!leaving) continue;
      diagnostics.add(
          new Diagnostic(
              Severity.NOTE,
              "kept",
              "the account "
                  + residue.role()
                  + " is closed and cannot be dropped: it "
                  + residue.what()
                  + " "
                  + residue.where(),
              Optional.of(undone(residue)),
              Optional.empty(),
              Optional.empty()));
    }
  }

  private static String undone(PostgresFact.Residue residue) {
    return switch (residue.how()) {
      case OWNED, NAMED ->
          "usher offboard takes it; or there, give what it owns to somebody: REASSIGN OWNED BY "
              + Sql.name(residue.role())
              + " TO …; then DROP OWNED BY "
              + Sql.name(residue.role())
              + ";";
      case OTHERS ->
          "that is not usher's to undo: let whoever gave it, the owner of the thing or a superuser"
              + " take it away, then run usher offboard again";
    };
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

  private static Diagnostic untaken(String message, String hint) {
    return new Diagnostic(
        Severity.WARNING,
        "cannot-revoke",
        message + ", and usher cannot take it back",
        Optional.of(hint),
        Optional.empty(),
        Optional.empty());
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
