package dev.usher.testkit.live;

import dev.usher.core.model.Resource;
import java.util.List;

/**
 * One thing of a database.
 *
 * @param on its address
 * @param ask which has_*_privilege function answers for it: database, schema, table, sequence,
 *     function, type
 * @param oid of it
 * @param relkind as pg_class has it; a routine's prokind; else empty
 * @param belongs whether it is a partition, an inheritance child, or a function that constructs a
 *     range: what belongs to another thing is matched by no pattern
 * @param columns with their numbers
 */
public record Thing(
    Resource on, String ask, long oid, String relkind, boolean belongs, List<Column> columns) {
  /**
   * @param type as SQL writes it
   * @param unique whether it alone is a primary key
   */
  public record Column(String name, int number, String type, boolean unique) {}
}
