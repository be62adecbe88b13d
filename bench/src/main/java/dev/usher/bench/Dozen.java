package dev.usher.bench;

import dev.usher.cli.demo.server.MariaDbServer;
import dev.usher.cli.demo.server.PostgresServer;
import dev.usher.cli.demo.server.RedisServer;
import dev.usher.connectors.postgres.AdminScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Servers of three kinds, in each of which there is something called orders. */
final class Dozen implements AutoCloseable {
  private static final String PASSWORD = "no-secret-at-all";

  /** How far away each is, one way: as between two towns. */
  static final Duration AWAY = Duration.ofMillis(5);

  private final List<AutoCloseable> servers = new ArrayList<>();

  /** By name: how the policy says where it is, at once and far away. */
  private final Map<String, String> systems = new LinkedHashMap<>();

  private final Map<String, String> away = new LinkedHashMap<>();

  private final Map<String, String> things = new LinkedHashMap<>();
  private final Path secret;

  /**
   * @param each how many of each kind
   */
  Dozen(Scene scene, int each) throws IOException, SQLException {
    secret = Files.writeString(scene.file("usher"), "usher:" + PASSWORD);
    for (int i = 1; i <= each; i++) {
      postgres(scene, "postgres-" + i);
      mariadb(scene, "mariadb-" + i);
      redis(scene, "redis-" + i);
    }
  }

  private void postgres(Scene scene, String name) throws IOException, SQLException {
    PostgresServer server =
        PostgresServer.start(scene.folder("embedded-postgres"), scene.file(name));
    servers.add(server);
    server.run("postgres", "create role shop_owner; " + AdminScript.role("usher"));
    server.run("postgres", "alter role usher password '" + PASSWORD + "'");
    server.run("postgres", "create database shop owner shop_owner");
    server.run("postgres", AdminScript.owner("usher", "shop_owner"));
    server.run("shop", AdminScript.database("usher", "shop", 18));
    server.run("shop", "set role shop_owner; create schema s; create table s.orders (id int)");
    add(name, "postgresql", server.port(), server.url("shop"), "schemas: [s]", "s/orders");
  }

  private void mariadb(Scene scene, String name) throws IOException, SQLException {
    MariaDbServer server =
        MariaDbServer.start(scene.folder("embedded-mariadb"), scene.file(name), PASSWORD);
    servers.add(server);
    server.run(List.of("create database shop", "create table shop.orders (id int)"));
    server.admit("usher", PASSWORD, "shop");
    add(name, "mariadb", server.port(), server.url("shop"), "", "orders");
  }

  private void redis(Scene scene, String name) throws IOException {
    RedisServer server = RedisServer.start(scene.file(name), PASSWORD);
    servers.add(server);
    server.admit("usher", PASSWORD);
    add(name, "redis", server.port(), server.url(), "keys: { orders: \"orders:*\" }", "orders");
  }

  private void add(String name, String type, int port, String url, String setting, String thing)
      throws IOException {
    Far far = new Far(port, AWAY);
    servers.add(far);
    systems.put(name, system(name, type, url, setting));
    away.put(name, system(name, type, url.replace(":" + port, ":" + far.port()), setting));
    things.put(name, thing);
  }

  private String system(String name, String type, String url, String setting) {
    return "  %s:\n    type: %s\n    in: { prod: { url: \"%s\", admin: \"file:%s\" } }\n    %s\n"
        .formatted(name, type, url, secret, setting);
  }

  List<String> names() {
    return List.copyOf(systems.keySet());
  }

  /**
   * Writes a policy for those systems, in which dora can read all orders, or nobody can anything.
   *
   * @param far whether the systems are {@link #AWAY}
   */
  void write(Path policy, List<String> names, boolean far, boolean given) throws IOException {
    StringBuilder text = new StringBuilder("environments: { prod: {} }\nsystems:\n");
    names.forEach(name -> text.append((far ? away : systems).get(name)));
    text.append("people: { dora: {} }\nroles:\n  reader:\n    can:\n");
    names.forEach(
        name ->
            text.append("      - { do: read, on: \"%s/%s\" }\n".formatted(name, things.get(name))));
    if (given)
      text.append("grants:\n  - { to: dora, role: reader, in: prod, because: A figure }\n");
    Files.createDirectories(policy);
    Files.writeString(policy.resolve("policy.yaml"), text);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable server : servers.reversed()) server.close();
  }
}
