package dev.usher.connectors.mariadb;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What those who have a role read, by whatever role: a row is written only if it may be read too,
 * and the view by which a role writes is one for all who have it.
 */
final class RowReaders {
  private final Access access;
  private final RowRefusals refusals;

  /** Some right of each condition. */
  private final Map<String, Right> known = new HashMap<>();

  /** Role, then by its members' roles what is held; the role's own where it has no member. */
  private final Map<String, Map<Set<String>, List<Right>>> held = new TreeMap<>();

  RowReaders(Access access, RowRefusals refusals) {
    this.access = access;
    this.refusals = refusals;
    for (Access.Role role : access.roles().values()) {
      role.rights().forEach(right -> known.putIfAbsent(Digest.of(right.rows()), right));
    }
    for (Member member : access.members().values()) {
      Set<String> roles = access.closure(member.roles().keySet());
      List<Right> rights = access.heldBy(member.subject()).stream().map(Held::right).toList();
      for (String role : roles) held.computeIfAbsent(role, _ -> new HashMap<>()).put(roles, rights);
    }
    for (Access.Role role : access.roles().values()) {
      if (held.containsKey(role.name())) continue;
      List<Right> rights = new ArrayList<>();
      for (String one : access.closure(Set.of(role.name()))) {
        Access.Role its = access.roles().get(one);
        if (its != null) rights.addAll(its.rights());
      }
      held.put(role.name(), Map.of(Set.of(role.name()), rights));
    }
  }

  private Iterable<List<Right>> holders(String role) {
    return held.getOrDefault(role, Map.of()).values();
  }

  /** By which conditions rows are read, of those who hold that: nothing where none is read. */
  private Set<String> reading(List<Right> rights, Resource table) {
    Set<String> reading = new TreeSet<>();
    for (Right right : rights)
      if (refusals.reads(right, table)) reading.add(Digest.of(right.rows()));
    return reading;
  }

  /**
   * The conditions, one of which a row has to meet beside those of the rights, to be reached by
   * whoever has the role; none where they reach but what they read in any case.
   */
  Set<String> gate(Access.Role role, Resource table, String action, List<Right> rights) {
    if (access.type().readsFirst(action).isEmpty()) return Set.of();
    Set<String> rows = new TreeSet<>();
    rights.forEach(right -> rows.add(Digest.of(right.rows())));
    Set<Set<String>> gates = new LinkedHashSet<>();
    for (List<Right> all : holders(role.name())) {
      Set<String> reading = reading(all, table);
      boolean every = reading.isEmpty() || reading.contains(Digest.EVERY);
      gates.add(every || reading.containsAll(rows) ? Set.of() : reading);
    }
    if (gates.size() > 1) refusals.readsDiffer(role, table, action, rights.getFirst());
    return gates.size() == 1 ? gates.iterator().next() : Set.of();
  }

  /** Rights of these conditions. */
  List<Right> of(Set<String> digests) {
    List<Right> rights = new ArrayList<>();
    for (String digest : digests) {
      Right right = known.get(digest);
      if (right != null) rights.add(right);
    }
    return rights;
  }

  /** Those of the columns that somebody who has the role does not read in every row. */
  Set<String> unseen(String role, Resource table, Set<String> columns) {
    Set<String> unseen = new TreeSet<>();
    for (List<Right> all : holders(role)) {
      for (String column : columns) {
        boolean seen =
            all.stream()
                .anyMatch(
                    right ->
                        right.rows().isEmpty()
                            && refusals.reads(right, table)
                            && right.covers(table.column(column)));
        if (!seen) unseen.add(column);
      }
    }
    return unseen;
  }

  /** Columns that all who have the role read in every row that the view reaches. */
  Set<String> everywhere(
      String role, Resource table, List<Right> rights, Set<String> gate, List<String> columns) {
    Set<String> rows = new TreeSet<>();
    rights.forEach(right -> rows.add(Digest.of(right.rows())));
    Set<String> found = new LinkedHashSet<>(columns);
    for (List<Right> all : holders(role)) {
      found.removeIf(
          column -> {
            Set<String> read = new TreeSet<>();
            for (Right right : all) {
              if (refusals.reads(right, table) && right.covers(table.column(column)))
                read.add(Digest.of(right.rows()));
            }
            return !read.contains(Digest.EVERY)
                && !read.containsAll(rows)
                && (gate.isEmpty() || !read.containsAll(gate));
          });
    }
    return found;
  }
}
