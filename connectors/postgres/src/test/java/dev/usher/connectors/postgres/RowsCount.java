package dev.usher.connectors.postgres;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** How much {@link RowsDifferentialTest}, which says what a case is, has done on one server. */
final class RowsCount {
  long policies;
  long applied;
  long overBrownfields;
  long hats;
  long views;
  long cases;
  long cells;
  long written;
  private final Map<String, Integer> refused = new TreeMap<>();

  void refused(Collection<String> codes) {
    codes.stream().distinct().forEach(code -> refused.merge(code, 1, Integer::sum));
  }

  @Override
  public String toString() {
    return "%,d policies, %,d applied (%,d over brownfields, %,d hats, %,d views looked at), %,d cases, %,d cells, %,d rows written; refused %s"
        .formatted(policies, applied, overBrownfields, hats, views, cases, cells, written, refused);
  }
}
