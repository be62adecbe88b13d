package dev.usher.engine;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.model.Target;
import dev.usher.engine.ports.FileLedger;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The example policy and the databases that it speaks of: prod on one cluster, dev and staging on
 * another. Usher's own account is no superuser, made by the script that ships.
 */
final class Shops implements AutoCloseable {
  static final Target PROD = new Target("prod", "shop-db");
  static final Target DEV = new Target("dev", "shop-db");

  final Path folder;
  final Path policy;
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
  private final Map<Target, Database> databases = new TreeMap<>();
  private final Map<String, String> variables = new TreeMap<>();

  Shops(Path folder) {
    this(folder, Postgres.newest(), Postgres.oldest());
  }

  Shops(Path folder, Postgres prod, Postgres rest) {
    this.folder = folder;
    this.policy = folder.resolve("access");
    for (String system : List.of("shop", "stock")) {
      add("prod", system, prod);
      add("staging", system, rest);
      add("dev", system, rest);
    }
    usher().init(policy);
    databases.forEach(
        (target, database) ->
            edit(
                "estate.yaml",
                "jdbc:postgresql://localhost:"
                    + (target.environment().equals("prod") ? "5432/" : "5433/")
                    + example(target)
                    + "\"",
                database.url() + "\""));
  }

  /** The name that the example gives to the target's database. */
  private static String example(Target target) {
    String system = target.system().replace("-db", "");
    return target.environment().equals("prod") ? system : system + "_" + target.environment();
  }

  private void add(String environment, String system, Postgres server) {
    Database database = server.database();
    String owner = database.role("owner_" + database.tag(), "nologin");
    String admin = "usher_admin_" + database.tag();
    String password = "password of " + database.tag();
    database.run(AdminScript.role(admin), "alter role " + admin + " password '" + password + "'");
    database.expectRole(admin);
    database.run("alter database " + database.name() + " owner to " + owner);
    database.run(AdminScript.owner(admin, owner));
    database.run(AdminScript.database(admin, database.name(), server.major()));
    database.run("set role " + owner + ";" + resource("/example/" + system + ".sql"));
    databases.put(new Target(environment, system + "-db"), database);
    variables.put(
        (system + "_" + environment + "_ADMIN").toUpperCase(Locale.ROOT), admin + ":" + password);
  }

  /** For what the policy alone answers. */
  static Usher withoutServers() {
    return usher(InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")), Map.of());
  }

  Usher usher() {
    return usher(now::get, variables);
  }

  private static Usher usher(InstantSource clock, Map<String, String> variables) {
    return new LocalUsher(
        new PolicyReader(clock),
        name -> Optional.ofNullable(variables.get(name)),
        List.of(new PostgresConnector(clock)),
        FileLedger::beside,
        clock,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(3));
  }

  Database database(Target target) {
    return Objects.requireNonNull(databases.get(target));
  }

  String admin(Target target) {
    return "usher_admin_" + database(target).tag();
  }

  Path ledger() {
    return folder.resolve(".usher/ledger.jsonl");
  }

  /** Replaces a part of a file of the policy, which must be there. */
  void edit(String file, String before, String after) {
    edit(policy.resolve(file), before, after);
  }

  static void edit(Path path, String before, String after) {
    try {
      String text = Files.readString(path);
      if (!text.contains(before)) throw new IllegalStateException(before + " is not in " + path);
      Files.writeString(path, text.replace(before, after));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String resource(String name) {
    try (InputStream text = Objects.requireNonNull(Shops.class.getResourceAsStream(name))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** All databases first: roles that usher made hold something in several of them. */
  @Override
  public void close() {
    databases
        .values()
        .forEach(
            one -> one.server().run("postgres", "drop database " + one.name() + " with (force)"));
    databases.values().forEach(Database::close);
  }
}
