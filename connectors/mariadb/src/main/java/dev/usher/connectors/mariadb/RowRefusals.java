package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.RowFact.HandsOn;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where views would give other rows than are meant: refused. */
final class RowRefusals {
  private final Access access;
  private final List<Diagnostic> diagnostics;

  /** What has been said, for what several roles say. */
  private final Set<List<Object>> said = new HashSet<>();

  RowRefusals(Access access, List<Diagnostic> diagnostics) {
    this.access = access;
    this.diagnostics = diagnostics;
  }

  void add(Right right, String code, String message, String hint) {
    if (!said.add(List.of(code, message, right.cause()))) return;
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            code,
            message,
            Optional.of(hint),
            right.cause().at(),
            Optional.empty()));
  }

  /** Whether the right gives the action on some of the table. */
  boolean gives(Right right, Resource table, List<String> columns, String action) {
    String kind = access.type().kindOf(table);
    if (!right.touches(table) || !right.allows(access.type(), kind, action)) return false;
    return right.covers(table)
        || access.type().byColumn(kind, action)
            && columns.stream().anyMatch(column -> right.covers(table.column(column)));
  }

  /** Whether the right counts as reading of the table. */
  boolean reads(Right right, Resource table) {
    return right.touches(table)
        && right.allows(access.type(), access.type().kindOf(table), "select");
  }

  /** Whether somebody with the role may write some rows, and reads none. */
  boolean unread(Access.Role role, Resource table, String action, List<Right> rights) {
    if (access.type().readsFirst(action).isEmpty()) return false;
    Optional<Right> narrowed =
        rights.stream().filter(right -> right.rows().isPresent()).findFirst();
    if (narrowed.isEmpty()) return false;
    boolean unread = false;
    for (Member member : access.members().values()) {
      if (!access.closure(member.roles().keySet()).contains(role.name())) continue;
      unread |=
          access.heldBy(member.subject()).stream().noneMatch(held -> reads(held.right(), table));
    }
    if (!unread) return false;
    add(
        narrowed.get(),
        "rows-unread",
        "somebody may "
            + action
            + " some rows of "
            + table
            + " and read none, so that nothing is"
            + " reached",
        "give read of the same rows too");
    return true;
  }

  void readsDiffer(Access.Role role, Resource table, String action, Right right) {
    add(
        right,
        "reads-differ",
        "some who have role "
            + role.name()
            + " read other rows of "
            + table
            + " than others who have it, and what they "
            + action
            + " is to be of the rows that each reads: one view cannot be both",
        "let the role that writes mean the same rows as the one that reads, or give these people"
            + " two roles");
  }

  /**
   * What decides which rows are meant cannot be written, or a row could be moved from one's
   * customer to another, unless that is meant; even then the view's check option holds the new row.
   */
  void moves(Resource table, List<String> columns, List<Right> rights) {
    for (Right right : rights) {
      if (right.mayMove()) continue;
      Set<String> moves = new TreeSet<>(CompileRows.decisive(right));
      moves.retainAll(columns);
      moves.removeIf(column -> !right.covers(table.column(column)) && !right.covers(table));
      if (moves.isEmpty()) continue;
      add(
          right,
          "moves-rows",
          "rows reads "
              + String.join(", ", moves)
              + " of "
              + table
              + ", and whoever may update that can move a row out of sight or into it",
          "write update in a permission of its own, with the other columns in `columns`, or"
              + " may-move: true");
    }
  }

  /**
   * An UPDATE may ask in its WHERE for the very columns that it sets, and neither server holds that
   * to what may be read where it goes by a view: an expression of theirs would run on every row.
   */
  void tells(Resource table, Set<String> unseen, Right right) {
    if (unseen.isEmpty()) return;
    add(
        right,
        "update-tells",
        "whoever may update "
            + String.join(", ", unseen)
            + " of some rows of "
            + table
            + " could learn what is there in all others, by UPDATE … WHERE",
        "let them read these columns of every row, or insert and delete these rows instead");
  }

  /**
   * The columns of which the action is held, of the same rows; of what is not held by column, none.
   */
  Set<String> even(Resource table, List<String> columns, String action, List<Right> rights) {
    Set<String> all = new LinkedHashSet<>();
    if (!access.type().byColumn(access.type().kindOf(table), action)) return all;
    Set<Set<String>> rows = new HashSet<>();
    for (String column : columns) {
      Set<String> digests = new TreeSet<>();
      for (Right right : rights) {
        if (right.covers(table.column(column))) digests.add(Digest.of(right.rows()));
      }
      if (digests.isEmpty()) continue;
      all.add(column);
      rows.add(digests.contains(Digest.EVERY) ? Set.of(Digest.EVERY) : digests);
    }
    if (rows.size() > 1) {
      add(
          rights.getFirst(),
          "columns-and-rows",
          "one role may "
              + action
              + " some columns of some rows of "
              + table
              + ", and others of others: its view would give all these columns of all these rows",
          "let its permissions mean the same columns or the same rows, or make them two roles: each"
              + " has a view of its own");
    }
    return all;
  }

  /** What hands the whole on to somebody who is to see a part: refused, or told where exposed. */
  void handedOn(
      Dialect dialect,
      String database,
      Set<Resource> tables,
      ObservedState<MariaDbFact> observed,
      Map<MariaDbFact, Set<Cause>> held) {
    Map<Resource, Set<String>> holders = new HashMap<>();
    held.keySet().forEach(fact -> holder(fact, holders));
    Map<Resource, List<HandsOn>> ways = new LinkedHashMap<>();
    for (Resource table : tables) {
      ways.put(table, RowFact.HandsOn.of(table, database, observed.facts().keySet()));
    }
    Map<Set<String>, List<Right>> alike = new LinkedHashMap<>();
    for (Member member : access.members().values()) {
      alike.computeIfAbsent(
          access.closure(member.roles().keySet()),
          _ -> access.heldBy(member.subject()).stream().map(Access.Held::right).toList());
    }
    alike.forEach(
        (roles, rights) -> {
          Set<String> groups = new HashSet<>();
          for (String role : roles) groups.add(dialect.names().group(access.target(), role));
          ways.forEach(
              (table, some) -> {
                Optional<Right> narrowed = narrowed(rights, table);
                if (narrowed.isEmpty()) return;
                for (HandsOn one : some) {
                  boolean reaches =
                      holders.getOrDefault(one.by(), Set.of()).stream().anyMatch(groups::contains);
                  if (reaches) handedOn(one, table, narrowed.get(), exposed(rights, table));
                }
              });
        });
  }

  private static void holder(MariaDbFact fact, Map<Resource, Set<String>> holders) {
    if (!(fact instanceof Held one) || one.on().path().isEmpty()) return;
    boolean hands =
        one.what().keySet().stream()
            .anyMatch(Set.of("select", "execute", "update", "delete")::contains);
    if (hands) holders.computeIfAbsent(one.on(), _ -> new HashSet<>()).add(one.by().name());
  }

  /** Somebody who reads some rows, or writes some, and not every one. */
  private Optional<Right> narrowed(List<Right> rights, Resource table) {
    List<Right> reading = rights.stream().filter(right -> reads(right, table)).toList();
    boolean every = reading.stream().anyMatch(right -> right.rows().isEmpty());
    return every ? Optional.empty() : reading.stream().findFirst();
  }

  /** What may hand on all of the table, by any of the rights that narrow it. */
  private static List<Pattern> exposed(List<Right> rights, Resource table) {
    return rights.stream()
        .filter(right -> right.rows().isPresent() && right.touches(table))
        .flatMap(right -> right.exposes().stream())
        .toList();
  }

  private void handedOn(HandsOn one, Resource table, Right right, List<Pattern> exposes) {
    boolean exposed = exposes.stream().anyMatch(pattern -> pattern.covers(one.by()));
    if (!exposed) {
      add(
          right,
          "rows-handed-on",
          one.by()
              + " reads "
              + (one.isRoutine() ? "what its definer may, perhaps any row of " : "all of ")
              + table
              + ", and whoever is narrowed here has it",
          "take it from them, make it SQL SECURITY INVOKER, or name it in `exposes`");
      return;
    }
    if (!said.add(List.of("rows-exposed", one.by(), table, right.cause()))) return;
    diagnostics.add(
        new Diagnostic(
            Severity.NOTE,
            "rows-exposed",
            one.by()
                + " may hand on every row of "
                + table
                + " to whoever is narrowed here, as `exposes` says",
            Optional.empty(),
            right.cause().at(),
            Optional.empty()));
  }
}
