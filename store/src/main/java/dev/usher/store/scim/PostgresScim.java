package dev.usher.store.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.ScimDirectory;
import dev.usher.engine.scim.ScimStore;
import dev.usher.engine.scim.ScimUser;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** What directories say, in PostgreSQL. Whom something was said of is queued with it. */
public final class PostgresScim implements ScimStore {
  /** PostgreSQL's error codes, appendix A: deadlock_detected. */
  private static final String DEADLOCK = "40P01";

  private static final int TRIES = 4;

  private final Jdbi jdbi;
  private final DirectoryRules rules;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final Runnable heard;

  /**
   * @param ids never the same twice
   * @param heard is told when something new stands in the queue, after it is there
   */
  public PostgresScim(
      Jdbi jdbi, DirectoryRules rules, InstantSource clock, Supplier<UUID> ids, Runnable heard) {
    this.jdbi = jdbi;
    this.rules = rules;
    this.clock = clock;
    this.ids = ids;
    this.heard = heard;
  }

  /** By one statement, which is a transaction of its own. */
  @Override
  public ScimUser create(String directory, ObjectNode document) {
    DirectoryRules now = rules.now();
    return said(
        () ->
            jdbi.withHandle(
                handle -> {
                  Turn turn = new Turn(handle, directory, clock.instant());
                  Words words = new Words(turn);
                  ScimUser user =
                      new NewUser(turn, now.id(directory), words).create(ids.get(), document);
                  return new Done<>(user, words.areSpoken());
                }));
  }

  @Override
  public <T> T in(String directory, Function<ScimDirectory, T> work) {
    DirectoryRules now = rules.now();
    return said(() -> jdbi.inTransaction(handle -> once(handle, directory, now, work)));
  }

  private record Done<T>(T value, boolean spoke) {}

  private <T> T said(Supplier<Done<T>> work) {
    Done<T> done = tried(work, 1);
    if (done.spoke()) heard.run();
    return done.value();
  }

  private static <T> Done<T> tried(Supplier<Done<T>> work, int tries) {
    try {
      return work.get();
    } catch (JdbiException failure) {
      if (tries < TRIES && isDeadlock(failure)) return tried(work, tries + 1);
      throw failure;
    }
  }

  private <T> Done<T> once(
      Handle handle, String directory, DirectoryRules now, Function<ScimDirectory, T> work) {
    Turn turn = new Turn(handle, directory, clock.instant());
    Words words = new Words(turn);
    Removals removals = new Removals(turn, now.brake(directory));
    T value =
        work.apply(
            new PostgresDirectory(
                turn,
                new Users(turn, now.id(directory), ids, words, removals),
                new Groups(turn, ids, words, removals, new Joinings(turn, now))));
    return new Done<>(value, words.areSpoken());
  }

  /** Two who change many rows in different orders; one of them was undone by the database. */
  private static boolean isDeadlock(JdbiException failure) {
    return failure.getCause() instanceof SQLException cause && DEADLOCK.equals(cause.getSQLState());
  }
}
