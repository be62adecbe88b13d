package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Target;
import java.util.List;
import java.util.Set;

/**
 * What ties an account that usher made to others, and can be undone when it leaves. Each is in one
 * database of the cluster, which need not be one that usher manages.
 */
public sealed interface TieFact extends PostgresFact {
  /** The account. */
  String role();

  @Override
  default Set<String> about() {
    return Set.of(role());
  }

  @Override
  default Object key() {
    return this;
  }

  /**
   * Nothing does: no privilege names the account, it owns nothing, gave nothing, waits for nothing.
   */
  record Untied(Target target, String role) implements TieFact {
    @Override
    public String prose() {
      return "nothing names " + role;
    }
  }

  /** One of the few roles that were looked at; of all others nothing is known. */
  record Alone(Target target, String role) implements TieFact {
    @Override
    public String prose() {
      return "a look at " + role + " alone";
    }
  }

  /**
   * Of a group role: somebody whose account usher made is in it, other than those few. Memberships
   * are given last, after all that it is to have: so it has been made whole.
   */
  record Inhabited(Target target, String role) implements TieFact {
    @Override
    public String prose() {
      return "somebody is in " + role;
    }
  }

  /**
   * Of a group role: nobody is in it but those few, whoever put them there, and roles that were
   * looked at with it. usher itself does not count, which may be made a member of what it makes.
   */
  record Empty(Target target, String role) implements TieFact {
    @Override
    public String prose() {
      return "nobody else is in " + role;
    }
  }

  /**
   * A privilege that passes between two roles.
   *
   * @param on as SQL names it: {@code TABLE public."Odd Name"}
   * @param closed the schema that the role which has to act cannot see into, as SQL names it; empty
   *     where it can
   * @param column empty for the whole thing
   */
  record Entry(
      String on, String closed, String privilege, String column, String grantor, boolean passable) {
    public String clause() {
      return column.isEmpty() ? privilege : privilege + " (" + Sql.name(column) + ")";
    }

    public String what() {
      return privilege + " on " + on + (column.isEmpty() ? "" : "." + column);
    }
  }

  /** Somebody who does not own the thing gave it to the account: only they can take it back. */
  record Given(Target target, String role, Entry entry) implements TieFact {
    @Override
    public String prose() {
      return entry.what() + " for " + role + ", given by " + entry.grantor();
    }
  }

  /**
   * The account passed it on: it goes with the account, unless the owner gives it anew.
   *
   * @param grantee who is to keep it
   */
  record Passed(Target target, String role, String owner, String grantee, Entry entry)
      implements TieFact {
    @Override
    public String prose() {
      return entry.what()
          + " for "
          + (grantee.equals(PUBLIC) ? "PUBLIC" : grantee)
          + ", given by "
          + role;
    }
  }

  /**
   * Somebody's row policy names the account, and is not usher's to change by what its account has.
   *
   * @param closed the schema if the table's owner cannot see into it, as SQL names it
   * @param owner of the table
   * @param others whom it names besides
   */
  record Named(
      Target target,
      String role,
      String policy,
      String table,
      String closed,
      String owner,
      List<String> others)
      implements TieFact {
    @Override
    public String prose() {
      return "policy " + policy + " on " + table + " for " + role;
    }
  }

  /** A membership that the account gave. */
  record Let(
      Target target,
      String role,
      String group,
      String member,
      boolean inherit,
      boolean set,
      boolean admin)
      implements TieFact {
    @Override
    public String prose() {
      return group + " for " + member + ", given by " + role;
    }
  }

  /**
   * A transaction that waits for its second phase, and goes on without its owner.
   *
   * @param since when it was prepared: {@code 2026-11-28T20:15:00Z}
   */
  record Prepared(Target target, String role, String gid, String since) implements TieFact {
    @Override
    public String prose() {
      return "prepared transaction " + Sql.text(gid) + " of " + role + ", since " + since;
    }
  }

  /**
   * Where CREATE is asked of whoever is to own what the account owns (manual, ALTER FUNCTION and
   * its like), or of whoever hands a schema over.
   *
   * @param on {@code SCHEMA app}, {@code DATABASE shop}
   * @param owner who can lend it
   * @param ofHeir whether it is asked of the heir; else of usher's account
   * @param holders who has it, in their own name
   */
  record Room(
      Target target, String role, String on, String owner, boolean ofHeir, List<String> holders)
      implements TieFact {
    @Override
    public String prose() {
      return "what " + role + " owns asks for CREATE on " + on;
    }
  }
}
