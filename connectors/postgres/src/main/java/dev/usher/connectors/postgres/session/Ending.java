package dev.usher.connectors.postgres.session;

import dev.usher.core.plan.Plan.Step;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Sessions that were told to end, and whether they have. {@code pg_terminate_backend} with a
 * timeout waits for one after the other, a tenth of a second each at least: somebody with a hundred
 * sessions would be in for ten more. So all are told first, and are waited for together.
 */
public final class Ending {
  /** Longest wait for the last of them. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final String THERE = "SELECT pid FROM pg_stat_activity WHERE pid = ANY (?)";

  private final Map<Step, List<Integer>> told = new LinkedHashMap<>();

  /**
   * @param processes the rows of a step that ended sessions: their processes come first. One that
   *     had gone by itself was warned of, and is as gone as the others
   */
  void told(Step step, ResultSet processes) throws SQLException {
    List<Integer> some = new ArrayList<>();
    while (processes.next()) some.add(processes.getInt(1));
    told.put(step, some);
  }

  /** Every session of each step. */
  Map<Step, List<Integer>> all() {
    return told;
  }

  /**
   * The sessions of each step that are still there when patience ends; none is how it should be.
   */
  Map<Step, List<Integer>> left(Connection connection) throws SQLException {
    Set<Integer> waited = new HashSet<>();
    told.values().forEach(waited::addAll);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (PreparedStatement there = connection.prepareStatement(THERE)) {
      while (!waited.isEmpty()) {
        Array processes = connection.createArrayOf("int4", waited.toArray());
        there.setArray(1, processes);
        Set<Integer> found = new HashSet<>();
        try (ResultSet row = there.executeQuery()) {
          while (row.next()) found.add(row.getInt(1));
        }
        waited.retainAll(found);
        if (System.nanoTime() > end) break;
        if (!waited.isEmpty()) LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    Map<Step, List<Integer>> left = new LinkedHashMap<>();
    told.forEach((step, some) -> left.put(step, some.stream().filter(waited::contains).toList()));
    return left;
  }

  static String why(List<Integer> left) {
    return left.size() == 1
        ? "its session, process " + left.getFirst() + ", has not ended: plan again"
        : left.size() + " sessions have not ended: plan again";
  }
}
