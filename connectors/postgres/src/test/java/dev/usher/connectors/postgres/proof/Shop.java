package dev.usher.connectors.postgres.proof;

import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.testkit.Sql;
import dev.usher.testkit.random.RandomSchema;
import java.util.List;

/** A small shop, the same in every environment, and two policies for it that differ in all ways. */
final class Shop {
  static final List<String> SCHEMAS = List.of("public", "billing");

  private Shop() {}

  static RandomSchema schema(List<String> owners) {
    return new RandomSchema(
        SCHEMAS,
        owners,
        List.of(
            "create schema attic",
            "create schema billing authorization " + Sql.name(owners.getFirst()),
            "create table customers (id serial primary key, email text, name text)",
            "create table orders (id integer generated always as identity, total integer)",
            "create view totals as select total from orders",
            "create sequence numbers",
            "create function tax(integer) returns integer language plpgsql"
                + " as 'begin return 0; end'",
            "create table billing.invoices (id integer primary key, amount integer)",
            "create type mood as enum ('good', 'bad')",
            "do $$ declare each text; begin foreach each in array array['table public.customers',"
                + " 'table public.orders', 'view public.totals', 'sequence public.numbers',"
                + " 'function public.tax(integer)', 'table billing.invoices', 'type public.mood',"
                + " 'schema public']"
                + " loop execute format('alter %s owner to %I', each, "
                + Sql.text(owners.getFirst())
                + "); end loop; end $$"));
  }

  /** Before: bob is there, ann may write everywhere, readers see every column. */
  static Access before(Target target, String prefix) {
    return new Meant(target, prefix)
        .can("reader", "read", "*/*")
        .can("reader", "read", "public/view:totals")
        .can("writer", "write", "public/*")
        .includes("writer", "reader")
        .can("biller", "read write truncate", "billing/invoices")
        .member("ann", "writer", "biller")
        .member("bob", "reader")
        .member("dan", "biller")
        .access();
  }

  /** After: bob and dan are gone, carl and eve came, readers see no e-mail, ann only reads. */
  static Access after(Target target, String prefix) {
    return new Meant(target, prefix)
        .can("reader", "read", "*/*", "public/customers.email")
        .can("writer", "insert update", "public/orders")
        .can("writer", "use", "public/sequence:numbers")
        .can("caller", "use", "public/function:*")
        .can("caller", "use", "public/type:mood")
        .includes("writer", "caller")
        .member("ann", "reader")
        .member("carl", "writer", "reader")
        .member("eve", "caller")
        .access();
  }
}
