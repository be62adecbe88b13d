package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who ought to be let in, as far as it is known without a look at what anybody may do. */
public final class CompileDoors {
  private CompileDoors() {}

  public static DesiredState<PostgresFact> compile(
      List<Access> meant, ObservedState<PostgresFact> doors) {
    Standing standing = Standing.of(doors);
    List<Diagnostic> diagnostics = new ArrayList<>();
    CompileAccounts accounts =
        new CompileAccounts(standing, new Carriers(doors, standing), diagnostics);
    Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
    for (Access access : meant) {
      accounts
          .of(access)
          .forEach(
              (fact, why) -> {
                if (PostgresFingerprint.isOfDoors(fact)) facts.put(fact, why);
              });
    }
    Set<Object> keys = new HashSet<>();
    Set<String> going = new HashSet<>();
    for (PostgresFact fact : doors.facts().keySet())
      if (fact instanceof TieFact.Untied one) going.add(one.role());
    for (PostgresFact fact : facts.keySet()) {
      keys.add(fact.key());
      if (fact instanceof Account one) going.remove(one.name());
    }
    // What hangs on any other account is not seen from here: if it is to go it stays, closed.
    doors
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.OURS) return;
              if (fact instanceof Membership one && !going.contains(one.member()))
                facts.put(one, Set.of());
              if (fact instanceof Account one
                  && (one.adopted() || !going.contains(one.name()))
                  && keys.add(one.key())) {
                facts.put(
                    new Account(one.target(), one.name(), one.adopted(), false, one.attributes()),
                    Set.of(Diff.NOT_IN_POLICY));
              }
            });
    return new DesiredState<>(facts, diagnostics);
  }
}
