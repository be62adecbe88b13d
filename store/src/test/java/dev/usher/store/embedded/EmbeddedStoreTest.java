package dev.usher.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
  @TempDir Path folder;

  private EmbeddedStore start() {
    return EmbeddedStore.start(folder.resolve("store"), new SecureRandom());
  }

  private static Connection login(Account account, String user, String password)
      throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    return DriverManager.getConnection(account.url(), login);
  }

  private List<String> settings(Account account, String... names) throws Exception {
    List<String> all = new ArrayList<>();
    String superuser = Files.readString(folder.resolve("store/passwords/postgres")).strip();
    try (Connection connection = login(account, "postgres", superuser);
        var statement = connection.createStatement()) {
      for (String name : names) {
        try (var rows = statement.executeQuery("show " + name)) {
          rows.next();
          all.add(rows.getString(1));
        }
      }
    }
    return all;
  }

  /** What the library's own launcher leaves out. */
  @Test
  void nobodyComesInWithoutAPasswordAndWhatIsCommittedIsOnDisk() throws Exception {
    try (EmbeddedStore store = start()) {
      Account running = store.running();
      for (String user : List.of("postgres", "usher_owner", Store.RUNNING)) {
        for (String password : List.of("", "postgres", user))
          assertThatThrownBy(() -> login(running, user, password)).isInstanceOf(SQLException.class);
      }
      assertThat(
              settings(
                  running,
                  "fsync",
                  "full_page_writes",
                  "synchronous_commit",
                  "data_checksums",
                  "listen_addresses",
                  "unix_socket_directories"))
          .containsExactly("on", "on", "on", "on", "127.0.0.1", "");
    }
  }

  @Test
  void whatItHoldsIsForItsOwnerAlone() throws IOException {
    try (EmbeddedStore _ = start()) {
      Path home = folder.resolve("store");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
          .isEqualTo("rwx------");
      try (var files = Files.list(home.resolve("passwords"))) {
        assertThat(files.toList())
            .hasSize(3)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
    }
  }

  /** No password stands in any process's command line, and none in the log. */
  @Test
  void noPasswordIsShown() throws IOException {
    try (EmbeddedStore _ = start();
        var processes = ProcessHandle.allProcesses();
        var files = Files.list(folder.resolve("store/passwords"))) {
      List<String> lines = processes.map(one -> one.info().commandLine().orElse("")).toList();
      String log = Files.readString(folder.resolve("store/postgres.log"));
      for (Path file : files.toList()) {
        String password = Files.readString(file).strip();
        assertThat(password).hasSizeGreaterThan(40);
        assertThat(lines).noneMatch(line -> line.contains(password));
        assertThat(log).doesNotContain(password);
      }
    }
  }

  @Test
  void itComesBackAfterBothWereKilled() throws Exception {
    Path home = folder.resolve("store");
    // The lock is of this process, which is not killed here: the server alone is.
    try (EmbeddedStore store = start()) {
      Account owner = store.migrating();
      try (Connection connection = login(owner, owner.user(), new String(owner.password()));
          var statement = connection.createStatement()) {
        statement.execute("create table kept (n int)");
        statement.execute("insert into kept values (7)");
        ProcessHandle server = ProcessHandle.of(store.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
      } catch (SQLException _) {
        // Closing a connection to a server that is no more.
      }
    }
    assertThat(home.resolve("data/postmaster.pid")).exists();
    try (EmbeddedStore store = start()) {
      Account owner = store.migrating();
      try (Connection connection = login(owner, owner.user(), new String(owner.password()));
          var rows = connection.createStatement().executeQuery("select n from kept")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(7);
      }
    }
  }

  @Test
  void aFolderIsForOneServer() {
    try (EmbeddedStore _ = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("another usher server works in")
          .hasMessageContaining("name another folder");
    }
    start().close();
  }

  @Test
  void anotherVersionsDataIsLeftAlone() throws IOException {
    start().close();
    Path version = folder.resolve("store/data/PG_VERSION");
    Files.writeString(version, "13\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("was made by PostgreSQL 13")
        .hasMessageContaining("Nothing was changed");
    assertThat(version).hasContent("13\n");
  }
}
