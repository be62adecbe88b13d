package dev.usher.store.follow;

import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that has this room's tables and nothing else. */
record FollowTables(Database database, DataSource source, Jdbi jdbi) implements AutoCloseable {
  static FollowTables create() {
    Database database = Postgres.newest().database();
    try (InputStream text =
        Objects.requireNonNull(
            FollowTables.class.getResourceAsStream("/db/migration/V2__follow.sql"))) {
      // The tables' owner is who asks here: who may do what is StoreTest's.
      database.run(
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("to usher_server", "to current_user"));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.server().superuser());
    source.setPassword(database.server().password());
    return new FollowTables(database, source, Jdbi.create(source));
  }

  @Override
  public void close() {
    database.close();
  }
}
