package dev.usher.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Something that somebody tries for real.
 *
 * @param path below the system's address: {@code public/orders.total}
 * @param statement harmless: it changes no row, or is rolled back
 */
record Attempt(String system, String action, String path, String statement) {

  /** PostgreSQL's insufficient_privilege (manual, appendix A). */
  private static final String DENIED = "42501";

  static final List<Attempt> ALL =
      List.of(
          shop("select", "public/orders.total", "select total from public.orders limit 1"),
          shop("select", "public/customers.name", "select name from public.customers limit 1"),
          shop("select", "public/customers.email", "select email from public.customers limit 1"),
          shop("select", "public/tickets.note", "select note from public.tickets limit 1"),
          shop("select", "public/view:orders_by_day", "select * from public.orders_by_day limit 1"),
          shop("select", "billing/invoices", "select * from billing.invoices limit 1"),
          shop("update", "public/tickets.note", "update public.tickets set note = '' where false"),
          shop(
              "insert",
              "public/orders",
              "insert into public.orders (customer_id, status, total) values (1, 'open', 1)"),
          shop("delete", "public/orders", "delete from public.orders where false"),
          new Attempt("stock-db", "select", "public/items", "select * from public.items limit 1"),
          new Attempt(
              "stock-db",
              "update",
              "public/items.shelf",
              "update public.items set shelf = '' where false"));

  private static Attempt shop(String action, String path, String statement) {
    return new Attempt("shop-db", action, path, statement);
  }

  String address(String environment) {
    return environment + "/" + system + "/" + path;
  }

  /**
   * The database's own answer; nothing of what was tried stays.
   *
   * @return its refusal, empty when it did as it was told
   * @throws SQLException any failure that is not a refusal
   */
  String on(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement running = connection.createStatement()) {
      running.execute(statement);
      return "";
    } catch (SQLException refused) {
      if (!DENIED.equals(refused.getSQLState())) throw refused;
      return Refusal.text(refused);
    } finally {
      connection.rollback();
    }
  }
}
