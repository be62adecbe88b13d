package dev.usher.cli.server;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.testkit.Database;

/** A table of orders that somebody owns, where usher's own account may do its work. */
final class Orders {
  private Orders() {}

  static void in(Database shop, String admin) {
    String owner = shop.role("owner_" + shop.tag(), "nologin");
    shop.run(
        AdminScript.role(admin),
        "alter database " + shop.name() + " owner to " + owner,
        AdminScript.owner(admin, owner),
        "create table orders (id int, total int)",
        "alter table orders owner to " + owner,
        "alter schema public owner to " + owner);
    shop.expectRole(admin);
  }
}
