package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.compile.CompileHeld.Carried;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.Standing;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a cluster ought to hold for what is meant in its targets. */
public final class PostgresCompile {
  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final Carriers carriers;

  /** What is usher's to change on things as they are. */
  private final Map<Acl, Acl> known = new HashMap<>();

  /** What roles of ours hold by grants that usher cannot take, by the thing. */
  private final Map<Held, Set<Item>> foreign = new HashMap<>();

  /** What is read by views in each target that could be looked at. */
  private final Map<Target, CompileViews> views = new HashMap<>();

  private final Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private PostgresCompile(ObservedState<PostgresFact> observed) {
    this.observed = observed;
    this.standing = Standing.of(observed);
    this.carriers = new Carriers(observed, standing);
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof Held held) known.put(held.acl(), held.acl());
      if (!(fact instanceof Privilege one) || !standing.isMade(one.grantee())) continue;
      foreign
          .computeIfAbsent(new Held(one.target(), one.on(), Acl.NONE), _ -> new HashSet<>())
          .add(one.item());
    }
  }

  public static DesiredState<PostgresFact> compile(
      Realm realm, List<Access> policy, ObservedState<PostgresFact> observed) {
    PostgresCompile compile = new PostgresCompile(observed);
    List<Access> meant = policy.stream().map(CompileHats::withDoor).toList();
    for (Place place : realm.places()) {
      CompileChecks.place(place, observed, compile.diagnostics);
      CompileAdopted.place(place, compile.standing, compile.diagnostics);
      CompileChecks.hooks(compile.standing, place, compile.diagnostics);
    }
    for (Access access : meant) compile.roles(realm, access);
    CompileAccounts accounts =
        new CompileAccounts(compile.standing, compile.carriers, compile.diagnostics);
    for (Access access : meant) compile.facts.putAll(accounts.of(access));
    for (Access access : meant)
      new CompileHats(access, observed, compile.standing, compile.diagnostics).check();
    for (Access access : meant) compile.rows(access);
    CompileWaits.of(compile.facts.keySet(), observed, compile.diagnostics);
    CompileLeft.switchedOff(compile.facts.keySet(), observed, compile.diagnostics);
    compile.facts.putAll(CompileParts.kept(compile.facts, observed));
    CompileGrantable.grantable(compile.facts, compile.standing, compile.diagnostics);
    CompileGrantable.passedOn(compile.facts, observed, compile.standing, compile.diagnostics);
    CompileChecks.headroom(compile.facts, observed, compile.diagnostics);
    CompileLeft.untaken(observed, compile.standing, compile.diagnostics);
    CompileLeft.powers(compile.standing, compile.diagnostics);
    CompileAdopted.open(compile.facts, observed, compile.standing, compile.diagnostics);
    CompileLeft.kept(compile.facts, observed, compile.diagnostics);
    for (Place place : realm.places())
      CompileCreators.others(place, observed, compile.standing, compile.diagnostics);
    CompileChecks.lockout(realm, observed, compile.standing, compile.diagnostics);
    return new DesiredState<>(compile.facts, compile.diagnostics);
  }

  private void roles(Realm realm, Access access) {
    Target target = access.target();
    Catalogue catalogue = observed.catalogues().get(target);
    PostgresFact.Server server = standing.server(target);
    if (catalogue == null || server == null) return;
    CatalogueIndex index = new CatalogueIndex(catalogue);
    CompileRights rights = new CompileRights(access, catalogue, index, server, diagnostics);
    CompileViews byViews =
        new CompileViews(access, catalogue, index, standing, server, diagnostics);
    views.put(target, byViews);
    Set<String> giving = new HashSet<>();
    Map<Carried, String> carried = new LinkedHashMap<>();
    for (Access.Role role : access.roles().values()) {
      String group = carriers.of(target, role.name());
      role(access, role, group, server);
      for (Right right : role.rights()) {
        if (right.rows().isPresent() && standing.adopted().containsKey(group)) {
          diagnostics.add(CompileAdopted.rows(role.name(), group, right));
        }
        // Of a right that is refused enough has been said.
        if (rights.isRefused(right)) giving.add(role.name());
        else {
          Right rest = byViews.without(role.name(), right);
          carried.put(new Carried(carried.size(), group, rest), role.name());
        }
      }
    }
    Map<Resource, Map<String, Carried>> coming = births(realm, access, carried);
    coming.putAll(byViews.users(carried.keySet()));
    CompileHeld compiled =
        new CompileHeld(
            access,
            catalogue,
            index,
            standing.owned(target),
            known,
            carriers,
            List.copyOf(carried.keySet()),
            coming);
    compiled.held().forEach(one -> held(one.on(), one.acl()));
    carried.forEach(
        (one, role) -> {
          if (compiled.gives(one)) giving.add(role);
          else rights.givesNothing(one.right());
        });
    for (Access.Role role : access.roles().values()) {
      boolean granted =
          access.members().values().stream()
              .anyMatch(member -> member.roles().containsKey(role.name()));
      boolean gives = access.closure(Set.of(role.name())).stream().anyMatch(giving::contains);
      if (granted && !gives) rights.roleGivesNothing(role);
    }
  }

  /** What roles get from birth on what will be there. */
  private Map<Resource, Map<String, Carried>> births(
      Realm realm, Access access, Map<Carried, String> carried) {
    Map<Resource, Map<String, Carried>> users = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      if (!place.target().equals(access.target())) continue;
      CompileBirths births =
          new CompileBirths(place, access, carried, observed, standing, carriers, diagnostics);
      facts.putAll(births.facts);
      users.putAll(births.users);
    }
    return users;
  }

  /** After all that is to be held is known: who would be handed what is told by it. */
  private void rows(Access access) {
    Catalogue catalogue = observed.catalogues().get(access.target());
    PostgresFact.Server server = standing.server(access.target());
    CompileViews byViews = views.get(access.target());
    if (catalogue == null || server == null || byViews == null) return;
    CatalogueIndex index = new CatalogueIndex(catalogue);
    facts.putAll(
        new CompileRows(
                access, byViews, catalogue, index, observed, standing, server, diagnostics, facts)
            .facts);
  }

  /** What is there by somebody else's grant is left to do its work. */
  private void held(PostgresFact.Owner owner, Acl acl) {
    Held held = new Held(owner.target(), owner.on(), carriers.settle(owner, acl));
    Set<Item> there = foreign.isEmpty() ? null : foreign.get(held.key());
    if (there != null) held = new Held(owner.target(), owner.on(), held.acl().without(there));
    if (!held.acl().items().isEmpty()) facts.put(held, held.acl().causes());
  }

  private void role(Access access, Access.Role role, String group, PostgresFact.Server server) {
    Target target = access.target();
    Set<Cause> why = new TreeSet<>();
    role.rights().forEach(right -> why.add(right.cause()));
    why.addAll(role.includes().values());
    if (standing.isInTheWay(group) && !standing.adopted().containsKey(group))
      diagnostics.add(CompileChecks.groupInTheWay(target, role.name(), group));
    else if (standing.roles().containsKey(group) && !standing.isAlterable(group))
      diagnostics.add(CompileChecks.groupOfAnother(group, server));
    facts.put(new Group(target, group, role.name(), List.of()), why);
    Set<String> hats = access.hats(role.includes().keySet());
    role.includes()
        .forEach(
            (included, cause) -> {
              // A hat is put on by people, each by themselves.
              if (!hats.contains(included))
                carriers
                    .membership(server, included, group)
                    .ifPresent(one -> facts.merge(one, Set.of(cause), PostgresCompile::both));
            });
  }

  private static Set<Cause> both(Set<Cause> one, Set<Cause> other) {
    Set<Cause> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
