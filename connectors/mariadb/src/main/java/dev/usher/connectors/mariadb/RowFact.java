package dev.usher.connectors.mariadb;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.sql.Column;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Facts about which rows somebody reaches. */
sealed interface RowFact extends MariaDbFact {

  /**
   * A view that gives those of one role some rows of a table, for one action.
   *
   * @param name of the view, in the table's database
   * @param role as the policy calls it
   */
  record View(Target target, String name, String table, String role, String action, ViewBody body)
      implements RowFact {
    @Override
    public Set<String> about() {
      return Set.of(Resource.of(target, Segment.plain(table)).toString());
    }

    @Override
    public Object key() {
      return List.of("view", target, name);
    }

    @Override
    public String prose() {
      return "view "
          + name
          + ": "
          + action
          + " of some rows of "
          + table
          + " for role "
          + role
          + body.prose();
    }

    @Override
    public String holder() {
      return name;
    }
  }

  /** What one account is taken for where a condition asks. */
  record Line(Target target, String account, String attribute, Value value) implements RowFact {
    @Override
    public Object key() {
      return List.of("line", target, account, attribute);
    }

    @Override
    public String prose() {
      return "attribute " + attribute + " of " + account;
    }

    @Override
    public String holder() {
      return account;
    }

    @Override
    public String account() {
      return account;
    }
  }

  /**
   * What a table's columns are.
   *
   * @param versioned whether a session may choose of when it sees the rows
   */
  record Shape(Target target, String table, List<Column> columns, boolean versioned)
      implements RowFact {
    @Override
    public Object key() {
      return List.of("shape", target, table);
    }

    @Override
    public String prose() {
      return "the columns of " + table;
    }
  }

  /**
   * A view of others, or a routine, that reads with its definer's rights.
   *
   * @param reads the definition of a view; empty for a routine, which may read anything
   */
  record HandsOn(Resource by, String reads) implements RowFact {
    @Override
    public Target target() {
      return by.target();
    }

    @Override
    public Object key() {
      return List.of("hands on", by);
    }

    @Override
    public String prose() {
      return by + " reads with its definer's rights";
    }

    /** Those that read the table, through other views too. */
    static List<HandsOn> of(Resource table, String database, Collection<MariaDbFact> facts) {
      Map<Resource, HandsOn> found = new LinkedHashMap<>();
      Set<String> names = new HashSet<>(Set.of(name(database, table)));
      boolean more = true;
      while (more) {
        more = false;
        for (MariaDbFact fact : facts) {
          if (!(fact instanceof HandsOn one) || !one.target().equals(table.target())) continue;
          if (found.containsKey(one.by()) || !one.mayRead(names)) continue;
          found.put(one.by(), one);
          names.add(name(database, one.by()));
          more = true;
        }
      }
      return List.copyOf(found.values());
    }

    private static String name(String database, Resource thing) {
      return Sql.name(database) + "." + Sql.name(thing.path().getLast().name());
    }

    boolean isRoutine() {
      return reads.isEmpty();
    }

    /** Whether it may read one of these, written as the server writes them. */
    private boolean mayRead(Set<String> names) {
      return isRoutine() || names.stream().anyMatch(reads::contains);
    }
  }
}
