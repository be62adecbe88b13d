package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is to be said of roles that are taken over. */
public final class CompileAdopted {
  private CompileAdopted() {}

  /** Roles that are there and cannot carry what the policy says. */
  static void place(Place place, Standing standing, List<Diagnostic> diagnostics) {
    PostgresFact.Server server = standing.server(place.target());
    if (server == null) return;
    place
        .system()
        .things(Carriers.SETTING)
        .forEach(
            (role, carriers) ->
                carriers.forEach(
                    name -> {
                      PostgresFact.Role there = standing.roles().get(name);
                      Group adopted = standing.adopted().get(name);
                      if (there == null || isFor(adopted, place.target(), role)) return;
                      diagnostics.add(
                          new Diagnostic(
                              Severity.ERROR,
                              "adopt-role",
                              name
                                  + " cannot carry "
                                  + role
                                  + " in "
                                  + place.target()
                                  + ": "
                                  + why(there, Optional.ofNullable(adopted), standing, server),
                              Optional.of(
                                  "take it out of "
                                      + Carriers.SETTING
                                      + ", and usher makes a role of its own; or mend what stands"
                                      + " in the way"),
                              Optional.of(place.system().at()),
                              Optional.empty()));
                    }));
  }

  /** Row policies are for roles that hold nothing but what usher gave them. */
  static Diagnostic rows(String role, String carrier, Right right) {
    return new Diagnostic(
        Severity.ERROR,
        "adopt-role",
        carrier + " cannot carry " + role + ", which has rows: it was there before usher",
        Optional.of("put what has rows into a role of its own, which " + role + " includes"),
        right.cause().at(),
        Optional.empty());
  }

  private static boolean isFor(
      @org.jspecify.annotations.Nullable Group adopted, Target target, String role) {
    return adopted != null && adopted.target().equals(target) && adopted.role().equals(role);
  }

  private static String why(
      PostgresFact.Role there,
      Optional<Group> adopted,
      Standing standing,
      PostgresFact.Server server) {
    if (adopted.isPresent()) {
      return "it carries "
          + adopted.get().role()
          + " in "
          + adopted.get().target()
          + ", and who is in it there is in it here";
    }
    if (standing.marked().containsKey(there.name())) return "it has usher's mark already";
    return Carriers.refusal(
            there.name(), there.login(), there.attributes(), Optional.empty(), server)
        .orElse("somebody is changing it");
  }

  /**
   * Who leaves, logs in, and has no mark by which to be closed: adopted in word alone, as long as
   * nothing about the account had to change.
   */
  static void open(
      Map<PostgresFact, Set<Cause>> desired,
      ObservedState<PostgresFact> observed,
      Standing standing,
      List<Diagnostic> diagnostics) {
    if (standing.adopted().isEmpty()) return;
    Set<String> wanted = new HashSet<>();
    Set<String> carrying = new HashSet<>();
    for (PostgresFact fact : desired.keySet()) {
      if (fact instanceof Account one) wanted.add(one.name());
      if (fact instanceof Group one) carrying.add(one.name());
    }
    Set<String> leaving = new TreeSet<>();
    Set<String> held = new HashSet<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.OURS) return;
              if (fact instanceof Membership one && standing.adopted().containsKey(one.group())) {
                leaving.add(one.member());
              } else if (fact instanceof PostgresFact.Held one) {
                one.acl().items().forEach(item -> held.add(item.grantee()));
              }
            });
    for (String name : standing.adopted().keySet()) {
      if (held.contains(name) && !carrying.contains(name)) leaving.add(name);
    }
    leaving.removeAll(wanted);
    for (String name : leaving) {
      PostgresFact.Role role = standing.roles().get(name);
      if (role == null || !role.login() || standing.marked().containsKey(name)) continue;
      diagnostics.add(
          new Diagnostic(
              Severity.WARNING,
              "still-open",
              name + " loses what the policy gave, and may still log in: it has no mark of usher's",
              Optional.of("close it: ALTER ROLE " + Sql.name(name) + " NOLOGIN;"),
              Optional.empty(),
              Optional.empty()));
    }
  }
}
