package dev.usher.cli.demo;

import dev.usher.cli.demo.server.PostgresServer;
import dev.usher.cli.render.ImportText;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database that had a life before usher: what it grants becomes a policy whose plan is empty, and
 * that policy is made tighter by one line.
 */
record BrownfieldScreen(Screen screen, Usher usher, DemoPlace place, Company company) {
  private static final String PAST =
      """
      create role books_owner;
      create role bookkeepers;
      create role nina login password 'nina' in role bookkeepers;
      create role books_app login password 'books_app';
      grant bookkeepers, nina, books_app to usher with admin option, inherit false, set false;
      """;
  private static final String TABLES =
      """
      set role books_owner;
      create table public.invoices (id int, customer text, total numeric);
      create table public.payments (id int, invoice int, paid date);
      grant select on all tables in schema public to bookkeepers;
      grant select, insert, update, delete, truncate on public.invoices, public.payments to books_app;
      grant select on public.payments to books_app with grant option;
      """;

  /**
   * @return whether the plan of what was imported is empty, and the line that was taken out was
   *     taken away, and nothing else
   */
  boolean show() throws IOException, SQLException {
    PostgresServer server = company.trial();
    server.run("postgres", PAST);
    server.run("postgres", "create database books owner books_owner");
    server.run("books", TABLES);
    UsherAccount.admit(server, Company.USHER, "books", "books_owner");
    screen.head(
        "A database with a past",
        "Beside dev and staging there is a database that nobody has looked at for years: books.",
        "What does it grant?");
    Path folder = place.folder().resolve("books").resolve("access");
    Path admin = place.secret("usher-books", company.usherLogin());
    screen.command("usher import postgresql://localhost:%d/books".formatted(server.port()));
    ImportReport found =
        usher.importing(server.url("books"), "file:" + admin, folder, Progress.silent());
    if (found.hasErrors()) {
      screen.say(Diagnostics.render(found.diagnostics()) + found.failures());
      return false;
    }
    show(new ImportText(screen.ink()).render(found));
    screen.say("");
    screen.say("Its application can empty tables, which nobody meant. One word less:");
    boolean well = tighten(folder.resolve("roles.yaml"));
    screen.say("");
    Typed typed = new Typed(usher, folder, screen);
    PlanReport plan = typed.plan();
    well &= typed.apply(plan).isWhole();
    screen.say("");
    well &= screen.check(!does("books_app", "truncate public.payments"), "it cannot any more");
    well &= screen.check(does("books_app", "delete from public.payments"), "its work goes on");
    well &= screen.check(does("nina", "select from public.invoices"), "so does nina's");
    return well;
  }

  private boolean tighten(Path file) throws IOException {
    String text = Files.readString(file);
    for (String line : text.lines().filter(one -> one.contains("truncate")).toList()) {
      String less = line.replace(", truncate", "");
      screen.say(screen.ink().taken("-" + line));
      screen.say(screen.ink().added("+" + less));
      text = text.replace(line, less);
    }
    Files.writeString(file, text);
    return !text.contains("truncate");
  }

  private void show(String text) {
    screen.show(text.replace(place.folder() + "/books/", ""));
  }

  private boolean does(String who, String sql) throws SQLException {
    try (Connection session = company.trial().login("books", who, who);
        Statement statement = session.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException error) {
      if (Refusal.isAtTheDoor(error)) return false;
      throw error;
    }
  }
}
