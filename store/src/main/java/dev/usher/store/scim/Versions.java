package dev.usher.store.scim;

import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/** What refuses a change of a row. */
final class Versions {
  /** PostgreSQL's error codes, appendix A: unique_violation. */
  private static final String TAKEN = "23505";

  private Versions() {}

  static void check(OptionalLong expected, long version) {
    if (expected.isPresent() && expected.getAsLong() != version)
      throw new ScimRefused(
          Why.OTHER_VERSION,
          "Somebody else has changed it meanwhile: it is version " + version + ". Read it again.");
  }

  static ScimRefused notFound(String what, String id) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return new ScimRefused(
        Why.NOT_FOUND, "There is no " + what + " " + shown + " in this directory.");
  }

  /** The transaction, or its step, is over when it is refused. */
  static void unique(Runnable write, Supplier<ScimRefused> taken) {
    try {
      write.run();
    } catch (JdbiException failure) {
      if (failure.getCause() instanceof SQLException cause && TAKEN.equals(cause.getSQLState()))
        throw taken.get();
      throw failure;
    }
  }
}
