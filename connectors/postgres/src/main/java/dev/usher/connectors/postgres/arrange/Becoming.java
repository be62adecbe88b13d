package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact.Server;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Statements that only one role can run: usher's account becomes it for them, in their transaction.
 * What it has to lend or borrow for that is given back there.
 */
public final class Becoming {
  private Becoming() {}

  /**
   * @param closed schemas that the role cannot see into, as SQL names them: it could name nothing
   *     there
   */
  static void as(
      Drafts drafts,
      Phase phase,
      Server server,
      String role,
      Collection<String> closed,
      Runnable statements) {
    Target target = server.target();
    String who = Sql.name(role);
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>(List.of("SET LOCAL ROLE NONE"));
    if (!closed.isEmpty()) {
      String schemas = String.join(", ", closed);
      before.add("GRANT USAGE ON SCHEMA " + schemas + " TO " + who);
      after.add("REVOKE USAGE ON SCHEMA " + schemas + " FROM " + who);
    }
    if (!server.turnsInto(role)) {
      before.add(borrow(server, role));
      after.add(giveBack(server, role));
    }
    before.add("SET LOCAL ROLE " + who);
    before.forEach(sql -> drafts.add(phase, target, sql, List.of(), Risk.NONE));
    statements.run();
    after.forEach(sql -> drafts.add(phase, target, sql, List.of(), Risk.NONE));
  }

  /**
   * With what those roles have beside its own, and able to become each: what usher's account has
   * not yet it lends itself.
   */
  static void having(
      Drafts drafts, Phase phase, Server server, Collection<String> roles, Runnable statements) {
    List<String> lent =
        roles.stream().filter(one -> !server.uses(one) && server.alters(one)).toList();
    String whom = Sql.names(lent);
    String admin = Sql.name(server.admin());
    String options = server.has16() ? " WITH INHERIT TRUE, SET TRUE" : "";
    Target target = server.target();
    if (!lent.isEmpty()) {
      String grant = "GRANT " + whom + " TO " + admin + options;
      drafts.add(phase, target, grant, List.of(), Risk.NONE);
    }
    statements.run();
    if (!lent.isEmpty()) {
      drafts.add(phase, target, "REVOKE " + whom + " FROM " + admin, List.of(), Risk.NONE);
    }
  }

  /** As one that usher's account has already, and keeps behind these statements. */
  static void had(Drafts drafts, Phase phase, Target target, String role, Runnable statements) {
    drafts.add(phase, target, "SET LOCAL ROLE " + Sql.name(role), List.of(), Risk.NONE);
    statements.run();
    drafts.add(phase, target, "SET LOCAL ROLE NONE", List.of(), Risk.NONE);
  }

  /**
   * Becomes the role until SET ROLE NONE, for what can be part of no transaction. The membership is
   * gone by then: SET LOCAL is before SET until the commit, and SET asks for none (manual, SET).
   */
  static String outright(Server server, String role) {
    String becomes = "SET ROLE " + Sql.name(role);
    if (server.turnsInto(role)) return becomes;
    List<String> all =
        List.of(borrow(server, role), becomes, "SET LOCAL ROLE NONE", giveBack(server, role));
    return "DO " + Sql.text("BEGIN " + String.join("; ", all) + "; END");
  }

  /** What lets usher's account become the role, and be nothing more by it than it was. */
  private static String borrow(Server server, String role) {
    return "GRANT "
        + Sql.name(role)
        + " TO "
        + Sql.name(server.admin())
        + (server.has16() ? " WITH INHERIT FALSE, SET TRUE" : "");
  }

  private static String giveBack(Server server, String role) {
    return "REVOKE " + Sql.name(role) + " FROM " + Sql.name(server.admin());
  }
}
