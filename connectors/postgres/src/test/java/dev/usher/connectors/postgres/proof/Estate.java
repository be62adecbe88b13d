package dev.usher.connectors.postgres.proof;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.random.RandomSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Databases of one cluster with random content, and usher's own account for them: no superuser. */
final class Estate implements AutoCloseable {
  private static final Source NOWHERE = new Source("estate.yaml", 1, 1);

  /**
   * One target.
   *
   * @param revoke whether PUBLIC's privileges are taken
   */
  record Site(Target target, Database database, RandomSchema schema, boolean revoke) {
    Realm.Place place() {
      return Estate.place(target, database.url(), schema.managed(), revoke);
    }
  }

  /** A place as a policy would describe it. */
  static Realm.Place place(Target target, String url, List<String> schemas, boolean revoke) {
    Policy.Connection connection =
        new Policy.Connection(url, "env:NONE", Optional.empty(), false, NOWHERE);
    Policy.System system =
        new Policy.System(
            target.system(),
            PostgresType.TYPE,
            "",
            Map.of(target.environment(), connection),
            Map.of("schemas", schemas, "public", List.of(revoke ? "revoke" : "keep")),
            Map.of(),
            "{name}",
            false,
            "scram",
            NOWHERE);
    return new Realm.Place(target, system, connection);
  }

  private final Postgres server;
  private final List<Site> sites = new ArrayList<>();
  private final String admin;
  private final String adopted;
  private final String helper;

  /** An estate with random content in one to three databases. */
  static Estate random(Postgres server, RandomGenerator random, int databases) {
    return new Estate(
        server, databases, owners -> RandomSchema.of(random, owners), () -> random.nextInt(3) > 0);
  }

  /**
   * @param content what a database of such owners holds
   * @param revoke whether PUBLIC's privileges are to be taken in the next one
   */
  Estate(
      Postgres server,
      int databases,
      Function<List<String>, RandomSchema> content,
      BooleanSupplier revoke) {
    this.server = server;
    Database first = server.database();
    String tag = first.tag();
    List<String> owners =
        List.of(first.role(tag + "_own1", ""), first.role(tag + "_Own\"2", "login"));
    helper = first.role(tag + "_helper", "");
    adopted = first.role(tag + "_adopted", "login in role " + helper);
    for (int i = 0; i < databases; i++) {
      Database database = i == 0 ? first : server.database();
      RandomSchema schema = content.apply(owners);
      database.run(
          "alter database " + database.name() + " set synchronous_commit = off",
          "alter database " + database.name() + " owner to " + owners.getFirst());
      database.run(schema.statementsFor(database.name()));
      // Names of group roles are made of the target's: of our own, for the cluster may serve
      // others.
      Target target = new Target(i == 0 ? "dev" : "prod", "shop" + i + "-" + tag);
      sites.add(new Site(target, database, schema, revoke.getAsBoolean()));
    }
    admin = Admin.create(first, sites, owners, adopted);
  }

  Postgres server() {
    return server;
  }

  List<Site> sites() {
    return sites;
  }

  String tag() {
    return sites.getFirst().database().tag();
  }

  /** An account that was there before usher, and a member of {@link #helper}. */
  String adopted() {
    return adopted;
  }

  /** A role that usher has nothing to do with. */
  String helper() {
    return helper;
  }

  /** Usher's own account. */
  String admin() {
    return admin;
  }

  Applying applying() {
    return new Applying(
        Applying.realm(sites.stream().map(Site::place).toList()),
        Applying.trusted(admin),
        Duration.ofSeconds(10));
  }

  /** The first database last: the roles are dropped with it. */
  @Override
  public void close() {
    sites.reversed().forEach(site -> site.database().close());
  }
}
