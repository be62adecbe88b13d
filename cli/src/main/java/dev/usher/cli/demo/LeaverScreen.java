package dev.usher.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisAccessControlException;

/** One commit takes somebody out of the policy, and out of every environment. */
record LeaverScreen(Screen screen, Company company, DemoPolicy policy, Engines engines) {

  /**
   * @param whole whether bob is gone and all else is as it was
   * @param gone from the commit to the end of apply
   */
  record Leaving(boolean whole, Duration gone) {}

  Leaving show(Typed typed, Passwords passwords) throws IOException, SQLException {
    screen.head(
        "A leaver",
        "bob leaves. He has a session open in prod, in each of the engines. One commit:");
    Map<String, Door> sessions = new LinkedHashMap<>();
    try {
      for (String system : engines.systems()) {
        engines.issue("bob", system);
        sessions.put(system, engines.open("bob", system));
      }
      for (String line : policy.bobLeaves()) {
        screen.say(line.startsWith("-") ? screen.ink().taken(line) : screen.ink().added(line));
      }
      screen.say("");
      long begin = System.nanoTime();
      boolean applied = typed.apply(typed.plan()).isWhole();
      Duration gone = Duration.ofNanos(System.nanoTime() - begin);

      screen.say("");
      boolean out = true;
      for (Map.Entry<String, Door> one : sessions.entrySet()) {
        String what = "his open session with the " + Engines.engine(one.getKey()) + " has ended";
        out &= screen.check(one.getValue().isEnded(), what);
      }
      for (String environment : Company.ENVIRONMENTS) {
        for (String system : Company.SYSTEMS) out &= isOut(passwords, environment, system);
      }
      for (String system : engines.systems()) {
        if (!system.equals("shop-db")) out &= isOut(system);
      }
      return new Leaving(typed.verify().isProved() && applied && out, gone);
    } finally {
      for (Door session : sessions.values()) session.close();
    }
  }

  private boolean isOut(String system) throws SQLException {
    String where = "prod/" + system;
    try (Door _ = engines.open("bob", system)) {
      return screen.check(false, "bob still comes in at " + where);
    } catch (SQLException refused) {
      if (!Refusal.isAtTheDoor(refused)) throw refused;
      return screen.check(true, "his login at " + where + " fails: " + Refusal.text(refused));
    } catch (JedisAccessControlException refused) {
      return screen.check(true, "his login at " + where + " fails: " + refused.getMessage());
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
