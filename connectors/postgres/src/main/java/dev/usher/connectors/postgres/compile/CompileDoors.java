package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.Standing;
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
    facts.keySet().forEach(fact -> keys.add(fact.key()));
    // What hangs on an account is not seen from here: one that is to go stays, closed.
    doors
        .facts()
        .forEach(
            (fact, origin) -> {
              if (fact instanceof Account one && origin == Origin.OURS && keys.add(one.key())) {
                facts.put(
                    new Account(one.target(), one.name(), one.adopted(), false, one.attributes()),
                    Set.of(Diff.NOT_IN_POLICY));
              }
            });
    return new DesiredState<>(facts, diagnostics);
  }
}
