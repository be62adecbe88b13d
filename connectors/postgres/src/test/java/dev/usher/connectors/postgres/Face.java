package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.testkit.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Somebody as a server sees them at one time: as they come in, or with one of their hats on. Each
 * is meant to have what its roles give, and all together what the policy means.
 *
 * @param role what the server takes them for
 * @param tables of that what is there by the tables themselves
 * @param views what is there by views beside
 */
record Face(String account, String role, Meaning meaning, Meaning tables, List<Sight> views) {
  static List<Face> of(Access access, Catalogue catalogue, String account) {
    Member member = access.members().get(account);
    List<String> names = new ArrayList<>(List.of(account));
    access
        .hats(member.roles().keySet())
        .forEach(hat -> names.add(PostgresNames.group(access.target(), hat)));
    List<Face> faces = new ArrayList<>();
    List<Sight> sights = Sight.of(access);
    for (Set<String> worn : access.worn(member.roles().keySet()))
      faces.add(
          new Face(
              account,
              names.get(faces.size()),
              new Meaning(only(access, member, worn, _ -> true), catalogue),
              new Meaning(
                  only(access, member, worn, held -> !Sight.isOne(sights, held)), catalogue),
              sights.stream()
                  .map(
                      sight ->
                          sight.of(
                              only(
                                  access,
                                  member,
                                  worn.contains(sight.role()) ? Set.of(sight.role()) : Set.of(),
                                  _ -> true),
                              catalogue))
                  .toList()));
    return faces;
  }

  /** These roles and no other, and what they include no more. */
  private static Access only(
      Access access, Member member, Set<String> worn, Predicate<Access.Held> which) {
    Map<String, Access.Role> roles = new HashMap<>();
    Map<String, Set<Cause>> held = new HashMap<>();
    for (String role : worn) {
      List<Right> rights =
          access.heldIn(Set.of(role)).stream().filter(which).map(Access.Held::right).toList();
      roles.put(role, new Access.Role(role, rights, Map.of()));
      held.put(role, Set.of(Cause.of("worn")));
    }
    Member one =
        new Member(member.subject(), member.account(), member.adopt(), member.attributes(), held);
    return new Access(
        access.target(), access.type(), access.at(), roles, Map.of(member.subject(), one));
  }

  /** By the table, without the views; what is written is read by whatever reads. */
  boolean may(String action, Resource cell, Map<String, Value> row) {
    return decides(action.equals("select") ? tables : meaning, account, action, cell, row);
  }

  private boolean means(String action, Resource cell, Map<String, Value> row) {
    return decides(meaning, account, action, cell, row);
  }

  static boolean decides(
      Meaning meaning, String account, String action, Resource cell, Map<String, Value> row) {
    return meaning.decide(account, action, cell, Optional.of(row)) instanceof Decision.All;
  }

  /** Until the transaction ends. */
  String puttingOn() {
    String in = "set local session authorization " + Sql.name(account);
    return role.equals(account) ? in : in + "; set local role " + Sql.name(role);
  }

  /** What the policy means of each cell is what some face may. */
  static void addUp(
      List<Face> faces,
      Meaning meaning,
      String account,
      Resource on,
      Map<Integer, Map<String, Value>> rows) {
    if (faces.size() == 1) return;
    List<Resource> cells = new ArrayList<>(List.of(on.column("id")));
    RandomRows.COLUMNS.keySet().forEach(column -> cells.add(on.column(column)));
    rows.values()
        .forEach(
            row -> {
              for (String action : List.of("select", "update", "insert", "delete")) {
                for (Resource cell : action.equals("delete") ? List.of(on) : cells)
                  assertThat(faces.stream().anyMatch(face -> face.means(action, cell, row)))
                      .as(account + " " + action + " " + cell + " of " + row)
                      .isEqualTo(
                          meaning.decide(account, action, cell, Optional.of(row))
                              instanceof Decision.All);
              }
            });
  }

  @Override
  public String toString() {
    return account + " as " + role;
  }
}
