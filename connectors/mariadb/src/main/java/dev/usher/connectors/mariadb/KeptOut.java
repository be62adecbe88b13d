package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Barred;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/** How it is written down that somebody is kept out: a row of usher.mark with their name. */
final class KeptOut {
  private static final String READ =
      "SELECT kind, name, environment, `system` FROM usher.mark"
          + " WHERE kind IN ('suspended', 'offboarded')";

  private KeptOut() {}

  /** Of other policies' targets nothing is told. */
  static Holds read(Connection connection, Set<Target> ours) throws SQLException {
    Holds[] found = {Holds.NONE};
    Rows.each(
        connection,
        READ,
        row -> {
          Target target = new Target(Rows.text(row, 3), Rows.text(row, 4));
          Kind kind = Kind.valueOf(Rows.text(row, 1).toUpperCase(Locale.ROOT));
          if (!ours.contains(target)) return;
          found[0] = found[0].and(Holds.NONE.with(target, new Hold(Rows.text(row, 2), kind)));
        });
    return found[0];
  }

  static String written(Barred barred) {
    return "INSERT IGNORE INTO usher.mark (kind, name, host, environment, `system`, state) VALUES ("
        + String.join(
            ", ",
            Sql.text(barred.hold().kind().word()),
            Sql.text(barred.hold().subject()),
            "''",
            Sql.text(barred.target().environment()),
            Sql.text(barred.target().system()),
            "'made'")
        + ")";
  }

  static String struckOut(Barred barred) {
    return "DELETE FROM usher.mark WHERE kind = "
        + Sql.text(barred.hold().kind().word())
        + " AND name = "
        + Sql.text(barred.hold().subject())
        + " AND environment = "
        + Sql.text(barred.target().environment())
        + " AND `system` = "
        + Sql.text(barred.target().system());
  }
}
