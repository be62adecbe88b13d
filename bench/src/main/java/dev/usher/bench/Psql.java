package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/** Runs a script as an administrator would: {@code psql} on a file, in one transaction. */
final class Psql {
  private final Playground playground;
  private final boolean installed;

  Psql(Playground playground) {
    this.playground = playground;
    this.installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
  }

  /** Whether there is a psql here; else the script is one JDBC statement on a new connection. */
  boolean isInstalled() {
    return installed;
  }

  void run(Path script) throws IOException, InterruptedException, SQLException {
    if (installed) {
      psql(script);
    } else {
      try (Connection connection = playground.usher()) {
        Sql.run(connection, "begin;" + Files.readString(script) + "commit");
      }
    }
  }

  private void psql(Path script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-1",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                playground.server().host(),
                "-p",
                Integer.toString(playground.server().port()),
                "-U",
                Playground.USHER,
                "-f",
                script.toString(),
                Playground.DATABASE)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0 || !said.isEmpty()) {
      throw new IllegalStateException("psql on " + script + ": " + said);
    }
  }
}
