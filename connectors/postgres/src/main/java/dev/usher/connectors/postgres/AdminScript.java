package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.model.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The script that makes usher's own account, with its names filled in. To be run by a superuser.
 */
public final class AdminScript {
  private AdminScript() {}

  /** The script as it ships, with its comments and placeholders. */
  public static String text() {
    try (InputStream script =
        Objects.requireNonNull(AdminScript.class.getResourceAsStream("admin.sql"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the account; once for a cluster. */
  public static String role(String usher) {
    return section("role").replace("<usher>", Sql.name(usher));
  }

  /** Lets it grant what that role owns; once for a cluster and owner. */
  public static String owner(String usher, String owner) {
    return section("owner").replace("<usher>", Sql.name(usher)).replace("<owner>", Sql.name(owner));
  }

  /** Lets it work in a database; to be run there. */
  public static String database(String usher, String database, int major) {
    String sql = section("database") + (major < 15 ? section("database before 15") : "");
    return sql.replace("<usher>", Sql.name(usher)).replace("<database>", Sql.name(database));
  }

  private static String section(String title) {
    String[] sections = text().split("(?m)^--- ");
    for (String section : sections) {
      if (section.startsWith(title + "\n")) return section.substring(title.length() + 1);
    }
    throw new IllegalStateException("admin.sql has no section " + title);
  }
}
