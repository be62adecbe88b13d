package dev.usher.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** One commit takes somebody out of the policy, and out of every environment. */
record LeaverScreen(Screen screen, Company company, DemoPolicy policy) {

  /**
   * @param whole whether bob is gone and all else is as it was
   * @param gone from the commit to the end of apply
   */
  record Leaving(boolean whole, Duration gone) {}

  Leaving show(Typed typed, Passwords passwords) throws IOException, SQLException {
    screen.head("A leaver", "bob leaves. He has a session open in prod. One commit:");
    try (Connection session = company.prod().login("shop", "bob", passwords.of("bob", "prod"))) {
      for (String line : policy.bobLeaves()) {
        screen.say(line.startsWith("-") ? screen.ink().taken(line) : screen.ink().added(line));
      }
      screen.say("");
      long begin = System.nanoTime();
      boolean applied = typed.apply(typed.plan()).isWhole();
      Duration gone = Duration.ofNanos(System.nanoTime() - begin);

      screen.say("");
      boolean out = screen.check(isEnded(session), "his open session has ended");
      for (String environment : Company.ENVIRONMENTS) {
        for (String system : Company.SYSTEMS) out &= isOut(passwords, environment, system);
      }
      return new Leaving(typed.verify().isProved() && applied && out, gone);
    }
  }

  private static boolean isEnded(Connection session) {
    try (Statement statement = session.createStatement()) {
      statement.execute("select 1");
      return false;
    } catch (SQLException ended) {
      return true;
    }
  }

  private boolean isOut(Passwords passwords, String environment, String system)
      throws SQLException {
    String where = environment + "/" + system;
    try (Connection still =
        company
            .server(environment)
            .login(
                company.database(environment, system), "bob", passwords.of("bob", environment))) {
      return screen.check(still.isClosed(), "bob still comes in at " + where);
    } catch (SQLException refused) {
      if (!Refusal.isAtTheDoor(refused)) throw refused;
      return screen.check(true, "his login at " + where + " fails: " + Refusal.text(refused));
    }
  }
}
