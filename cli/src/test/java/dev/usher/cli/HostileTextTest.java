package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.terminal.Terminal;
import dev.usher.connectors.postgres.AdminScript;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in a database that would paint, hide or forge what usher tells of it. */
class HostileTextTest {
  /** Clears the screen, goes back, turns the reading, and says that all is well. */
  private static final List<String> NAMES =
      List.of(
          "a\u001b[2J\u001b[1;1H",
          "b\rNothing to do.",
          "c\u009b2J",
          "d\u202Etxt",
          "e\nNothing to do.",
          "f\u001b]0;x\u0007",
          "g\b\b\b\b",
          "h\u2028Nothing to do.",
          "i\r\u001b[K");

  @Test
  void whatIsPrintedNeitherMovesTheCursorNorForgesALine(@TempDir Path folder) throws IOException {
    try (Database database = Postgres.newest().database()) {
      String tag = database.tag();
      String owner = database.role(tag + "_owner", "nologin");
      String usher = database.expectRole(tag + "_usher");
      database.run(AdminScript.role(usher), AdminScript.owner(usher, owner));
      database.run("alter database " + database.name() + " owner to " + owner);
      database.run(AdminScript.database(usher, database.name(), 18));
      List<String> there = new ArrayList<>(List.of("set role " + owner));
      for (String name : NAMES) {
        String quoted = Sql.name(name);
        String role = database.expectRole(tag + name);
        there.add("create table " + quoted + " (" + quoted + " int)");
        there.add("create function " + quoted + "() returns int language sql as 'select 1'");
        there.add("reset role");
        there.add("create role " + Sql.name(role) + " login");
        there.add("set role " + owner);
        there.add("grant select on " + quoted + " to " + Sql.name(role) + ", public");
      }
      database.run(there.toArray(String[]::new));
      Files.writeString(folder.resolve("policy.yaml"), policy(database, tag));
      Map<String, String> environment = Map.of("HOSTILE_ADMIN", usher + ":any");
      String path = folder.toString();
      for (String[] words :
          new String[][] {
            {"plan", "-p", path, "--all", "--sql"},
            {"plan", "-p", path, "--json"},
            {"apply", "-p", path, "--yes"},
            {"drift", "-p", path},
            {"verify", "-p", path},
            {"access", "carol", "-p", path, "--live"},
            {
              "import",
              database.url(),
              "--admin",
              "env:HOSTILE_ADMIN",
              "--out",
              folder.resolve("imported").toString()
            },
          }) {
        String said = said(environment, words);
        assertThat(said).doesNotContain("error:");
        assertThat(said.codePoints().filter(HostileTextTest::moves).boxed())
            .as(String.join(" ", words))
            .isEmpty();
        boolean exact = List.of(words).contains("--sql");
        if (!exact) assertThat(said.lines()).as(words[0]).doesNotContain("Nothing to do.");
      }
      Files.writeString(
          folder.resolve("policy.yaml"), policy(database, tag).replace("[carol]", "[]"));
      said(environment, "apply", "-p", path, "--yes");
    }
  }

  private static boolean moves(int point) {
    return point != '\n' && point != '\t' && Character.isISOControl(point)
        || Character.getType(point) == Character.FORMAT
        || point == 0x2028;
  }

  private static String policy(Database database, String tag) {
    return """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:HOSTILE_ADMIN" } }
            schemas: [public]
            account: "%s_{name}"
            public: keep
        people: { carol: {} }
        teams: { all: { members: [carol] } }
        roles:
          reader: { can: [{ do: [read], on: "shop-db/public/*" }] }
        grants:
          - { to: team:all, role: reader, in: prod, because: "x\\nNothing to do.\\e[2J" }
        """
        .formatted(database.url(), tag);
  }

  private static String said(Map<String, String> environment, String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = Terminal.stream(said);
    Main.run(words, new Terminal(InputStream.nullInputStream(), out, out, "", environment));
    out.flush();
    return said.toString(StandardCharsets.UTF_8);
  }
}
