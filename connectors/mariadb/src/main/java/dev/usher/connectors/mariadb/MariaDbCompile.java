package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Barred;
import dev.usher.connectors.mariadb.MariaDbFact.Beyond;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a server ought to hold for what is meant in its databases. */
final class MariaDbCompile {
  /** A name or an address, with wildcards. Netmasks are no patterns to any statement but CREATE. */
  static final Pattern HOST = Pattern.compile("[a-zA-Z0-9_.:%-]{1,255}");

  static final String ANYWHERE = "%";

  private final Dialect dialect;
  private final ObservedState<MariaDbFact> observed;
  private final Standing standing;
  private final Carriers carriers;
  private final Map<MariaDbFact, Set<Cause>> facts = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  /** What roles are to hold on routines, which each member's own role is given instead. */
  private final Map<Grantee, Map<Held, Set<Cause>>> ofRoutines = new HashMap<>();

  /** Roles with something on routines that those do not have who are in their carriers alone. */
  private final Map<Target, Set<String>> lacking = new HashMap<>();

  private MariaDbCompile(Dialect dialect, ObservedState<MariaDbFact> observed) {
    this.dialect = dialect;
    this.observed = observed;
    this.standing = Standing.of(dialect.names(), observed);
    this.carriers = new Carriers(dialect.names(), observed, standing);
  }

  static DesiredState<MariaDbFact> compile(
      Dialect dialect, Realm realm, List<Access> meant, ObservedState<MariaDbFact> observed) {
    MariaDbCompile compile = new MariaDbCompile(dialect, observed);
    compile.hosts(realm);
    realm
        .places()
        .forEach(place -> CompileAdopted.place(place, compile.standing, compile.diagnostics));
    Map<Target, String> databases = new HashMap<>();
    MariaDbInspect.databases(dialect, realm).forEach((name, target) -> databases.put(target, name));
    for (Access access : meant) {
      compile.roles(access, databases.getOrDefault(access.target(), ""));
    }
    CompileAccounts accounts =
        new CompileAccounts(
            dialect, compile.standing, compile.carriers, host(realm), compile.diagnostics);
    for (Access access : meant) {
      access
          .holds()
          .forEach(hold -> compile.facts.put(new Barred(access.target(), hold), Set.of()));
      Set<String> lacking = compile.lacking.getOrDefault(access.target(), Set.of());
      accounts.add(access, compile.ofRoutines, lacking, compile.facts);
    }
    compile.kept();
    compile.beyond();
    return new DesiredState<>(compile.facts, compile.diagnostics);
  }

  /** The host of every account in the realm: one, or a person would be two accounts there. */
  static String host(Realm realm) {
    return host(realm.places().getFirst());
  }

  private static String host(Place place) {
    List<String> said = place.system().setting("host");
    return said.isEmpty() ? ANYWHERE : said.getFirst().toLowerCase(Locale.ROOT);
  }

  private void hosts(Realm realm) {
    for (Place place : realm.places()) {
      if (!HOST.matcher(host(place)).matches()) {
        error(
            "host",
            "no account can have the host " + host(place),
            "write a name or an address, with % for anything: host: \"10.0.%\"",
            place);
      } else if (!host(place).equals(host(realm))) {
        error(
            "host",
            place.target()
                + " says host: "
                + host(place)
                + ", and "
                + realm.places().getFirst().target()
                + ", on the same server, "
                + host(realm),
            "write the same host for both: one account serves them",
            place);
      }
    }
  }

  private void roles(Access access, String database) {
    Target target = access.target();
    Catalogue catalogue = observed.catalogues().getOrDefault(target, new Catalogue(Map.of()));
    for (Access.Role role : access.roles().values()) {
      Grantee group = carriers.of(target, role.name());
      Optional<Carrier> adopted = carriers.adopted(target, role.name());
      if (adopted.isPresent()) {
        CompileAdopted.role(access, role, adopted.get(), diagnostics);
      } else {
        standing(target, role.name(), group.name());
        Set<Cause> why = new TreeSet<>();
        role.rights().forEach(right -> why.add(right.cause()));
        why.addAll(role.includes().values());
        facts.put(new Group(target, group.name(), role.name(), State.MADE), why);
      }
      role.includes()
          .forEach(
              (included, cause) ->
                  facts.put(
                      new Granted(target, carriers.of(target, included), group, false),
                      Set.of(cause)));
    }
    CatalogueIndex index = new CatalogueIndex(catalogue);
    CompileRows rows = new CompileRows(dialect, access, database, observed, index, diagnostics);
    Map<MariaDbFact, Set<Cause>> held = new LinkedHashMap<>(rows.facts);
    held.putAll(
        new CompileRights(dialect, access, database, catalogue, index, rows, diagnostics).held());
    rows.check(observed, held);
    if (!rows.facts.isEmpty()) definer(ViewSql.definer(database));
    Map<Grantee, Map<Held, Set<Cause>>> byRole = new LinkedHashMap<>();
    held.forEach(
        (fact, why) -> {
          if (fact instanceof Held one)
            byRole.computeIfAbsent(one.by(), _ -> new LinkedHashMap<>()).put(one, why);
          else facts.put(fact, why);
        });
    for (Access.Role role : access.roles().values()) {
      Map<Held, Set<Cause>> its = byRole.remove(carriers.made(target, role.name()));
      held(access, role, its == null ? Map.of() : its, catalogue);
    }
    byRole.values().forEach(facts::putAll);
  }

  /** What a role is to hold, by whoever carries it. */
  private void held(
      Access access, Access.Role role, Map<Held, Set<Cause>> meant, Catalogue catalogue) {
    Target target = access.target();
    Map<Held, Set<Cause>> routines = new LinkedHashMap<>();
    Optional<Carrier> adopted = carriers.adopted(target, role.name());
    if (adopted.filter(one -> !isHad(one, access)).isPresent()) return;
    boolean lacks;
    if (adopted.isPresent()) {
      CompileCarried carried =
          new CompileCarried(access, role, adopted.get(), carriers, catalogue.entries().keySet());
      facts.putAll(carried.held(meant));
      routines.putAll(carried.ofRoutines);
      lacks = carried.lacks;
    } else {
      meant.forEach(
          (one, why) -> {
            if (one.isOfRoutine()) routines.put(one, why);
            else facts.put(one, why);
          });
      lacks = !routines.isEmpty();
    }
    if (!routines.isEmpty()) ofRoutines.put(carriers.made(target, role.name()), routines);
    if (lacks) lacking.computeIfAbsent(target, _ -> new HashSet<>()).add(role.name());
  }

  /** An account carries what it holds for itself alone: without it nobody has that. */
  private static boolean isHad(Carrier carrier, Access access) {
    return !carrier.own()
        || access.members().values().stream()
            .anyMatch(
                member ->
                    member.account().equals(carrier.who().name())
                        && member.roles().containsKey(carrier.role()));
  }

  /** The account whose rights the views have is made by the script of usher's own. */
  private void definer(Grantee definer) {
    if (standing.exists(definer)) return;
    diagnostics.add(
        Diagnostic.error(
            "no-definer",
            "rows are given by views, and there is no account "
                + definer
                + " for them to run with the rights of",
            "run the part `rows` of admin.sql for that database, as root"));
  }

  private void standing(Target target, String role, String group) {
    Server server = standing.server();
    Group there = standing.group(group);
    boolean isThere = there != null && there.state() != State.MARKED;
    boolean account = standing.strangers().stream().anyMatch(one -> one.name().equals(group));
    if (account) {
      diagnostics.add(
          Diagnostic.error(
              "role-exists",
              group + " is there already, and usher did not make it for role " + role,
              "look whose it is, and drop it; if usher made it and its mark was lost, run: INSERT"
                  + " INTO usher.mark (kind, name, host, environment, `system`, role, state) VALUES"
                  + " ('role', "
                  + String.join(
                      ", ",
                      Sql.text(group),
                      "''",
                      Sql.text(target.environment()),
                      Sql.text(target.system()),
                      Sql.text(role))
                  + ", 'made');"));
    } else if (isThere && server != null && !server.gives().contains(Grantee.role(group))) {
      diagnostics.add(notGiven(group, server));
    }
  }

  static Diagnostic notGiven(String role, Server server) {
    return Diagnostic.error(
        "role-exists",
        "the role " + role + " has usher's mark, and is not usher's to give",
        "drop it: DROP ROLE "
            + Sql.name(role)
            + "; the next apply makes it anew. Or if another account of usher's made it, let that"
            + " one run: GRANT "
            + Sql.name(role)
            + " TO "
            + Sql.grantee(server.admin())
            + " WITH ADMIN OPTION;");
  }

  /**
   * Who leaves and is the definer of something stays, closed: else that something stops working.
   */
  private void kept() {
    Set<Grantee> wanted = new HashSet<>();
    for (MariaDbFact fact : facts.keySet()) if (fact instanceof Account one) wanted.add(one.who());
    standing
        .accounts()
        .forEach(
            (who, targets) -> {
              Set<String> defined = new TreeSet<>(standing.definedBy(who));
              defined.addAll(standing.definedBy(Grantee.role(dialect.names().personal(who))));
              boolean adopted = targets.values().stream().anyMatch(Account::adopted);
              if (wanted.contains(who) || adopted || defined.isEmpty()) return;
              for (Account account : targets.values()) {
                if (observed.facts().get(account) == Origin.OURS && account.state() == State.MADE) {
                  facts.put(account.closed(), Set.of(Cause.of("definer of what is still there")));
                }
              }
              note(
                  Severity.NOTE,
                  "kept",
                  "the account "
                      + who
                      + " is closed and not dropped: it is the definer of "
                      + String.join(", ", defined),
                  "give these another definer, or drop them");
            });
  }

  private void beyond() {
    for (MariaDbFact fact : observed.facts().keySet()) {
      if (!(fact instanceof Beyond one)) continue;
      note(
          Severity.WARNING,
          "cannot-revoke",
          one.by() + " has " + one.what() + ", and usher cannot take it back",
          "as one who may, run: " + one.take() + ";");
    }
  }

  private void note(Severity severity, String code, String message, String hint) {
    diagnostics.add(
        new Diagnostic(
            severity, code, message, Optional.of(hint), Optional.empty(), Optional.empty()));
  }

  private void error(String code, String message, String hint, Place place) {
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            code,
            message,
            Optional.of(hint),
            Optional.of(place.system().at()),
            Optional.empty()));
  }
}
