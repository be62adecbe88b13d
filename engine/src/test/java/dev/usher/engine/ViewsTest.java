package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.mariadb.AdminScript;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.VerifyReport.Difference;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some rows by views, all the way: planned, applied, held against the system's own answers. */
class ViewsTest {
  private static final String POLICY =
      """
      environments: { %2$s: {} }
      systems:
        shop:
          type: mariadb
          in: { %2$s: { url: "%1$s", admin: "env:SHOP_ADMIN" } }
          account: "{name}_%2$s"
      people:
        carol: { attributes: { customers: [1, 3] } }
        dave: { attributes: { customers: [2] } }
      roles:
        support:
          can:
            - { do: read, on: shop/orders, rows: row.customer in subject.customers }
            - { do: update, on: shop/orders, columns: [total], rows: row.customer in subject.customers }
            - { do: [insert, delete], on: shop/orders, rows: row.customer in subject.customers }
        index:
          can:
            - { do: read, on: shop/orders, columns: [id, total] }
      grants:
        - { to: carol, role: support, in: %2$s }
        - { to: [carol, dave], role: index, in: %2$s }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void what_is_meant_is_proved_and_what_is_not_is_found(MariaDb server) throws IOException {
    String tag = "t" + UUID.randomUUID().toString().substring(0, 8);
    String database = "rows_" + tag;
    String admin = "admin_" + tag;
    AdminScript script = AdminScript.mariaDb();
    for (List<String> part :
        List.of(script.tables(), script.rows(database), script.account(admin, "%")))
      server.run(part.toArray(String[]::new));
    server.run(
        "alter user " + admin + " identified by 'usher'",
        "create database " + database,
        "create table "
            + database
            + ".orders (id int primary key, customer int, total int,"
            + " note varchar(20))",
        "insert into " + database + ".orders values (1, 1, 10, 'one'), (2, 2, 20, 'two')");
    server.run(script.database(admin, "%", database).toArray(String[]::new));
    Path policy = Files.createDirectories(folder.resolve("access"));
    Files.writeString(policy.resolve("shop.yaml"), POLICY.formatted(server.url(database), tag));
    Usher usher =
        new LocalUsher(
            new PolicyReader(InstantSource.system()),
            name -> Optional.ofNullable(Map.of("SHOP_ADMIN", admin + ":usher").get(name)),
            List.of(MariaDbConnector.mariaDb(InstantSource.system())),
            FileLedger::beside,
            InstantSource.system(),
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(10));
    try {
      apply(usher, policy);
      assertThat(differences(usher, policy)).isEmpty();
      told(usher, policy, tag + "/shop/orders");
      String role =
          Sql.name(
                  server
                      .rows(
                          "select name from usher.mark where kind = 'role' and role = 'support' and"
                              + " environment = '"
                              + tag
                              + "'")
                      .getFirst()
                      .getFirst())
              .replace('"', '`');
      for (String sql :
          List.of(
              "create or replace definer = `usher_rows_%s`@localhost view"
                  + " %s.orders__usher_support as select * from %s.orders",
              "drop view %s.orders__usher_support_update",
              "update usher.attribute set whole = 2 where whole = 1",
              "grant select (note) on %s.orders to " + role,
              "grant delete on %s.orders to " + role)) {
        server.run(sql.replace("%s", database));
        assertThat(differences(usher, policy))
            .as(sql)
            .isNotEmpty()
            .extracting(Difference::subject)
            .contains("carol");
        apply(usher, policy);
        assertThat(differences(usher, policy)).as("mended: " + sql).isEmpty();
      }
      Files.writeString(
          policy.resolve("shop.yaml"),
          POLICY
              .formatted(server.url(database), tag)
              .replace("  - { to: carol, role: support, in: " + tag + " }\n", ""));
      apply(usher, policy);
      assertThat(differences(usher, policy)).isEmpty();
      assertThat(server.rows("show full tables in " + database + " where table_type = 'VIEW'"))
          .isEmpty();
    } finally {
      clean(server, database, tag);
    }
  }

  private static void apply(Usher usher, Path policy) {
    PlanReport plan = usher.plan(policy, Set.of(), Progress.silent());
    ApplyReport applied = usher.apply(policy, plan, Progress.silent());
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
    PlanReport left = usher.plan(policy, Set.of(), Progress.silent());
    assertThat(left.plans()).allSatisfy(one -> assertThat(one.stages()).isEmpty());
  }

  private static List<Difference> differences(Usher usher, Path policy) {
    VerifyReport report = usher.verify(policy, Set.of(), Progress.silent());
    return report.differences();
  }

  private static void told(Usher usher, Path policy, String on) {
    AccessReport access = usher.access(policy, "carol", true);
    assertThat(access.targets().getFirst().live())
        .filteredOn(held -> held.on().equals(on))
        .anySatisfy(
            held ->
                assertThat(held.but())
                    .containsExactly(
                        "only columns customer, id, note, total",
                        "only some rows of customer, note"));
  }

  private static void clean(MariaDb server, String database, String tag) {
    server.run("drop database " + database);
    for (List<String> who :
        server.rows(
            "select user, host from mysql.global_priv where user like '%"
                + tag
                + "%' or user in (select name from usher.mark where environment = '"
                + tag
                + "')"))
      server.run(
          who.get(1).isEmpty()
              ? "drop role `" + who.get(0) + "`"
              : "drop user `" + who.get(0) + "`@`" + who.get(1) + "`");
    server.run("drop database usher");
  }
}
