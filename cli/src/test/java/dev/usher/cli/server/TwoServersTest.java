package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.store.Store;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of {@code usher server} on one store, and one of them is killed, or put to sleep,
 * or its machine's clock jumps.
 */
@Timeout(240)
class TwoServersTest {
  private static final int MANY = 120;

  @TempDir Path folder;
  private final Database shop = Postgres.newest().database();
  private final Database store = Postgres.newest().database();
  private final String admin = "usher_admin_" + shop.tag();
  private final List<ServerProcess> servers = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    Orders.in(shop, admin);
    store.expectRole(Store.RUNNING);
    policy(0, 2, "reader");
    servers.add(server());
    until("the first has begun", () -> reads(0) && reads(1));
    servers.add(server());
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (ServerProcess server : servers) server.kill();
    store.close();
    shop.close();
  }

  /** In the middle of a change for many, at one moment and another. */
  @Test
  void the_one_that_is_killed_leaves_nothing_undone() throws Exception {
    killedWhen(this::waits, 2 + MANY, "writer");
    servers.add(server());
    killedWhen(this::isGoingOn, 2 + 2 * MANY, "reader");
    assertThat(Chain.problems(ledger().read().entries())).isEmpty();
  }

  private void killedWhen(BooleanSupplier moment, int people, String role) throws Exception {
    try (Connection slow = held()) {
      policy(0, people, role);
      until("it is going on", moment);
      ServerProcess killed = atWork();
      killed.kill();
      servers.remove(killed);
      slow.commit();
    }
    until("the other has done it", () -> accounts() == people && reads(people - 1));
  }

  /** It sleeps with a lock in its hand, and wakes in a world that has gone on. */
  @Test
  void the_one_that_slept_undoes_nothing_newer() throws Exception {
    ServerProcess sleeper;
    try (Connection slow = held()) {
      policy(0, 2, "writer");
      until("it waits in the middle", this::waits);
      sleeper = atWork();
      signal("STOP", sleeper.process());
      slow.commit();
    }
    policy(1, 3, "reader");
    until("the other has gone on", () -> !is(0) && reads(1) && reads(2));
    assertThat(writes(1)).isFalse();
    signal("CONT", sleeper.process());
    Thread.sleep(3_000);
    assertThat(is(0) || writes(1)).as("what is over was done").isFalse();
    policy(1, 4, "writer");
    until("both go on", () -> writes(1) && writes(3));
    assertThat(sleeper.process().isAlive()).isTrue();
    assertThat(Chain.problems(ledger().read().entries())).isEmpty();
  }

  /**
   * What ends tomorrow has not ended, whatever the clock shows of the machine that looks; what
   * ended yesterday does not begin again. The others have ended, so that this one does it all.
   */
  @Test
  void the_one_whose_clock_jumps_goes_by_the_time_all_the_same() throws Exception {
    Path clock = Files.writeString(folder.resolve("clock"), "+0");
    servers.add(server("access", Clocks.jumping(clock)));
    for (int i = 0; i < 2; i++) {
      Process first = servers.removeFirst().process();
      first.destroy();
      first.waitFor(20, TimeUnit.SECONDS);
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String spans = "%s, until: \"%s\"".formatted("reader", now.plus(1, ChronoUnit.DAYS));
    policy(0, 3, spans);
    until("it goes on alone", () -> reads(2));

    set(clock, "+3d");
    policy(0, 4, spans);
    until("it goes on in three days", () -> reads(3));
    assertThat(reads(0)).as("what ends tomorrow is over").isTrue();

    set(clock, "-3d");
    policy(0, 5, spans);
    until("it goes on three days ago", () -> reads(4));
    String over = "%s, until: \"%s\"".formatted("reader", now.minus(1, ChronoUnit.DAYS));
    policy(0, 5, over);
    until("what ended yesterday is over", () -> !reads(0) && !reads(4));

    assertThat(ledger().read().entries())
        .extracting(Entry::at)
        .allMatch(at -> at.isAfter(now.minusSeconds(600)) && at.isBefore(now.plusSeconds(600)));
  }

  /** They do not take turns: what one put there the others do not undo. */
  @Test
  void of_servers_with_two_policies_one_wins_and_the_others_say_so() throws Exception {
    policy("other", 1, 3, "writer");
    servers.add(server("other", Map.of()));
    until("the other policy is in force", () -> !is(0) && writes(1) && writes(2));
    for (ServerProcess first : servers.subList(0, 2))
      until("it says so", () -> first.said().contains("policy-held"));
    policy("other", 1, 4, "writer");
    until("its server goes on", () -> writes(3));
    assertThat(is(0)).isFalse();
    assertThat(store.rows("select number from usher_store.policy_revision")).hasSize(3);
    assertThat(Chain.problems(ledger().read().entries())).isEmpty();
  }

  /** As the whole file, at once; it is read once a second. */
  private static void set(Path clock, String to) throws IOException, InterruptedException {
    Path half = Files.writeString(clock.resolveSibling("half-clock"), to);
    Files.move(half, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Thread.sleep(2_500);
  }

  private Connection held() throws SQLException {
    Connection connection = shop.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table orders in access exclusive mode");
    }
    return connection;
  }

  private boolean waits() {
    return !shop.rows(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and usename = '"
                + admin
                + "'")
        .isEmpty();
  }

  private boolean isGoingOn() {
    return !store.rows("select 1 from usher_store.past_apply where not ended").isEmpty();
  }

  /** Whose turn it is. */
  private ServerProcess atWork() {
    String name =
        store
            .rows("select picked_by from usher_store.scheduled_tasks where picked")
            .getFirst()
            .getFirst();
    return servers.stream()
        .filter(server -> name.endsWith(" " + server.process().pid()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  private static void signal(String which, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + which, "" + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private PostgresLedger ledger() {
    return new PostgresLedger(
        Jdbi.create(
            store.url() + "?currentSchema=" + Store.SCHEMA,
            store.server().superuser(),
            store.server().password()));
  }

  private int accounts() {
    return Integer.parseInt(
        shop.rows("select count(*) from pg_roles where rolname like '" + shop.tag() + "_p%'")
            .getFirst()
            .getFirst());
  }

  private boolean is(int person) {
    return !shop.rows("select 1 from pg_roles where rolname = '" + account(person) + "'").isEmpty();
  }

  private boolean reads(int person) {
    return can(person, "SELECT");
  }

  private boolean writes(int person) {
    return can(person, "UPDATE");
  }

  /** In one statement: the account may be about to go. */
  private boolean can(int person, String action) {
    return shop.rows(
            "select has_table_privilege(oid, 'orders', '%s') from pg_roles where rolname = '%s'"
                .formatted(action, account(person)))
        .equals(List.of(List.of("t")));
  }

  private String account(int person) {
    return shop.tag() + "_p" + person;
  }

  /** Written beside and moved into its place. */
  private void policy(int from, int to, String role) throws IOException {
    policy("access", from, to, role);
  }

  private void policy(String place, int from, int to, String role) throws IOException {
    Path access = Files.createDirectories(folder.resolve(place));
    String people =
        IntStream.range(from, to).mapToObj(i -> "p" + i + ": {}").collect(Collectors.joining(", "));
    String names =
        IntStream.range(from, to).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
    Path half = folder.resolve("half");
    Files.writeString(
        half,
        """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [public]
        people: { %s }
        roles:
          reader: { can: [ { do: read, on: shop-db/public/orders } ] }
          writer: { can: [ { do: [read, write], on: shop-db/public/orders } ] }
        grants:
          - { to: [%s], role: %s, in: prod }
        """
            .formatted(shop.url(), shop.tag(), people, names, role));
    Files.move(
        half,
        access.resolve("policy.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private ServerProcess server() throws IOException {
    return server("access", Map.of());
  }

  private ServerProcess server(String policy, Map<String, String> environment) throws IOException {
    ProcessBuilder java = ServerProcess.on(store, folder.resolve(policy), List.of());
    java.environment().put("SHOP", admin + ":of the admin");
    java.environment().putAll(environment);
    return ServerProcess.begin(getClass(), java);
  }
}
