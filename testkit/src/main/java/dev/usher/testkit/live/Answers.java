package dev.usher.testkit.live;

import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Every cell of a database, and who can do it: one has_*_privilege call for each account and cell
 * (PostgreSQL manual, 9.27 System Information Functions, table "Access Privilege Inquiry").
 */
public final class Answers {
  /** The name that has_*_privilege functions take for everybody. */
  public static final String PUBLIC = "public";

  private static final String QUESTION =
      """
      select who, string_agg(case ask
          when 'database' then has_database_privilege(who, thing, action)
          when 'schema' then has_schema_privilege(who, thing, action)
          when 'table' then has_table_privilege(who, thing, action)
          when 'column' then has_column_privilege(who, thing, number, action)
          when 'sequence' then has_sequence_privilege(who, thing, action)
          when 'function' then has_function_privilege(who, thing, action)
          when 'type' then has_type_privilege(who, thing, action)
        end::int::text, '' order by place)
      from unnest(?::text[], ?::oid[], ?::int2[], ?::text[])
        with ordinality as cells (ask, thing, number, action, place)
      cross join unnest(?::name[]) as who
      group by who
      """;

  private final List<Cell> cells = new ArrayList<>();
  private final List<Thing> owners = new ArrayList<>();
  private final List<String> asks = new ArrayList<>();
  private final List<Long> oids = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();

  /**
   * @param major of the server: MAINTAIN is known from 17 on
   */
  public Answers(SystemType type, Collection<Thing> things, int major) {
    for (Thing thing : things) {
      String kind = type.kindOf(thing.on());
      SystemType.Kind known = type.kinds().get(kind);
      if (known == null) throw new IllegalArgumentException("no kind " + kind);
      for (String action : new TreeSet<>(known.actions())) {
        if (action.equals("own") || (action.equals("maintain") && major < 17)) continue;
        if (known.columnActions().contains(action) && !thing.columns().isEmpty()) {
          for (Thing.Column column : thing.columns()) {
            add(thing, thing.on().column(column.name()), action, "column", column.number());
          }
        } else {
          add(thing, thing.on(), action, thing.ask(), 0);
        }
      }
    }
  }

  private void add(Thing thing, Resource on, String action, String ask, int number) {
    cells.add(new Cell(on, action));
    owners.add(thing);
    asks.add(ask);
    oids.add(thing.oid());
    numbers.add(number);
  }

  /** In the order of every answer's bits. */
  public List<Cell> cells() {
    return List.copyOf(cells);
  }

  /** The thing that a cell is of. */
  public Thing thing(int cell) {
    return owners.get(cell);
  }

  /** What each can do, as bits in the order of {@link #cells}. */
  public Map<String, BitSet> ask(Connection connection, Collection<String> accounts) {
    try (PreparedStatement statement = connection.prepareStatement(QUESTION)) {
      List<String> actions = cells.stream().map(Cell::action).toList();
      bind(connection, statement, 1, "text", asks);
      bind(connection, statement, 2, "oid", oids);
      bind(connection, statement, 3, "int2", numbers);
      bind(connection, statement, 4, "text", actions);
      bind(connection, statement, 5, "name", accounts);
      Map<String, BitSet> answers = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) answers.put(rows.getString(1), bits(rows.getString(2)));
      }
      return answers;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void bind(
      Connection connection,
      PreparedStatement statement,
      int place,
      String type,
      Collection<?> values)
      throws SQLException {
    Array array = connection.createArrayOf(type, values.toArray());
    statement.setArray(place, array);
  }

  private static BitSet bits(String text) {
    BitSet bits = new BitSet(text.length());
    for (int i = 0; i < text.length(); i++) bits.set(i, text.charAt(i) == '1');
    return bits;
  }
}
