package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Stranger;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is granted and stays as it is, with the row of the catalogue and why. */
final class DescribeUnsaid {
  private final Dialect dialect;
  private final ObservedState<MariaDbFact> observed;
  private final Catalogue catalogue;
  private final String database;

  /** Whoever gives something there. */
  private final Set<Grantee> giving;

  private final Set<Grantee> said;
  private final Map<Grantee, Carrier> carriers = new HashMap<>();
  private final Map<Grantee, String> unnamed = new HashMap<>();
  private final List<Unsaid> all = new ArrayList<>();

  /**
   * @param said who carries the policy's roles
   */
  DescribeUnsaid(
      Dialect dialect, Realm realm, ObservedState<MariaDbFact> observed, Set<Grantee> said) {
    this.dialect = dialect;
    this.observed = observed;
    this.catalogue =
        observed
            .catalogues()
            .getOrDefault(realm.places().getFirst().target(), new Catalogue(Map.of()));
    this.said = said;
    this.database = MariaDbInspect.databases(dialect, realm).keySet().iterator().next();
    Set<Grantee> holders = new HashSet<>();
    Map<Grantee, Set<Grantee>> members = new HashMap<>();
    for (MariaDbFact fact : observed.facts().keySet()) {
      if (fact instanceof Held one) holders.add(one.by());
      if (fact instanceof Granted one)
        members.computeIfAbsent(one.role(), _ -> new HashSet<>()).add(one.to());
      if (fact instanceof Carrier one) carriers.put(one.who(), one);
      if (fact instanceof Stranger one) unnamed.put(one.who(), one.unnamed());
    }
    this.giving = MariaDbDescribe.closure(holders, members);
  }

  List<Unsaid> all() {
    observed.facts().forEach(this::fact);
    return all;
  }

  private void fact(MariaDbFact fact, Origin origin) {
    switch (fact) {
      case Held one -> held(one, origin);
      case Granted one -> granted(one, origin);
      case MariaDbFact.Account _,
          MariaDbFact.Barred _,
          MariaDbFact.Group _,
          MariaDbFact.Beyond _,
          MariaDbFact.Stranger _,
          MariaDbFact.Carrier _,
          MariaDbFact.Definer _,
          MariaDbFact.Server _,
          RowFact _ -> {}
    }
  }

  private void held(Held one, Origin origin) {
    if (origin == Origin.OURS && said.contains(one.by())) return;
    boolean option = one.what().containsKey(Held.OPTION);
    String why = why(one, origin, option);
    Map<String, Set<String>> byRow = new TreeMap<>();
    one.what()
        .forEach(
            (privilege, columns) -> {
              for (String column : columns) {
                if (privilege.equals(Held.OPTION)) continue;
                byRow.computeIfAbsent(row(one, column), _ -> new TreeSet<>()).add(privilege);
              }
            });
    if (byRow.isEmpty()) byRow.put(row(one, Held.WHOLE), Set.of("nothing else"));
    byRow.forEach(
        (row, privileges) ->
            add(
                row,
                String.join(", ", privileges)
                    + " for "
                    + one.by()
                    + (option ? " with grant option" : "")
                    + ": "
                    + why));
  }

  private String why(Held one, Origin origin, boolean option) {
    Carrier carrier = carriers.get(one.by());
    if (one.by().equals(MariaDbDialect.PUBLIC)) return "everybody has it";
    if (one.by().name().isEmpty()) return "everybody has it who comes from " + one.by().host();
    if (carrier == null || !carrier.refusal().isEmpty()) return refusal(one.by());
    if (option) return "the right to give it on is in no policy";
    if (origin == Origin.OURS) return "nobody whom the policy can name has it";
    if (!catalogue.entries().containsKey(one.on())) {
      return "there is no such thing; one of that name would come with it";
    }
    return "no policy can say that of a " + kind(one.on());
  }

  private String refusal(Grantee who) {
    Carrier carrier = carriers.get(who);
    if (carrier != null && !carrier.refusal().isEmpty()) return carrier.refusal();
    String why = unnamed.getOrDefault(who, "");
    return why.isEmpty() ? "it is not usher's to change" : why;
  }

  private static String kind(Resource on) {
    if (on.path().isEmpty()) return "whole database";
    String kind = on.path().getLast().kind();
    return kind.isEmpty() ? "table" : kind;
  }

  private void granted(Granted one, Origin origin) {
    if (!giving.contains(one.role()) || MariaDbNames.isOurs(one.role().name())) return;
    boolean had = said.contains(one.role());
    Carrier member = carriers.get(one.to());
    boolean given = said.contains(one.to()) || member == null || member.own();
    if (origin == Origin.OURS && had && given) return;
    add(
        dialect.memberships() + " of " + one.to() + " in " + one.role(),
        (one.admin() ? "with ADMIN option; " : "") + why(one, origin));
  }

  private String why(Granted one, Origin origin) {
    if (one.admin() && origin != Origin.OURS) return "the right to give a role on is in no policy";
    if (origin == Origin.OURS) return "nobody whom the policy can name has it";
    Carrier role = carriers.get(one.role());
    return role == null || !role.refusal().isEmpty() ? refusal(one.role()) : refusal(one.to());
  }

  private void add(String row, String text) {
    all.add(new Unsaid(row, text));
  }

  /** The table of the database mysql, and what of it. */
  private String row(Held one, String column) {
    Resource on = one.on();
    if (on.path().isEmpty()) return "mysql.db of " + database;
    String name = on.path().getLast().name();
    if (one.isOfRoutine()) return "mysql.procs_priv of " + on.path().getLast().kind() + " " + name;
    return column.equals(Held.WHOLE)
        ? "mysql.tables_priv of " + name
        : "mysql.columns_priv of " + name + "." + column;
  }
}
