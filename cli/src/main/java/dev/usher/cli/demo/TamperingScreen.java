package dev.usher.cli.demo;

import dev.usher.engine.report.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Somebody grants by hand; verify finds it and apply mends it. */
record TamperingScreen(Screen screen, Company company) {

  boolean show(Typed typed) throws SQLException {
    String analyst = group("analyst");
    String finance = group("finance");
    String column = "grant select (email) on public.customers to \"" + analyst + "\"";
    String member = "grant \"" + finance + "\" to carol";
    screen.head(
        "A tampering",
        "At night somebody helps out by hand, in prod: analysts get the customers' addresses, and",
        "carol gets the bills.");
    company.prod().run("shop", column);
    screen.say(screen.ink().faint("shop=# ") + column + ";");
    // From 16 on only who granted a membership can take it back: this one is given as usher.
    try (Connection connection =
            company.prod().login("shop", Company.USHER, company.usherPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(member);
    }
    screen.say(screen.ink().faint("shop=> ") + member + ";");

    VerifyReport found = typed.verify();
    boolean seen =
        screen.check(
            found.differences().size() >= 2 && !found.hasErrors(), "verify found it (exit code 2)");
    screen.say("");
    boolean mended = typed.apply(typed.plan()).isWhole();
    return typed.verify().isProved() && seen && mended;
  }

  /** usher's group for a role: its name ends in a hash. */
  private String group(String role) throws SQLException {
    return company
        .prod()
        .ask(
            "shop",
            "select rolname from pg_roles where rolname ~ '^usher_prod_shop-db_" + role + "_'")
        .getFirst();
  }
}
