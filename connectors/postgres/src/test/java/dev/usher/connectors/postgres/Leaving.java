package dev.usher.connectors.postgres;

import dev.usher.core.access.Access;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A shop with a leaver in it, and roles that usher's account may let itself become. */
final class Leaving implements AutoCloseable {
  final Shop shop;
  final Database prod;
  final String alice;
  final String bob;
  final String oid;
  final List<Database> all = new ArrayList<>();
  private final List<Database> elsewhere = new ArrayList<>();

  Leaving(Postgres server, String... environments) {
    shop = new Shop(server, environments);
    prod = shop.database();
    alice = shop.account("alice");
    bob = shop.account("bob");
    shop.apply(meant(alice, bob));
    oid = prod.rows("select '" + alice + "'::regrole::oid").getFirst().getFirst();
    all.addAll(shop.databases.values());
  }

  /** These accounts read everywhere. */
  Access[] meant(String... accounts) {
    return shop.databases.keySet().stream()
        .map(
            target -> {
              Means means = new Means(target).role("analyst", "read", "public/*");
              for (String account : accounts) means.member(account, "analyst");
              return means.access();
            })
        .toArray(Access[]::new);
  }

  /** Somebody whom the policy does not know, and whom usher's account may give to others. */
  String other(String name) {
    String role = prod.role(name + "_" + prod.tag(), "nologin");
    if (shop.server.major() >= 16) {
      prod.run(
          "grant " + role + " to " + shop.usher + " with admin option, inherit false, set false");
    }
    return role;
  }

  /** A database that usher does not manage. */
  Database elsewhere(String owner) {
    Database database = shop.server.database();
    elsewhere.add(database);
    all.add(database);
    database.run("alter database " + database.name() + " owner to " + owner);
    return database;
  }

  Plan leave() {
    return shop.offboard(Map.of(alice, bob), meant(bob));
  }

  /** What usher's own account has of others, which is not to change by anybody's leaving. */
  List<List<String>> ushers() {
    return prod.rows(
        "select roleid::regrole, grantor::regrole, admin_option from pg_auth_members where member = '"
            + shop.usher
            + "'::regrole and roleid <> "
            + oid
            + " order by 1, 2");
  }

  List<List<String>> holds(Database database, String who, String on, String what) {
    return database.rows(
        "select has_%s_privilege('%s', '%s', '%s')"
            .formatted(on.split(" ", 2)[0], who, on.split(" ", 2)[1], what));
  }

  static String named(String role) {
    return "\"" + role + "\"";
  }

  @Override
  public void close() {
    shop.server.run("postgres", "reset role");
    for (Database one : elsewhere) {
      shop.server.run("postgres", "drop database if exists " + one.name() + " with (force)");
    }
    shop.close();
    elsewhere.forEach(Database::close);
  }
}
