package dev.usher.cli.demo;

import dev.usher.core.model.Target;
import dev.usher.engine.Usher;
import dev.usher.engine.report.IssueReport;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody sees some rows, by the database's own row security, and everybody else what they saw.
 */
record RowsScreen(Screen screen, Usher usher, DemoPolicy policy, Company company) {
  private static final Target SHOP = new Target("prod", "shop-db");

  /**
   * @return whether frida sees her two customers and nobody lost a row
   */
  boolean show(Typed typed, Passwords passwords) throws IOException, SQLException {
    screen.head(
        "Two customers", "frida joins support. She is to see her two customers' rows. One commit:");
    for (String line : policy.fridaComes()) screen.say(screen.ink().added("+" + line));
    screen.say("");
    long before = count("carol", passwords.of("carol", "prod"), "true");
    boolean well = typed.apply(typed.plan()).isWhole();
    IssueReport issued = usher.issue(policy.folder(), "frida", SHOP, Duration.ofHours(1));
    String secret = issued.secret().orElse("none");

    screen.say("");
    screen.say("frida asks for all tickets, and for those of customer 8:");
    well &=
        screen.check(
            customers("frida", secret).equals(List.of("7", "21")), "she sees customers 7 and 21");
    well &=
        screen.check(count("frida", secret, "customer_id = 8") == 0, "and nothing of customer 8");
    well &=
        screen.check(
            count("carol", passwords.of("carol", "prod"), "true") == before,
            "carol, who sees all tickets, still sees all " + before);
    return well & typed.verify().isProved();
  }

  private List<String> customers(String who, String secret) throws SQLException {
    return ask(who, secret, "select customer_id from public.tickets group by 1 order by 1");
  }

  private long count(String who, String secret, String where) throws SQLException {
    String sql = "select count(*) from public.tickets where " + where;
    return Long.parseLong(ask(who, secret, sql).getFirst());
  }

  private List<String> ask(String who, String secret, String sql) throws SQLException {
    try (Connection session = company.prod().login("shop", who, secret);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) found.add(row.getString(1));
      return found;
    }
  }
}
