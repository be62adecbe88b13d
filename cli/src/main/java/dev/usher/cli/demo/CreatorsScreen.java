package dev.usher.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A table that a migration makes is there for those who are to have it, without any command. */
record CreatorsScreen(Screen screen, DemoPolicy policy, Company company) {
  private static final String READ = "select count(*) from public.returns";

  /**
   * @return whether erin reads the new table at once, and alice does not
   */
  boolean show(Typed typed, Passwords passwords) throws IOException, SQLException {
    screen.head(
        "A table that was not there",
        "erin is to see all of the stock, and what migrations make there from then on. One commit:");
    for (String line : policy.erinCounts()) screen.say(screen.ink().added("+" + line));
    screen.say("");
    boolean well = typed.apply(typed.plan()).isWhole();
    company
        .prod()
        .run("stock", "set role stock_owner; create table public.returns (sku text, why text)");
    screen.say("");
    screen.say("A migration makes public.returns, and nobody runs usher:");
    well &= screen.check(reads("erin", passwords), "erin reads it at once");
    well &=
        screen.check(!reads("alice", passwords), "alice, an analyst, not before the next apply");
    return well & typed.apply(typed.plan()).isWhole() & typed.verify().isProved();
  }

  private boolean reads(String who, Passwords passwords) throws SQLException {
    try (Connection session = company.prod().login("stock", who, passwords.of(who, "prod"));
        Statement statement = session.createStatement()) {
      return statement.execute(READ);
    } catch (SQLException error) {
      if (Refusal.isAtTheDoor(error)) return false;
      throw error;
    }
  }
}
