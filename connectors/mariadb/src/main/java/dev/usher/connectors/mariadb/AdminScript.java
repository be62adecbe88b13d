package dev.usher.connectors.mariadb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The script that makes usher's own account, with its names filled in. To be run by root. */
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

  /** Makes usher's tables; once for a server. */
  public static List<String> tables() {
    return section("tables");
  }

  /** Makes the account; once for a server. */
  public static List<String> account(String name, String host) {
    String account = Sql.grantee(new Grantee(name, host));
    return section("account").stream().map(sql -> sql.replace("<usher>", account)).toList();
  }

  /** Lets it give access to that database. */
  public static List<String> database(String name, String host, String database) {
    String account = Sql.grantee(new Grantee(name, host));
    String all = Sql.name(Sql.pattern(database));
    return section("database").stream()
        .map(sql -> sql.replace("<usher>", account).replace("<database>", all))
        .toList();
  }

  private static List<String> section(String title) {
    for (String section : text().split("(?m)^--- ")) {
      if (!section.startsWith(title + "\n")) continue;
      String sql = section.substring(title.length() + 1).replaceAll("(?m)^--.*$", "");
      return Arrays.stream(sql.split(";"))
          .map(String::strip)
          .filter(one -> !one.isEmpty())
          .toList();
    }
    throw new IllegalStateException("admin.sql has no section " + title);
  }
}
