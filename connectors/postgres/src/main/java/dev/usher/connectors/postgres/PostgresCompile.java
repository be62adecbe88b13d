package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.PostgresFact.Group;
import dev.usher.connectors.postgres.PostgresFact.Membership;
import dev.usher.connectors.postgres.PostgresFact.Privilege;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a cluster ought to hold for what is meant in its targets. */
final class PostgresCompile {
  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private PostgresCompile(ObservedState<PostgresFact> observed) {
    this.observed = observed;
    this.standing = Standing.of(observed);
  }

  static DesiredState<PostgresFact> compile(
      Realm realm, List<Access> meant, ObservedState<PostgresFact> observed) {
    PostgresCompile compile = new PostgresCompile(observed);
    for (Place place : realm.places()) CompileChecks.place(place, observed, compile.diagnostics);
    for (Access access : meant) compile.roles(access);
    CompileAccounts accounts = new CompileAccounts(compile.standing, compile.diagnostics);
    for (Access access : meant) compile.facts.putAll(accounts.of(access));
    CompileChecks.grantable(compile.facts, observed, compile.standing, compile.diagnostics);
    CompileChecks.headroom(compile.facts, observed, compile.diagnostics);
    CompileChecks.untaken(observed, compile.standing, compile.diagnostics);
    CompileChecks.powers(compile.standing, compile.diagnostics);
    CompileChecks.kept(compile.facts, observed, compile.diagnostics);
    CompileChecks.lockout(realm, observed, compile.standing, compile.diagnostics);
    return new DesiredState<>(compile.facts, compile.diagnostics);
  }

  /**
   * What one role comes to.
   *
   * @param gives whether any of its rights gives anything, or has been refused aloud
   */
  private record Compiled(
      Access.Role role,
      String group,
      boolean gives,
      Map<Privilege, Set<Cause>> privileges,
      List<Diagnostic> diagnostics) {}

  private static Compiled compile(
      Access access,
      Access.Role role,
      Catalogue catalogue,
      CatalogueIndex index,
      Map<Resource, PostgresFact.Owner> owned,
      PostgresFact.Server server) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    CompileRights rights = new CompileRights(access, catalogue, index, server, diagnostics);
    String group = PostgresNames.group(access.target(), role.name());
    CompileRole compiled = new CompileRole(access, catalogue, owned, group);
    boolean gives = false;
    for (Right right : role.rights()) {
      // Of a right that is refused enough has been said.
      if (rights.isRefused(right) || compiled.add(right, index.near(right.on()))) gives = true;
      else rights.givesNothing(right);
    }
    return new Compiled(role, group, gives, compiled.all(), diagnostics);
  }

  private void roles(Access access) {
    Catalogue catalogue = observed.catalogues().get(access.target());
    PostgresFact.Server server = standing.server(access.target());
    if (catalogue == null || server == null) return;
    CatalogueIndex index = new CatalogueIndex(catalogue);
    Map<Resource, PostgresFact.Owner> owned = standing.owned(access.target());
    Set<String> giving = new HashSet<>();
    // Roles do not know of each other, and to go through their rights is most of the work.
    List<Compiled> all =
        access.roles().values().parallelStream()
            .map(role -> compile(access, role, catalogue, index, owned, server))
            .toList();
    for (Compiled one : all) {
      if (one.gives()) giving.add(one.role().name());
      diagnostics.addAll(one.diagnostics());
      role(access, one.role(), one.group(), server);
      facts.putAll(one.privileges());
    }
    CompileRights rights = new CompileRights(access, catalogue, index, server, diagnostics);
    for (Access.Role role : access.roles().values()) {
      boolean granted =
          access.members().values().stream()
              .anyMatch(member -> member.roles().containsKey(role.name()));
      boolean gives = access.closure(Set.of(role.name())).stream().anyMatch(giving::contains);
      if (granted && !gives) rights.roleGivesNothing(role);
    }
  }

  private void role(Access access, Access.Role role, String group, PostgresFact.Server server) {
    Target target = access.target();
    Set<Cause> why = new TreeSet<>();
    role.rights().forEach(right -> why.add(right.cause()));
    why.addAll(role.includes().values());
    if (standing.isInTheWay(group))
      diagnostics.add(CompileChecks.groupInTheWay(target, role.name(), group));
    else if (standing.roles().containsKey(group) && !standing.isAlterable(group))
      diagnostics.add(CompileChecks.groupOfAnother(group, server));
    facts.put(new Group(target, group, role.name(), List.of()), why);
    boolean has16 = server.has16();
    role.includes()
        .forEach(
            (included, cause) ->
                facts.put(
                    new Membership(
                        target, PostgresNames.group(target, included), group, true, !has16, false),
                    Set.of(cause)));
  }
}
