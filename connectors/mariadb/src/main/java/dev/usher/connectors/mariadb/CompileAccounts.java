package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Granted;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.connectors.mariadb.MariaDbFact.State;
import dev.usher.connectors.mariadb.MariaDbFact.Stranger;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who has an account in a target and which roles are in its own; and who cannot have one. */
final class CompileAccounts {
  private final Dialect dialect;
  private final Standing standing;
  private final Carriers carriers;
  private final String host;
  private final List<Diagnostic> diagnostics;
  private final Map<String, String> subjects = new HashMap<>();
  private final Set<String> hidden = new HashSet<>();

  CompileAccounts(
      Dialect dialect,
      Standing standing,
      Carriers carriers,
      String host,
      List<Diagnostic> diagnostics) {
    this.dialect = dialect;
    this.standing = standing;
    this.carriers = carriers;
    this.host = host;
    this.diagnostics = diagnostics;
  }

  /**
   * @param ofRoutines what roles are to hold on routines. MariaDB (10.11.19, 11.4.5) passes that on
   *     from role to role neither when it is given nor when it is taken, so that each account's own
   *     role is given it directly
   * @param lacking roles of which those have not all who are in their carriers alone
   */
  void add(
      Access access,
      Map<Grantee, Map<Held, Set<Cause>>> ofRoutines,
      Set<String> lacking,
      Map<MariaDbFact, Set<Cause>> facts) {
    Target target = access.target();
    for (Member member : access.members().values()) {
      Grantee who = new Grantee(member.account(), host);
      boolean settled = carriers.isSettled(access, member, who, lacking);
      if (isRefused(target, member, who, settled)) continue;
      hidden(member, who);
      Set<Cause> why = new TreeSet<>();
      member.roles().values().forEach(why::addAll);
      Account made = Account.good(target, who, isAdopted(who), passwordEnds(who, access.at()));
      Account good = settled ? made.asItWas() : made;
      facts.put(member.open() ? good : good.closed(), why);
      Grantee own = Grantee.role(dialect.names().personal(who));
      member
          .roles()
          .forEach(
              (role, causes) -> {
                Grantee carrier = carriers.of(target, role);
                if (carrier.equals(who)) return;
                carriers.directly(target, role, who).ifPresent(one -> facts.put(one, causes));
                if (!settled) facts.put(new Granted(target, carrier, own, false), causes);
              });
      if (!settled && !ofRoutines.isEmpty()) routines(access, member, own, ofRoutines, facts);
    }
  }

  private void routines(
      Access access,
      Member member,
      Grantee own,
      Map<Grantee, Map<Held, Set<Cause>>> ofRoutines,
      Map<MariaDbFact, Set<Cause>> facts) {
    Map<Resource, Map<String, Set<String>>> what = new TreeMap<>();
    Map<Resource, Set<Cause>> why = new TreeMap<>();
    for (String role : access.closure(member.roles().keySet())) {
      Grantee group = carriers.made(access.target(), role);
      ofRoutines
          .getOrDefault(group, Map.of())
          .forEach(
              (held, causes) -> {
                what.computeIfAbsent(held.on(), _ -> new TreeMap<>()).putAll(held.what());
                why.computeIfAbsent(held.on(), _ -> new TreeSet<>()).addAll(causes);
              });
    }
    what.forEach((on, all) -> facts.put(Held.of(own, on, all), why.getOrDefault(on, Set.of())));
  }

  /** One that usher made stays made; one that was there before is adopted for good. */
  private boolean isAdopted(Grantee who) {
    return standing.stranger(who) != null
        || standing.account(who).values().stream()
            .anyMatch(one -> one.state() != State.MARKED && one.adopted());
  }

  /** As it is, until it is over: then there ought to be no password. */
  private Optional<Instant> passwordEnds(Grantee who, Instant now) {
    return standing.account(who).values().stream()
        .filter(one -> one.state() != State.MARKED)
        .flatMap(one -> one.until().stream())
        .findFirst()
        .filter(now::isBefore);
  }

  private boolean isRefused(Target target, Member member, Grantee who, boolean settled) {
    String name = who.name();
    Grantee own = Grantee.role(dialect.names().personal(who));
    Optional<String> refusal = dialect.names().refusal(name);
    String other = subjects.putIfAbsent(name, member.subject());
    Stranger stranger = standing.stranger(who);
    Server server = standing.server();
    if (refusal.isPresent()) {
      error(
          "account-name",
          member.subject() + " cannot be called " + name + " in " + target + ": " + refusal.get(),
          "write another account template for that target, such as account: \"u_{name}\"",
          member);
    } else if (server != null && server.admin().name().equals(name)) {
      error(
          "lock-out",
          member.subject() + "'s account in " + target + " would be usher's own, " + name,
          "write another account template for that target, so that usher cannot lock itself out",
          member);
    } else if (other != null && !other.equals(member.subject())) {
      error(
          "account-shared",
          member.subject() + " and " + other + " would share the account " + name,
          "write account templates that keep them apart",
          member);
    } else if (stranger != null && !member.adopt()) {
      error(
          "account-exists",
          "an account " + who + " is in " + target + " already, and usher did not make it",
          "write adopt: true on "
              + member.subject()
              + " to take it over, or another account template for that target",
          member);
    } else if (!settled && stranger != null && hasAnother(stranger, target, member)) {
      error(
          "adopt-default-role",
          who
              + " has a default role already, "
              + stranger.defaultRole()
              + ", and can have but usher's",
          "run: "
              + dialect.noDefaultRole(who)
              + "; and grant what it needs of it to the account itself or by the policy",
          member);
    } else if (standing.stranger(own) != null) {
      error(
          "role-exists",
          "a role " + own + " is there already, and usher did not make it",
          "drop it: DROP ROLE " + Sql.grantee(own) + ";",
          member);
    } else if (server != null && isReady(who) && !server.gives().contains(own)) {
      diagnostics.add(MariaDbCompile.notGiven(own.name(), server));
    } else {
      return false;
    }
    return true;
  }

  /** A default role that carries one of those that somebody is to have gives way to their own. */
  private boolean hasAnother(Stranger stranger, Target target, Member member) {
    String role = stranger.defaultRole();
    return !role.isEmpty() && !carriers.isDefault(target, member, role);
  }

  private boolean isReady(Grantee who) {
    return standing.account(who).values().stream().anyMatch(Account::ready);
  }

  /** The row whose host says most is who comes in; and what its namesakes hold, it has too. */
  private void hidden(Member member, Grantee who) {
    for (Grantee other : standing.strangers()) {
      boolean same = other.name().equals(who.name()) || other.name().isEmpty();
      if (!same || other.isRole() || other.host().equals(host)) continue;
      boolean isHad = other.isHadBy(who);
      if (isHad && other.name().isEmpty() || !hidden.add(who + " " + other)) continue;
      if (isHad) {
        warn(
            "account-shares",
            who
                + " also has what "
                + other
                + " holds, which is not usher's: the server looks it up"
                + " by the name",
            other,
            member);
      } else if (host.contains("%") || host.contains("_")) {
        warn(
            "account-hidden",
            "who comes from "
                + other.host()
                + " as "
                + who.name()
                + " is "
                + (other.name().isEmpty() ? "the account of everybody, ''@" + other.host() : other)
                + ", which is not usher's, and not "
                + who,
            other,
            member);
      }
    }
  }

  private void warn(String code, String message, Grantee other, Member member) {
    diagnostics.add(
        new Diagnostic(
            Severity.WARNING,
            code,
            message,
            Optional.of("drop it, if nobody needs it: DROP USER " + Sql.grantee(other) + ";"),
            at(member),
            Optional.empty()));
  }

  private void error(String code, String message, String hint, Member member) {
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR, code, message, Optional.of(hint), at(member), Optional.empty()));
  }

  private static Optional<Source> at(Member member) {
    return member.roles().values().stream()
        .flatMap(Set::stream)
        .flatMap(cause -> cause.at().stream())
        .findFirst();
  }
}
