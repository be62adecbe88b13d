package dev.usher.connectors.postgres.model;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.sql.Column;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** The facts of which rows somebody sees: the first five are usher's to change. */
public sealed interface RowFact extends PostgresFact {

  /** Row security is switched on for a table. */
  record Switch(Target target, Thing on) implements RowFact {
    @Override
    public Set<String> about() {
      return Set.of(on.resource(target).toString());
    }

    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "row security on " + on.prose();
    }
  }

  /**
   * A row security policy that usher made.
   *
   * @param command in capitals, as SQL has it; ALL for those who are let through
   * @param permissive else it takes rows away from whatever others let through
   * @param roles whom it is for
   */
  record Rule(
      Target target,
      Thing on,
      String name,
      String command,
      boolean permissive,
      SortedSet<String> roles,
      RuleBody body)
      implements RowFact {
    @Override
    public Set<String> about() {
      return Set.of(on.resource(target).toString());
    }

    @Override
    public Object key() {
      return List.of("rule", target, on, name);
    }

    @Override
    public Set<Object> forRoles() {
      return Set.copyOf(roles);
    }

    @Override
    public boolean isPlain() {
      return false;
    }

    @Override
    public String prose() {
      return "policy " + name + " on " + on.prose();
    }
  }

  /**
   * A view by which those of a role read a part of a table.
   *
   * @param owner the table's, with whose rights it reads
   * @param readers who holds anything there
   * @param more what they hold beyond SELECT; nothing is how it should be
   */
  record View(
      Target target,
      Thing on,
      String owner,
      SortedSet<String> readers,
      SortedSet<String> more,
      ViewBody body)
      implements RowFact {
    @Override
    public Set<String> about() {
      return Set.of(on.resource(target).toString());
    }

    @Override
    public Object key() {
      return List.of("view", target, on);
    }

    @Override
    public Set<Object> forRoles() {
      return Set.copyOf(readers);
    }

    @Override
    public boolean isPlain() {
      return false;
    }

    @Override
    public String prose() {
      return on.prose();
    }
  }

  /**
   * Something of others is built on a view of usher's, which cannot go or be made anew meanwhile.
   *
   * @param by as the server describes it
   */
  record Leans(Target target, Thing on, String by) implements RowFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return by + " is built on " + on.prose();
    }
  }

  /**
   * The table of attributes in usher's schema, which each account sees its own lines of, and beside
   * it the one that holds the {@link Seal} of marks, which nobody sees.
   *
   * @param wrong statements that mend what is not as usher makes it
   */
  record Store(Target target, List<String> wrong) implements RowFact {
    @Override
    public Object key() {
      return List.of("store", target);
    }

    @Override
    public String prose() {
      return "table usher.attributes";
    }
  }

  /**
   * One attribute of one account.
   *
   * @param column of {@link Attributes} that holds it
   */
  record Line(Target target, String account, String attribute, String column, Value value)
      implements RowFact {
    @Override
    public Set<String> about() {
      return Set.of(account);
    }

    @Override
    public Object key() {
      return List.of("line", target, account, attribute);
    }

    @Override
    public String prose() {
      return "attribute " + attribute + " of " + account;
    }
  }

  /** What a table's columns hold. */
  record Shape(Target target, Thing on, List<Column> columns) implements RowFact {
    /** As of {@link PostgresFact.Held}; most tables are alike, so what is in them tells nothing. */
    @Override
    public int hashCode() {
      return 31 * target.hashCode() + on.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof Shape one
              && on.equals(one.on)
              && target.equals(one.target)
              && columns.equals(one.columns);
    }

    @Override
    public Object key() {
      return List.of("shape", target, on);
    }

    @Override
    public String prose() {
      return "columns of " + on.prose();
    }
  }

  /** Row security that binds the table's owner too. */
  record Forced(Target target, Thing on) implements RowFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "row security forced on the owner of " + on.prose();
    }
  }

  /**
   * A policy that usher did not make.
   *
   * @param roles whom it is for; {@link PostgresFact#PUBLIC} for everybody
   */
  record Strange(Target target, Thing on, String name, Set<String> roles) implements RowFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "policy " + name + " on " + on.prose();
    }
  }

  /**
   * A SECURITY DEFINER function or procedure: it may hand on anything that its owner can read.
   *
   * @param openly whether everybody can call it
   * @param beside who else can, where usher does not manage what is held
   */
  record Definer(Target target, Thing by, boolean openly, Set<String> beside) implements RowFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return by.prose() + " runs with its owner's rights";
    }
  }

  /**
   * What hands on what it reads of a table with its owner's rights: a view that is no
   * security_invoker, a materialized view, a rule; and a partition or a child of it, which is
   * reached by privileges of its own.
   *
   * @param openly whether everybody can read it
   * @param beside who else can: its owner, where the rows are in it, and whoever holds it where
   *     usher does not manage what is held
   */
  record HandsOn(Target target, Thing by, Thing on, boolean openly, Set<String> beside)
      implements RowFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return by.prose() + " reads " + on.prose();
    }
  }

  /**
   * Somebody holds a lock on a table, as they do who read it: whatever changes its rows waits.
   *
   * @param who process, role, program, since when; or that it is a prepared transaction
   */
  record Busy(Target target, Thing on, String who) implements RowFact {
    @Override
    public Object key() {
      return List.of("busy", target, on);
    }

    @Override
    public String prose() {
      return who + " is at " + on.prose();
    }
  }
}
