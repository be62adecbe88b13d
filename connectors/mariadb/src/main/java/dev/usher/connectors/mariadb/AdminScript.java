package dev.usher.connectors.mariadb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The scripts that make usher's own account, with names filled in. To be run by root. */
public final class AdminScript {
  private final String name;

  private AdminScript(String name) {
    this.name = name;
  }

  public static AdminScript mariaDb() {
    return new AdminScript("admin.sql");
  }

  public static AdminScript mySql() {
    return new AdminScript("mysql/admin.sql");
  }

  /** The script as it ships, with its comments and placeholders. */
  public String text() {
    try (InputStream script = Objects.requireNonNull(AdminScript.class.getResourceAsStream(name))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes usher's tables; once for a server. */
  public List<String> tables() {
    return section("tables");
  }

  /** Makes the account whose rights views of some rows of that database have. */
  public List<String> rows(String database) {
    String definer = Sql.grantee(ViewSql.definer(database));
    return section("rows").stream().map(sql -> sql.replace("<rows>", definer)).toList();
  }

  /** Makes the account; once for a server. */
  public List<String> account(String name, String host) {
    String account = Sql.grantee(new Grantee(name, host));
    return section("account").stream().map(sql -> sql.replace("<usher>", account)).toList();
  }

  /** Lets it give access to that database. */
  public List<String> database(String name, String host, String database) {
    String account = Sql.grantee(new Grantee(name, host));
    String all = Sql.name(new DatabasePatterns(true).of(database));
    return section("database").stream()
        .map(sql -> sql.replace("<usher>", account).replace("<database>", all))
        .toList();
  }

  private List<String> section(String title) {
    for (String section : text().split("(?m)^-- --- ")) {
      if (section.startsWith(title + "\n")) return statements(section.substring(title.length()));
    }
    throw new IllegalStateException(name + " has no section " + title);
  }

  /** As the client mariadb or mysql reads them: a line DELIMITER says what ends a statement. */
  private static List<String> statements(String sql) {
    List<String> found = new ArrayList<>();
    String end = ";";
    StringBuilder next = new StringBuilder();
    for (String line : sql.lines().filter(one -> !one.strip().startsWith("--")).toList()) {
      if (line.startsWith("DELIMITER ")) {
        end = line.substring("DELIMITER ".length()).strip();
      } else if (line.endsWith(end)) {
        next.append(line, 0, line.length() - end.length());
        found.add(next.toString().strip());
        next.setLength(0);
      } else {
        next.append(line).append('\n');
      }
    }
    return List.copyOf(found);
  }
}
