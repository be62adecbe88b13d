package dev.usher.store.follow;

import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that has this room's tables and nothing else. */
record FollowTables(Database database, DataSource source, Jdbi jdbi) implements AutoCloseable {
  static FollowTables create() {
    Database database = Postgres.newest().database();
    // The tables' owner is who asks here: who may do what is StoreTest's.
    List.of(
            "V1__ledger.sql",
            "V2__follow.sql",
            "V4__realms.sql",
            "V7__history.sql",
            "V11__ledger_open.sql",
            "V14__memory.sql",
            "V19__check.sql",
            "V25__successor.sql",
            "V24__schedule.sql")
        .forEach(
            name ->
                database.run(
                    text(name)
                        .replace("${flyway:defaultSchema}", "public")
                        .replace("to usher_server", "to current_user")));
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.server().superuser());
    source.setPassword(database.server().password());
    return new FollowTables(database, source, Jdbi.create(source));
  }

  private static String text(String name) {
    try (InputStream text =
        Objects.requireNonNull(FollowTables.class.getResourceAsStream("/db/migration/" + name))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
