package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.arrange.Grantors;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether usher's account can grant and take what it is to, as the owners of things. */
public final class CompileGrantable {
  private CompileGrantable() {}

  /** What is to be granted and cannot be, for usher has not what the owner has. */
  static void grantable(
      Map<PostgresFact, Set<Cause>> desired, Standing standing, List<Diagnostic> diagnostics) {
    Map<String, Diagnostic> first = new TreeMap<>();
    for (PostgresFact fact : desired.keySet()) {
      if (!(fact instanceof Held held)) continue;
      PostgresFact.Server server = standing.server(held.target());
      // What is to be held is the owner's to grant, all of it.
      Item item = held.acl().items().iterator().next();
      if (server == null || server.uses(item.grantor())) continue;
      first.computeIfAbsent(
          held.target() + " " + item.grantor(), _ -> notOwner(held, item, server));
    }
    diagnostics.addAll(first.values());
  }

  /** Where neither usher's account nor the owner in its place can give and take what is usher's. */
  static void passedOn(
      Map<PostgresFact, Set<Cause>> desired,
      ObservedState<PostgresFact> observed,
      Standing standing,
      List<Diagnostic> diagnostics) {
    Grantors grantors = new Grantors(observed, standing);
    if (grantors.isOwnerEverywhere()) return;
    Set<Held> all = new LinkedHashSet<>();
    for (Set<PostgresFact> facts : List.of(desired.keySet(), observed.facts().keySet())) {
      for (PostgresFact fact : facts) if (fact instanceof Held held) all.add(held.key());
    }
    for (Held held : all) {
      PostgresFact.Server server = standing.server(held.target());
      Optional<String> instead = grantors.insteadOfOwner(held.target(), held.on());
      String owner = standing.owner(held.target(), held.on());
      if (server == null || instead.isEmpty() || server.becomes().contains(owner)) continue;
      diagnostics.add(
          Diagnostic.error(
              "grantor-in-the-way",
              instead.get()
                  + " may pass on privileges on "
                  + held.on().prose()
                  + " in "
                  + held.target()
                  + ": what usher's account grants and takes there would be its grants, not those of"
                  + " the owner "
                  + owner,
              "run: REVOKE GRANT OPTION FOR ALL PRIVILEGES ON "
                  + held.on().kind().keyword
                  + " "
                  + held.on().sql()
                  + " FROM "
                  + Sql.name(instead.get())
                  + " CASCADE; or let usher act as the owner: GRANT "
                  + Sql.name(owner)
                  + " TO "
                  + Sql.name(server.admin())
                  + " WITH SET TRUE;"));
    }
  }

  private static Diagnostic notOwner(Held held, Item item, PostgresFact.Server server) {
    String owner = item.grantor();
    return new Diagnostic(
        Severity.ERROR,
        "not-owner",
        "usher's account cannot grant "
            + Privilege.of(held.target(), held.on(), item).prose()
            + " in "
            + held.target()
            + ": it is not a member of the owner "
            + owner,
        Optional.of(
            "run: GRANT "
                + Sql.name(owner)
                + " TO "
                + Sql.name(server.admin())
                + "; (if the owner is a superuser, give the thing another owner)"),
        held.acl().why(item).stream().flatMap(cause -> cause.at().stream()).findFirst(),
        Optional.empty());
  }
}
