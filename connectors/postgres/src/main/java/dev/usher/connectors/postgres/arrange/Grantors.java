package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * As whom a GRANT or a REVOKE has to run, for both are about the grants of one grantor. Usher's
 * account acts as the owner by being a member of it; but where a role whose privileges the account
 * has may pass on privileges on that very thing, the server may take that one for the grantor, take
 * nothing and say nothing (manual, GRANT, notes). There the owner itself has to act, and so does
 * everybody else who granted.
 */
public final class Grantors {
  /** Privileges that one role has to give or take; usher's account where its name is empty. */
  record Acting(String role, List<Privilege> privileges) {}

  private record Place(Target target, Thing on) {}

  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final Set<String> borrowed;

  /** Where usher's account would not act as the owner, and as whom instead. */
  private final Map<Place, String> instead = new HashMap<>();

  public Grantors(ObservedState<PostgresFact> observed, Standing standing) {
    this(observed, standing, Set.of());
  }

  /**
   * @param borrowed roles whose privileges an account of usher's that cannot lend them itself is
   *     going to have beside its own
   */
  public Grantors(ObservedState<PostgresFact> observed, Standing standing, Set<String> borrowed) {
    this.observed = observed;
    this.standing = standing;
    this.borrowed = borrowed;
    observed.facts().keySet().stream().flatMap(Grantors::options).forEach(this::option);
  }

  private static Stream<Privilege> options(PostgresFact fact) {
    return switch (fact) {
      case Privilege one when one.grantable() -> Stream.of(one);
      case Held held ->
          held.acl().grantable().stream().map(item -> Privilege.of(held.target(), held.on(), item));
      case Privilege _,
          PostgresFact.Group _,
          PostgresFact.Account _,
          PostgresFact.Barred _,
          PostgresFact.Membership _,
          PostgresFact.Owner _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Connected _,
          PostgresFact.Residue _,
          PostgresFact.Server _,
          RowFact _,
          BirthFact _,
          TieFact _ ->
          Stream.empty();
    };
  }

  private void option(Privilege one) {
    PostgresFact.Server server = standing.server(one.target());
    // A superuser and the owner itself are always taken for the owner.
    if (server == null || server.superuser()) return;
    boolean lent = borrowed.contains(one.grantee()) && !server.alters(one.grantee());
    if (!server.usable().contains(one.grantee()) && !lent) return;
    String owner = standing.owner(one.target(), one.on());
    if (owner.equals(one.grantee()) || owner.equals(server.admin())) return;
    instead.put(new Place(one.target(), one.on()), one.grantee());
  }

  /** Whether the owner is taken for the grantor of everything. */
  public boolean isOwnerEverywhere() {
    return instead.isEmpty();
  }

  /** Who would be taken for the grantor in the owner's place; empty when the owner would. */
  public Optional<String> insteadOfOwner(Target target, Thing on) {
    return Optional.ofNullable(instead.get(new Place(target, on)));
  }

  /** Others before the owners: what was passed on hangs on what an owner gave. */
  List<Acting> split(List<Privilege> privileges) {
    Map<String, List<Privilege>> others = new TreeMap<>();
    Map<String, List<Privilege>> owners = new TreeMap<>();
    for (Privilege one : privileges) {
      boolean owner = one.grantor().equals(standing.owner(one.target(), one.on()));
      boolean usher = owner && insteadOfOwner(one.target(), one.on()).isEmpty();
      (owner ? owners : others)
          .computeIfAbsent(usher ? "" : one.grantor(), _ -> new ArrayList<>())
          .add(one);
    }
    return Stream.of(others, owners)
        .flatMap(some -> some.entrySet().stream())
        .map(one -> new Acting(one.getKey(), one.getValue()))
        .toList();
  }

  /** Runs the statements as that role. */
  void as(Drafts drafts, Phase phase, Target target, Acting acting, Runnable statements) {
    if (acting.role().isEmpty()) {
      statements.run();
      return;
    }
    PostgresFact.Server server = standing.server(target);
    if (server == null) throw new IllegalArgumentException("observed without the server " + target);
    Becoming.as(drafts, phase, server, acting.role(), closed(target, acting, server), statements);
  }

  /**
   * Schemas that a grantor may have no USAGE on, and without it can name nothing there: lent for
   * the transaction. What it has by a group it is lent once more; what it has itself is left.
   */
  private List<String> closed(Target target, Acting acting, PostgresFact.Server server) {
    Set<String> schemas = new TreeSet<>();
    for (Privilege one : acting.privileges()) {
      Thing schema = Thing.schema(one.on().schema());
      Catalogue catalogue = observed.catalogues().get(target);
      boolean managed =
          catalogue != null && catalogue.entries().containsKey(schema.resource(target));
      String owner = standing.owner(target, schema);
      if (managed && !owner.equals(acting.role()) && server.uses(owner)) schemas.add(schema.name());
    }
    PostgresFact.privileges(observed.facts().keySet())
        .filter(one -> one.target().equals(target) && one.on().kind() == Thing.Kind.SCHEMA)
        .filter(one -> one.privilege().equals("USAGE"))
        .filter(one -> List.of(acting.role(), PostgresFact.PUBLIC).contains(one.grantee()))
        .forEach(one -> schemas.remove(one.on().name()));
    return schemas.stream().map(Sql::name).toList();
  }
}
