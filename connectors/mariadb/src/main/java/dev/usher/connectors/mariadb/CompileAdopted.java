package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.mariadb.MariaDbFact.Carrier;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is to be said of roles and accounts that are taken over. */
final class CompileAdopted {
  private CompileAdopted() {}

  /** Those that are there and cannot carry what the policy says. */
  static void place(Place place, Standing standing, List<Diagnostic> diagnostics) {
    place
        .system()
        .things(Carriers.SETTING)
        .forEach(
            (role, carriers) -> {
              for (Carrier one : standing.carriers().values()) {
                String why = why(one, place, role);
                if (!carriers.contains(one.who().toString()) || why.isEmpty()) continue;
                diagnostics.add(
                    error(
                        one.who() + " cannot carry " + role + " in " + place.target() + ": " + why,
                        "take it out of "
                            + Carriers.SETTING
                            + ", and usher makes a role of its own; or mend what stands in the way",
                        Optional.of(place.system().at())));
              }
            });
  }

  private static String why(Carrier one, Place place, String role) {
    boolean its = one.target().equals(place.target()) && one.role().equals(role);
    return its ? one.refusal() : "it carries " + one.role() + " in " + one.target();
  }

  /** What the policy says of a role, and one that was there before cannot carry. */
  static void role(Access access, Access.Role role, Carrier carrier, List<Diagnostic> diagnostics) {
    for (Right right : role.rights()) {
      if (right.rows().isEmpty()) continue;
      diagnostics.add(
          error(
              carrier.who()
                  + " cannot carry "
                  + role.name()
                  + ", which has rows: it was there before usher",
              "put what has rows into a role of its own, and grant both",
              right.cause().at()));
    }
    if (!carrier.own()) return;
    String alone = "and an account carries a role for itself alone";
    String hint =
        "take "
            + role.name()
            + " out of "
            + Carriers.SETTING
            + ", and usher makes a role of its own";
    for (Member member : access.members().values()) {
      boolean another =
          member.roles().containsKey(role.name()) && !member.account().equals(carrier.who().name());
      if (!another) continue;
      diagnostics.add(
          error(
              "%s cannot be given %s in %s: %s carries it, %s"
                  .formatted(member.subject(), role.name(), access.target(), carrier.who(), alone),
              hint,
              member.roles().getOrDefault(role.name(), Set.of()).stream()
                  .flatMap(cause -> cause.at().stream())
                  .findFirst()));
    }
    for (Access.Role other : access.roles().values()) {
      boolean included = other.includes().containsKey(role.name());
      if (!included && (other != role || role.includes().isEmpty())) continue;
      diagnostics.add(
          error(
              carrier.who()
                  + " cannot carry "
                  + role.name()
                  + (included
                      ? ", which " + other.name() + " includes, "
                      : ", which includes others, ")
                  + alone,
              "grant each role to whoever is to have it; or " + hint,
              Optional.empty()));
    }
  }

  private static Diagnostic error(String message, String hint, Optional<Source> at) {
    return new Diagnostic(
        Severity.ERROR, "adopt-role", message, Optional.of(hint), at, Optional.empty());
  }
}
