package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Roles that people put on by SET ROLE and have nothing of before: {@code carry: switch}. Whoever
 * wears one is that role to the server, and what they make is the role's.
 */
public final class CompileHats {
  /** A policy's role cannot have a blank in its name. */
  private static final String DOOR = "log in";

  private final Access access;
  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final List<Diagnostic> diagnostics;

  CompileHats(
      Access access,
      ObservedState<PostgresFact> observed,
      Standing standing,
      List<Diagnostic> diagnostics) {
    this.access = access;
    this.observed = observed;
    this.standing = standing;
    this.diagnostics = diagnostics;
  }

  /**
   * The same, with a role more for whoever has hats: before one is put on its CONNECT is not there,
   * and nobody would get as far as putting it on.
   */
  static Access withDoor(Access access) {
    Map<String, Member> members = new TreeMap<>(access.members());
    Set<Cause> why = new TreeSet<>();
    access
        .members()
        .forEach(
            (subject, member) -> {
              if (access.hats(member.roles().keySet()).isEmpty()) return;
              Map<String, Set<Cause>> roles = new TreeMap<>(member.roles());
              Set<Cause> because = new TreeSet<>();
              member.roles().values().forEach(because::addAll);
              roles.put(DOOR, because);
              why.addAll(because);
              members.put(
                  subject,
                  new Member(
                      subject,
                      member.account(),
                      member.adopt(),
                      member.attributes(),
                      roles,
                      member.open()));
            });
    if (why.isEmpty()) return access;
    Target target = access.target();
    Pattern database =
        new Pattern(
            List.of(
                new Step.One("", Name.of(target.environment())),
                new Step.One("", Name.of(target.system()))),
            Optional.empty());
    Right connect =
        new Right(
            Set.of("connect"),
            List.of(database),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            why.iterator().next());
    Map<String, Access.Role> roles = new TreeMap<>(access.roles());
    roles.put(DOOR, new Access.Role(DOOR, List.of(connect), Map.of()));
    return new Access(target, access.type(), access.at(), roles, members, access.holds());
  }

  void check() {
    PostgresFact.Server server = standing.server(access.target());
    if (server == null) return;
    for (Access.Role role : access.roles().values()) {
      if (!role.isHat()) continue;
      String group = standing.carrier(access.target(), role.name());
      if (!server.has16()) {
        refuse(
            "unsupported-here",
            "carry: switch of " + role.name() + " needs PostgreSQL 16 in " + access.target(),
            "drop `carry`, and let nobody have it beside roles with other rows",
            role);
      } else if (standing.adopted().containsKey(group)) {
        refuse(
            "adopt-role",
            group + " cannot carry " + role.name() + ", which is put on: it was there before usher",
            "take it out of `adopt-roles`, or drop `carry`",
            role);
      } else creates(role);
    }
  }

  /** What is made by somebody who wears a hat is the hat's: it stays when they leave. */
  private void creates(Access.Role hat) {
    for (Access.Held held : access.heldIn(access.worn(Set.of(hat.name())).getLast())) {
      if (!held.right().words().contains("create")) continue;
      refuse(
          "hat-creates",
          "whoever puts on "
              + hat.name()
              + " could create things by "
              + held.right().cause()
              + ", which would be the role's, and stay when they leave",
          "write create in a role without carry: switch, which this one does not include",
          hat);
      return;
    }
    for (Thing on : publicCreates()) {
      String word = on.kind() == Thing.Kind.DATABASE ? "DATABASE " : "SCHEMA ";
      refuse(
          "hat-creates",
          "whoever puts on "
              + hat.name()
              + " could create things in "
              + on.prose()
              + ", as everybody can, which would be the role's, and stay when they leave",
          "run: REVOKE CREATE ON "
              + word
              + on.sql()
              + " FROM PUBLIC; or write public: revoke, where usher manages it",
          hat);
    }
  }

  /** In schemas that usher does not manage too. */
  private Set<Thing> publicCreates() {
    Set<Thing> found = new LinkedHashSet<>();
    for (PostgresFact fact : observed.facts().keySet()) {
      if (!fact.target().equals(access.target())) continue;
      if (fact instanceof PostgresFact.Privilege one
          && one.grantee().equals(PostgresFact.PUBLIC)
          && one.privilege().equals("CREATE")) found.add(one.on());
      if (fact instanceof BirthFact.Room one && one.creator().equals(PostgresFact.PUBLIC))
        found.add(Thing.schema(one.schema()));
    }
    return found;
  }

  private void refuse(String code, String message, String hint, Access.Role role) {
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            code,
            message,
            Optional.of(hint),
            role.rights().stream().flatMap(right -> right.cause().at().stream()).findFirst(),
            Optional.empty()));
  }
}
