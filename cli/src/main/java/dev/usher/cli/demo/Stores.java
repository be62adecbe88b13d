package dev.usher.cli.demo;

import dev.usher.cli.demo.server.MariaDbServer;
import dev.usher.cli.demo.server.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/**
 * What of the company lies in prod and in no PostgreSQL: customers' points in a MariaDB, their
 * baskets in a Redis.
 *
 * @param points absent where MariaDB's programs are not to be had
 */
record Stores(Optional<MariaDbServer> points, RedisServer carts) implements AutoCloseable {
  private static final List<String> POINTS =
      List.of(
          "create database points",
          "create table points.points (customer int primary key, points int not null)",
          "create table points.rewards (name varchar(100) primary key, price int not null)",
          "insert into points.points values (1001, 250), (1002, 40)",
          "insert into points.rewards values ('mug', 100)");

  /**
   * Starts and fills both.
   *
   * @param user usher's own account
   * @param password of that account, and of the administrators
   */
  static Stores open(Path binaries, Path folder, String user, String password)
      throws IOException, SQLException {
    Optional<MariaDbServer> points = Optional.empty();
    if (MariaDbServer.isThere()) {
      points =
          Optional.of(
              MariaDbServer.start(
                  binaries.resolve("embedded-mariadb"), folder.resolve("points"), password));
    }
    boolean filled = false;
    try {
      RedisServer carts = RedisServer.start(folder.resolve("carts"), password);
      Stores stores = new Stores(points, carts);
      try {
        stores.fill(user, password);
        filled = true;
        return stores;
      } finally {
        if (!filled) carts.close();
      }
    } finally {
      if (!filled) points.ifPresent(MariaDbServer::close);
    }
  }

  private void fill(String user, String password) throws SQLException {
    if (points.isPresent()) {
      points.get().run(POINTS);
      points.get().admit(user, password, "points");
    }
    carts.admit(user, password);
    try (Jedis administrator = carts.administrator()) {
      administrator.set("cart:1001", "2 mugs");
      administrator.set("session:1", "a secret");
    }
  }

  int count() {
    return points.isPresent() ? 2 : 1;
  }

  /** Their process numbers, for a shell. */
  String processes() {
    return carts.pid() + points.map(one -> " " + one.pid()).orElse("");
  }

  @Override
  public void close() {
    try {
      carts.close();
    } finally {
      points.ifPresent(MariaDbServer::close);
    }
  }
}
