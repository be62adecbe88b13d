package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
  private static OpenStore open;

  @BeforeAll
  static void start() {
    open = OpenStore.create();
  }

  @AfterAll
  static void stop() {
    open.close();
  }

  /** Append-only by the database's own privileges: each of these is refused by PostgreSQL. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger set line = ''",
        "update ledger set at = now() where number = 1",
        "delete from ledger",
        "truncate ledger",
        "truncate ledger cascade",
        "drop table ledger",
        "drop schema usher_store cascade",
        "alter table ledger disable trigger all",
        "alter table ledger drop constraint ledger_pkey",
        "alter table ledger owner to usher_server",
        "alter table ledger rename to other",
        "create trigger t before insert on ledger execute function suppress_redundant_updates_trigger()",
        "create rule r as on insert to ledger do instead nothing",
        "create policy p on ledger using (true)",
        "create table usher_store.other (n int)",
        "set session_replication_role = replica",
        "set role usher_owner",
        "set session authorization postgres",
        "create role more",
        "alter role usher_server superuser",
        "grant usher_owner to usher_server",
        "copy ledger from program 'true'",
        "select * from ledger for update",
        "lock table ledger in access exclusive mode",
      })
  void whoWorksCannot(String statement) throws SQLException {
    try (Connection connection = open.as(open.server().running());
        var run = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> run.execute(statement))
          .isInstanceOf(SQLException.class)
          .satisfies(
              refused ->
                  assertThat(((SQLException) refused).getSQLState())
                      .as(String.valueOf(refused.getMessage()))
                      .isIn("42501", "25001", "22023"));
    }
  }

  /** To this PostgreSQL only warns that nothing was granted. */
  @Test
  void whoWorksGivesItselfNothing() throws SQLException {
    try (Connection connection = open.as(open.server().running());
        var run = connection.createStatement()) {
      run.execute("grant update, delete, truncate on ledger to usher_server");
      assertThatThrownBy(() -> run.execute("update ledger set line = ''"))
          .hasMessageContaining("permission denied");
    }
  }

  /** Insufficient as it is, the account does what it is for. */
  @Test
  void whoWorksReadsAndAdds() {
    int entries =
        open.store()
            .jdbi()
            .withHandle(
                handle -> handle.createQuery("select count(*) from ledger").mapTo(int.class).one());
    assertThat(entries).isZero();
  }

  @Test
  void serversThatStartAtOnceTakeTurns() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      Callable<Void> start =
          () -> {
            Store.open(open.server().migrating(), open.server().running()).close();
            return null;
          };
      for (int i = 0; i < 4; i++) all.add(threads.submit(start));
      for (Future<?> one : all) one.get();
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    }
  }

  /** A database's administrator who gave the account more is told, and how to take it back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant update on usher_store.ledger to usher_server",
        "grant trigger on usher_store.ledger to public",
        "grant usher_owner to usher_server",
        "alter role usher_server createrole",
        "grant create on schema usher_store to usher_server",
      })
  void anAccountThatCouldDoMoreIsRefused(String given) throws SQLException {
    try (Connection administrator = open.superuser();
        var run = administrator.createStatement()) {
      run.execute(given);
      try {
        assertThatThrownBy(() -> Store.open(open.server().migrating(), open.server().running()))
            .isInstanceOf(StoreFailure.class)
            .hasMessageContaining("could change what is in the ledger");
      } finally {
        run.execute(
            given.startsWith("alter role")
                ? "alter role usher_server nocreaterole"
                : given.replace("grant ", "revoke ").replace(" to ", " from "));
      }
    }
    Store.open(open.server().migrating(), open.server().running()).close();
  }

  @Test
  void aWrongPasswordIsToldWithoutIt() {
    Account right = open.server().running();
    Account wrong = new Account(right.url(), right.user(), "not-the-password".toCharArray());
    assertThatThrownBy(() -> Store.open(open.server().migrating(), wrong))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("\\password usher_server")
        .hasMessageNotContaining("not-the-password");
  }

  @Test
  void aUrlThatHoldsAnAccountIsRefused() {
    for (String url :
        List.of(
            "jdbc:postgresql://h/d?user=me",
            "jdbc:postgresql://h/d?x=1&password=secret",
            "jdbc:postgresql://me:secret@h/d",
            "jdbc:mariadb://h/d"))
      assertThatThrownBy(() -> new Account(url, "me", new char[0]))
          .isInstanceOf(StoreFailure.class)
          .hasMessageNotContaining("secret");
  }
}
