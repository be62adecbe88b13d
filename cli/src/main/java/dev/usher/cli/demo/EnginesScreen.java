package dev.usher.cli.demo;

import dev.usher.cli.render.Table;
import dev.usher.core.decide.Decision;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One role, said once, tried by one person in every engine. */
record EnginesScreen(Screen screen, Usher usher, Path policy, Engines engines) {
  private static final String WHO = "alice";

  /**
   * @param path below the system's address
   */
  private record Tried(String system, String action, String path, String statement) {}

  private static final List<Tried> ALL =
      List.of(
          new Tried("shop-db", "select", "public/orders", "select * from public.orders limit 1"),
          new Tried("shop-db", "delete", "public/orders", "delete from public.orders where false"),
          new Tried("points-db", "select", "points", "select * from points limit 1"),
          new Tried("points-db", "update", "points", "update points set points = 0 where false"),
          new Tried("points-db", "select", "rewards", "select * from rewards limit 1"),
          new Tried("cart-cache", "get", "carts", "GET cart:1001"),
          new Tried("cart-cache", "set", "carts", "SET cart:1001 x"),
          new Tried("cart-cache", "get", "sessions", "GET session:1"));

  boolean show() throws SQLException {
    screen.head(
        "One role, three engines",
        "on-call is said once, and alice has it in prod: tables of a PostgreSQL, a table of a",
        "MariaDB, a key space of a Redis. She logs in at each and tries.");
    Table table = new Table("  ");
    boolean whole = true;
    for (String system : engines.systems()) {
      engines.issue(WHO, system);
      try (Door door = engines.open(WHO, system)) {
        for (Tried one : ALL) {
          if (!one.system().equals(system)) continue;
          String refusal = door.tries(one.statement());
          boolean asMeant = refusal.isEmpty() == isMeant(one);
          whole &= asMeant;
          String mark = refusal.isEmpty() ? screen.ink().good("✓") : screen.ink().taken("✗");
          table.row(
              Engines.engine(system),
              one.statement(),
              asMeant ? mark : mark + screen.ink().bad(" not meant!"),
              screen.ink().faint(refusal));
        }
      }
    }
    screen.show(table.toString());
    return screen.check(whole, "all came out as `usher can` says");
  }

  private boolean isMeant(Tried one) {
    String address = "prod/" + one.system() + "/" + one.path();
    return usher
            .can(policy, WHO, one.action(), address, Optional.empty(), false)
            .decision()
            .orElseThrow()
        instanceof Decision.All;
  }
}
