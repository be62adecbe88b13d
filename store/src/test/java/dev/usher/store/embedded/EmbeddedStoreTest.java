package dev.usher.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.store.Account;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One folder, started and stopped and killed again and again. */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedStoreTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir static Path parent;
  private Path folder;
  private EmbeddedStore server;

  @BeforeAll
  void start() {
    folder = parent.resolve("store");
    server = EmbeddedStore.start(folder, RANDOM);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void is_durable_and_listens_on_this_machine_alone() throws SQLException {
    assertThat(ask(server.running(), "show fsync")).isEqualTo("on");
    assertThat(ask(server.running(), "show full_page_writes")).isEqualTo("on");
    assertThat(ask(server.running(), "show synchronous_commit")).isEqualTo("on");
    assertThat(ask(server.running(), "show data_checksums")).isEqualTo("on");
    assertThat(ask(server.running(), "show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(ask(superuser(), "show unix_socket_directories")).isEmpty();
  }

  @Test
  void nobody_comes_in_without_the_password() throws SQLException {
    assertThat(
            ask(superuser(), "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"))
        .isEqualTo("scram-sha-256");
    for (Account account : List.of(superuser(), server.migrating(), server.running())) {
      assertThat(ask(account, "select current_user")).isEqualTo(account.user());
      Account wrong = new Account(account.url(), account.user(), "wrong".toCharArray());
      assertThatThrownBy(() -> ask(wrong, "select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void neither_account_is_an_administrator_and_the_database_is_the_migrating_ones()
      throws SQLException {
    assertThat(
            ask(
                superuser(),
                "select count(*) from pg_roles where rolname like 'usher%' and"
                    + " (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls)"))
        .isEqualTo("0");
    assertThat(ask(superuser(), "select datdba::regrole from pg_database where datname = 'usher'"))
        .isEqualTo(server.migrating().user());
  }

  /** Nor in what the server is started with, what it said, or what stands in the process list. */
  @Test
  void passwords_lie_in_files_of_their_owners_alone_and_nowhere_else() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("passwords"))) {
      assertThat(files.toList())
          .hasSize(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    String said = Files.readString(folder.resolve("postgres.log"));
    String line =
        ProcessHandle.of(server.pid()).flatMap(handle -> handle.info().commandLine()).orElseThrow();
    for (Account account : List.of(superuser(), server.migrating(), server.running()))
      assertThat(said + line + account + server).doesNotContain(new String(account.password()));
  }

  @Test
  void a_second_server_in_the_folder_is_told_so_and_the_first_goes_on() throws Exception {
    assertThatThrownBy(() -> EmbeddedStore.start(folder, RANDOM))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("another usher server works in " + folder)
        .hasMessageContaining("process " + ProcessHandle.current().pid());
    Process other = inAnotherJvm();
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(other.getInputStream().readAllBytes()))
        .contains("another usher server works in " + folder);
    assertThat(ask(server.running(), "select 1")).isEqualTo("1");
  }

  @Test
  void what_was_committed_is_there_after_the_server_was_killed() throws Exception {
    run(superuser(), "create table if not exists kept (n int)", "insert into kept values (1)");
    ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
    killed.destroyForcibly();
    killed.onExit().get(10, TimeUnit.SECONDS);
    server.close();
    assertThat(folder.resolve("data/postmaster.pid")).exists();
    server = EmbeddedStore.start(folder, RANDOM);
    assertThat(ask(superuser(), "select count(*) from kept")).isEqualTo("1");
    run(superuser(), "drop table kept");
  }

  /** Who works with it waits, and need not know. */
  @Test
  void a_server_that_ended_by_itself_is_started_again_where_it_was() throws Exception {
    ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
    killed.destroyForcibly();
    killed.onExit().get(10, TimeUnit.SECONDS);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!EmbeddedStore.answering(folder).isPresent() && System.nanoTime() < end)
      Thread.sleep(50);
    assertThat(ask(server.running(), "select 1")).isEqualTo("1");
    assertThat(server.pid()).isNotEqualTo(killed.pid());
  }

  /** In a container numbers of processes are small and soon given again. */
  @Test
  void a_killed_servers_number_may_be_somebody_elses_now() throws Exception {
    ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
    killed.destroyForcibly();
    killed.onExit().get(10, TimeUnit.SECONDS);
    server.close();
    Path file = folder.resolve("data/postmaster.pid");
    List<String> lines = Files.readAllLines(file);
    Process somebody = new ProcessBuilder("sleep", "60").start();
    try {
      lines.set(0, String.valueOf(somebody.pid()));
      Files.write(file, lines);
      server = EmbeddedStore.start(folder, RANDOM);
      assertThat(somebody.isAlive()).isTrue();
      assertThat(ask(server.running(), "select 1")).isEqualTo("1");
    } finally {
      somebody.destroy();
    }
  }

  /** An usher that was killed leaves its server behind: the next one stops it and starts anew. */
  @Test
  void a_server_whose_usher_was_killed_is_followed_by_another() throws Exception {
    server.close();
    Process usher = inAnotherJvm();
    String pid = usher.inputReader().readLine();
    usher.destroyForcibly().waitFor();
    ProcessHandle left = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    assertThat(left.isAlive()).isTrue();
    server = EmbeddedStore.start(folder, RANDOM);
    // Without a program it may still wait for somebody to ask how it ended.
    assertThat(left.isAlive() ? left.info().command() : Optional.empty()).isEmpty();
    assertThat(ask(server.running(), "select 1")).isEqualTo("1");
  }

  @Test
  void keeps_its_port_unless_somebody_else_has_it_now() throws Exception {
    String url = server.running().url();
    server.close();
    assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    server = EmbeddedStore.start(folder, RANDOM);
    assertThat(server.running().url()).isEqualTo(url);
    server.close();
    int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      server = EmbeddedStore.start(folder, RANDOM);
      assertThat(server.running().url()).isNotEqualTo(url);
      assertThat(ask(server.running(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void data_of_another_major_version_is_refused_with_what_to_do() throws Exception {
    server.close();
    Path version = folder.resolve("data/PG_VERSION");
    String own = Files.readString(version);
    Files.writeString(version, "17\n");
    try {
      assertThatThrownBy(() -> EmbeddedStore.start(folder, RANDOM))
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("made by PostgreSQL 17")
          .hasMessageContaining("name another folder");
    } finally {
      Files.writeString(version, own);
    }
    server = EmbeddedStore.start(folder, RANDOM);
  }

  /** A process that starts in the folder, says the server's number, and waits. */
  private Process inAnotherJvm() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Starting.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  private Account superuser() {
    try {
      String url = server.running().url();
      return new Account(
          url, "postgres", new Passwords(folder.resolve("passwords"), RANDOM).of("postgres"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Connection login(Account account) throws SQLException {
    return DriverManager.getConnection(
        account.url(), account.user(), new String(account.password()));
  }

  private static void run(Account account, String... statements) throws SQLException {
    try (Connection connection = login(account);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    }
  }

  private static String ask(Account account, String question) throws SQLException {
    try (Connection connection = login(account);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The other process's program. */
  static final class Starting {
    public static void main(String[] folder) throws InterruptedException {
      try {
        EmbeddedStore server = EmbeddedStore.start(Path.of(folder[0]), new SecureRandom());
        System.out.println(server.pid());
        Thread.sleep(60_000);
      } catch (StoreFailure refused) {
        System.out.println(refused.getMessage());
        System.exit(1);
      }
    }
  }
}
