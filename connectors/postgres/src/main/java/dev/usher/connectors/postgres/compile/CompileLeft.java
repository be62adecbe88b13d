package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.GivenBy;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What usher leaves behind in a live cluster, told with what somebody else can do about it. */
final class CompileLeft {
  private CompileLeft() {}

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

  private static Diagnostic untaken(String message, String hint) {
    return new Diagnostic(
        Severity.WARNING,
        "cannot-revoke",
        message + ", and usher cannot take it back",
        Optional.of(hint),
        Optional.empty(),
        Optional.empty());
  }
}
