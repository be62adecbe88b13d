package dev.usher.store.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A database that has the ledger, this room's tables and nothing else. */
record EventTables(Database database, HikariDataSource pool, Jdbi jdbi) implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  static EventTables create() {
    Database database = Postgres.newest().database();
    database.run(
        migration("V1__ledger.sql"),
        migration("V7__history.sql"),
        migration("V10__events.sql"),
        migration("V11__ledger_open.sql"));
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.url());
    // As the superuser: who may do what is another test's.
    pool.setUsername(database.server().superuser());
    pool.setPassword(database.server().password());
    return new EventTables(database, pool, Jdbi.create(pool));
  }

  void empty() {
    jdbi.useHandle(handle -> handle.execute("truncate ledger, subscription cascade"));
  }

  private static String migration(String name) {
    try (InputStream text =
        Objects.requireNonNull(EventTables.class.getResourceAsStream("/db/migration/" + name))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${flyway:defaultSchema}", "public")
          .replace("to usher_server", "to current_user");
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** An entry that is told as it is. */
  Entry tell(String text) {
    return jdbi.inTransaction(handle -> tell(handle, text));
  }

  static Entry tell(Handle handle, String text) {
    return append(handle, What.APPLIED, text, Optional.empty());
  }

  static Entry append(Handle handle, What what, String text, Optional<Long> closes) {
    return PostgresLedger.append(
        handle,
        new Draft(NOON, "ann", what, "realm", text, List.of(), List.of(), closes),
        Head.NONE);
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
