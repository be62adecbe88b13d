package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A database of many tables, {@code s0.t0} and so on: columns of the usual kinds, a primary key,
 * and so a TOAST table and two indexes for each, as catalogues are in life.
 */
record Estate(int schemas, int tablesEach) {

  List<String> schemaNames() {
    return IntStream.range(0, schemas).mapToObj(i -> "s" + i).toList();
  }

  int tables() {
    return schemas * tablesEach;
  }

  /** Makes it, as that owner, and lets the server know its size. */
  void create(Connection connection, String owner) {
    Sql.run(
        connection,
        "set role " + Sql.name(owner),
        """
        do $$ begin
          for s in 0..%d loop
            execute format('create schema s%%s', s);
            for t in 0..%d loop
              execute format('create table s%%s.t%%s (id bigint primary key, customer_id bigint'
                || ' not null, status text, total numeric, note text, at timestamptz)', s, t);
              -- Each table holds five locks until its transaction ends.
              if t %% 200 = 199 then commit; end if;
            end loop;
            commit;
          end loop;
        end $$
        """
            .formatted(schemas - 1, tablesEach - 1),
        "reset role",
        "vacuum analyze pg_class, pg_attribute, pg_type, pg_shdepend, pg_depend, pg_constraint");
  }
}
