package dev.usher.connectors.api;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.filter.Parametrised;
import java.util.List;
import java.util.Map;

/** One thing of a system that has rows, as it is now. */
public interface Table {
  /** Its columns, in their order. */
  List<String> columns();

  /**
   * Which of its rows the condition is true of, in the system's own words.
   *
   * @param alias what the thing is called where that is to stand; empty: its columns stand alone
   * @param subject the attributes of whom it is for; what is not there they have not
   */
  Parametrised rows(Condition condition, String alias, Map<String, Value> subject);
}
