package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.AmongOthers;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Barred;
import dev.usher.connectors.mariadb.MariaDbFact.Beyond;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.connectors.mariadb.MariaDbFact.Definer;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.connectors.mariadb.MariaDbFact.Stranger;
import dev.usher.core.access.Access;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a few people ought to have, among others who stay as they are. */
final class CompileAlone {
  private final Set<String> subjects;
  private final Set<Grantee> theirs = new HashSet<>();

  private CompileAlone(
      Dialect dialect,
      Realm realm,
      Map<String, Set<String>> accounts,
      ObservedState<MariaDbFact> observed) {
    this.subjects = accounts.keySet();
    Set<String> names = new HashSet<>();
    accounts.values().forEach(names::addAll);
    names.forEach(name -> theirs.add(new Grantee(name, MariaDbCompile.host(realm))));
    // Another policy may have said another host.
    for (MariaDbFact fact : observed.facts().keySet())
      if (fact instanceof Account one && names.contains(one.who().name())) theirs.add(one.who());
    for (Grantee who : Set.copyOf(theirs)) theirs.add(Grantee.role(dialect.names().personal(who)));
  }

  static Optional<DesiredState<MariaDbFact>> compile(
      Dialect dialect,
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<MariaDbFact> observed) {
    // Who has what was there before usher hangs on all who have it.
    boolean isTakenOver = observed.facts().keySet().stream().anyMatch(Carrier.class::isInstance);
    if (isTakenOver) return Optional.empty();
    CompileAlone alone = new CompileAlone(dialect, realm, accounts, observed);
    return AmongOthers.compile(
        observed, alone::isTheirs, seen -> MariaDbCompile.compile(dialect, realm, meant, seen));
  }

  private boolean isTheirs(MariaDbFact fact) {
    return switch (fact) {
      case Account one -> theirs.contains(one.who());
      case Barred one -> subjects.contains(one.hold().subject());
      case Granted one -> theirs.contains(one.to());
      case Held one -> theirs.contains(one.by());
      case Beyond one -> theirs.contains(one.by());
      case RowFact.Line one -> theirs.stream().anyMatch(who -> who.name().equals(one.account()));
      case Group _, Stranger _, Carrier _, Definer _, Server _, RowFact _ -> false;
    };
  }
}
