package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What roles that usher made are named in and no policy can give: things outside the managed
 * schemas, privileges on things to come, the right to pass a privilege on.
 */
public final class ProbeBeyond {
  private ProbeBeyond() {}

  /**
   * Asks one database.
   *
   * @param managed schemas
   * @param creators on whose things of tomorrow the policy may give something
   * @param databases of the realm, which answer for themselves
   * @param found by role, where what is found goes
   */
  static void ask(
      Connection connection,
      List<String> managed,
      List<String> creators,
      List<String> databases,
      Set<Target> ours,
      Map<String, Set<String>> found)
      throws SQLException {
    Array schemas = connection.createArrayOf("text", managed.toArray());
    Array realm = connection.createArrayOf("text", databases.toArray());
    try (PreparedStatement statement = connection.prepareStatement(ProbeSql.BEYOND)) {
      statement.setArray(1, schemas);
      statement.setArray(2, connection.createArrayOf("text", creators.toArray()));
      statement.setArray(3, realm);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (isMade(row.getString(2), ours)) {
            found.computeIfAbsent(row.getString(1), _ -> new TreeSet<>()).add(row.getString(3));
          }
        }
      }
    }
  }

  /** An adopted account keeps what it had. */
  private static boolean isMade(String comment, Set<Target> ours) {
    return switch (PostgresMark.read(comment).orElse(null)) {
      case null -> false;
      case PostgresMark.Group group -> ours.contains(group.target());
      case PostgresMark.Account account ->
          !account.adopted() && account.targets().stream().anyMatch(ours::contains);
      case PostgresMark.Kept kept -> ours.contains(kept.target());
    };
  }
}
