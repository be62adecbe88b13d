package dev.usher.cli.demo;

import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisException;

/** Without any commit: somebody is shut out, comes back as they were, and leaves with a receipt. */
record ReceiptScreen(Screen screen, Engines engines) {

  /**
   * @return whether alice is gone, and nobody else
   */
  boolean show(Typed typed) throws SQLException {
    screen.head(
        "Out, and back",
        "alice's laptop is stolen. Nobody waits for a commit: one command shuts her out of",
        "everything. No apply lets her in until she is back.");
    Map<String, Door> sessions = new LinkedHashMap<>();
    boolean well = true;
    try {
      for (String system : engines.systems()) {
        engines.issue("alice", system);
        sessions.put(system, engines.open("alice", system));
      }
      well &= typed.suspend("alice").isWhole();
      for (Map.Entry<String, Door> one : sessions.entrySet()) {
        String engine = Engines.engine(one.getKey());
        well &=
            screen.check(one.getValue().isEnded(), "her session with the " + engine + " has ended");
        well &= screen.check(!comesIn(one.getKey()), "and she does not come in again");
      }
    } finally {
      for (Door session : sessions.values()) session.close();
    }
    PlanReport nothing = typed.planned();
    well &= screen.check(!nothing.hasChanges(), "an apply would not let her in");
    well &= typed.resume("alice").isWhole();
    for (String system : engines.systems()) {
      String where = "the " + Engines.engine(system);
      well &= screen.check(comesIn(system), "she is back in " + where + ", with the same password");
    }
    screen.head("The receipt", "And then she leaves for good, before anybody edits the policy.");
    ReceiptReport receipt = typed.offboard("alice");
    return well & receipt.isWhole() & typed.verify().isProved();
  }

  private boolean comesIn(String system) {
    try (Door _ = engines.open("alice", system)) {
      return true;
    } catch (SQLException | JedisException refused) {
      return false;
    }
  }
}
