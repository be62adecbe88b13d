package dev.usher.store.policy;

import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/** A database that has this room's tables and nothing else. */
public record PolicyTables(Database database, Jdbi jdbi) implements AutoCloseable {
  public static PolicyTables create() {
    Database database = Postgres.newest().database();
    // The tables' owner is who asks here: who may do what is StoreTest's.
    List.of("V1__ledger", "V7__history", "V8__policy", "V11__ledger_open", "V19__check")
        .forEach(name -> database.run(migration(name)));
    String password = database.server().password();
    return new PolicyTables(
        database, Jdbi.create(database.url(), database.server().superuser(), password));
  }

  private static String migration(String name) {
    try (InputStream text =
        Objects.requireNonNull(
            PolicyTables.class.getResourceAsStream("/db/migration/" + name + ".sql"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${flyway:defaultSchema}", "public")
          .replace("to usher_server", "to current_user");
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
