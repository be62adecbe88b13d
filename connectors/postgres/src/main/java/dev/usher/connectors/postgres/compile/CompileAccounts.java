package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who has an account in a target and which group roles it is in; and who cannot have one. */
public final class CompileAccounts {
  private final Standing standing;
  private final Carriers carriers;
  private final List<Diagnostic> diagnostics;
  private final Map<String, String> subjects = new HashMap<>();

  CompileAccounts(Standing standing, Carriers carriers, List<Diagnostic> diagnostics) {
    this.standing = standing;
    this.carriers = carriers;
    this.diagnostics = diagnostics;
  }

  Map<PostgresFact, Set<Cause>> of(Access access) {
    Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
    PostgresFact.Server server = standing.server(access.target());
    if (server == null) return facts;
    access
        .holds()
        .forEach(hold -> facts.put(new PostgresFact.Barred(access.target(), hold), Set.of()));
    access.members().values().stream()
        .filter(member -> !isRefused(access.target(), member, server))
        .forEach(
            member -> {
              String name = member.account();
              Set<Cause> why = new TreeSet<>();
              member.roles().values().forEach(why::addAll);
              facts.put(
                  new Account(access.target(), name, isAdopted(name), member.open(), List.of()),
                  why);
              Set<String> hats = access.hats(member.roles().keySet());
              member
                  .roles()
                  .forEach(
                      (role, causes) -> {
                        if (!hats.contains(role))
                          carriers
                              .membership(server, role, name)
                              .ifPresent(one -> facts.put(one, causes));
                      });
              for (String hat : hats)
                facts.put(carriers.hat(server, hat, name), member.roles().getOrDefault(hat, why));
            });
    return facts;
  }

  /** One that usher made stays made; one that was there before is adopted for good. */
  private boolean isAdopted(String name) {
    return standing.marked().get(name) instanceof Account account
        ? account.adopted()
        : standing.roles().containsKey(name);
  }

  private boolean isRefused(Target target, Access.Member member, PostgresFact.Server server) {
    String name = member.account();
    Optional<String> refusal = PostgresNames.refusal(name);
    String other = subjects.putIfAbsent(name, member.subject());
    PostgresFact.Role role = standing.roles().get(name);
    if (refusal.isPresent()) {
      add(
          "account-name",
          member.subject() + " cannot be called " + name + " in " + target + ": " + refusal.get(),
          "write another account template for that target, such as account: \"u_{name}\"",
          member);
    } else if (standing.servers().values().stream().anyMatch(one -> one.admin().equals(name))) {
      add(
          "lock-out",
          member.subject() + "'s account in " + target + " would be usher's own, " + name,
          "write another account template for that target, so that usher cannot lock itself out",
          member);
    } else if (other != null && !other.equals(member.subject())) {
      add(
          "account-shared",
          member.subject() + " and " + other + " would share the account " + name,
          "write account templates that keep them apart",
          member);
    } else if (standing.marked().get(name) instanceof PostgresFact.Group) {
      add(
          "role-exists",
          name + " is a group role of usher's, and " + member.subject() + " cannot be it",
          "write another account template for that target",
          member);
    } else if (standing.isInTheWay(name) && !member.adopt()) {
      add(
          "role-exists",
          "a role " + name + " is in " + target + " already, and usher did not make it",
          "write adopt: true on "
              + member.subject()
              + " to take it over, or another account template for that target",
          member);
    } else if (standing.isInTheWay(name) && role != null && role.superuser()) {
      add(
          "adopt-superuser",
          name + " is a superuser, whom no privileges can bind",
          "take SUPERUSER from it first, or give " + member.subject() + " an account of their own",
          member);
    } else if (standing.isInTheWay(name) && !standing.isAlterable(name)) {
      add(
          "adopt-needs-admin",
          "usher's account may not alter " + name + " in " + target,
          "run: GRANT "
              + Sql.name(name)
              + " TO "
              + Sql.name(server.admin())
              + " WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;",
          member);
    } else if (role != null && !standing.isAlterable(name)) {
      add(
          "role-exists",
          "the role " + name + " in " + target + " has usher's mark, and is not usher's to alter",
          "somebody else may have made it: drop it; or if usher did, run: GRANT "
              + Sql.name(name)
              + " TO "
              + Sql.name(server.admin())
              + " WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;",
          member);
    } else {
      return false;
    }
    return true;
  }

  private void add(String code, String message, String hint, Access.Member member) {
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            code,
            message,
            Optional.of(hint),
            member.roles().values().stream()
                .flatMap(Set::stream)
                .flatMap(cause -> cause.at().stream())
                .findFirst(),
            Optional.empty()));
  }
}
