package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kill -9 between any two statements of a plan that gives and takes; then once more. On the oldest
 * server at every third place: the order is the same there, and each place takes seconds.
 */
@Tag("long")
class KilledTest {
  @TempDir Path folder;

  static List<Postgres> servers() {
    return List.of(Postgres.oldest(), Postgres.newest());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theNextRunConvergesWhereverThisOneWasKilled(Postgres server) throws Exception {
    try (Estate estate = new Estate(server, 2, Shop::schema, () -> true)) {
      List<Access> before = meant(estate, false);
      List<Access> after = meant(estate, true);
      estate.applying().apply(before);
      Plan plan = estate.applying().plan(after).plan();
      assertThat(plan.stages().stream().mapToInt(stage -> stage.steps().size()).sum())
          .as("statements")
          .isGreaterThan(20);
      int killed = 0;
      int places = 0;
      int every = server.equals(Postgres.newest()) ? 1 : 3;
      for (int stage = 0; stage < plan.stages().size(); stage++) {
        for (int place = 0; place <= plan.stages().get(stage).steps().size(); place++) {
          if (places++ % every > 0) continue;
          if (killed > 0) estate.applying().apply(before);
          killAt(estate, stage, place);
          killed++;
          Doors doors = new Doors(estate, before, after);
          String where = "killed in stage " + stage + " before step " + place;
          doors.check(where);
          rerun(estate, after, doors, where);
        }
      }
      System.out.println(server + ": killed at " + killed + " of " + places + " places");
    }
  }

  private static List<Access> meant(Estate estate, boolean after) {
    String prefix = estate.tag() + "_";
    return estate.sites().stream()
        .map(Estate.Site::target)
        .map(target -> after ? Shop.after(target, prefix) : Shop.before(target, prefix))
        .toList();
  }

  /** What a second run does, looking at the doors after each stage. */
  private static void rerun(Estate estate, List<Access> after, Doors doors, String where) {
    estate
        .applying()
        .open(
            session -> {
              Applying.Planned planned = estate.applying().plan(session, after);
              assertThat(planned.errors()).as(where).isEmpty();
              for (Plan.Stage stage : planned.plan().stages()) {
                List<Outcome> outcomes = new ArrayList<>();
                session.run(stage, outcomes::add);
                assertThat(outcomes).as(where).allSatisfy(Applying::isDone);
                doors.check(where + ", then ran stage " + stage.id() + " " + stage.phase());
              }
              return planned;
            });
    doors.checkFinal(where);
    assertThat(estate.applying().plan(after).plan().stages()).as(where).isEmpty();
  }

  private void killAt(Estate estate, int stage, int place) throws Exception {
    List<Connection> barriers = new ArrayList<>();
    try {
      for (Estate.Site site : estate.sites()) {
        Connection connection = site.database().connect();
        Sql.run(connection, "select pg_advisory_lock(" + Crash.BARRIER + ")");
        barriers.add(connection);
      }
      Process process = start(estate, stage, place);
      try {
        awaitBarrier(barriers.getFirst(), process);
      } finally {
        process.destroyForcibly().waitFor();
      }
    } finally {
      for (Connection each : barriers) each.close();
    }
    awaitGone(estate);
  }

  private Process start(Estate estate, int stage, int place) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Crash.class.getName(),
                estate.admin(),
                estate.tag() + "_",
                Integer.toString(stage),
                Integer.toString(place)));
    for (Estate.Site site : estate.sites()) {
      command.add(site.target().environment());
      command.add(site.target().system());
      command.add(site.database().url());
    }
    File log = folder.resolve("child.log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log))
        .start();
  }

  private void awaitBarrier(Connection connection, Process process) throws Exception {
    String waiting =
        "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = "
            + Crash.BARRIER;
    for (int i = 0; i < 3_000; i++) {
      if (!Sql.rows(connection, waiting).isEmpty()) return;
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) break;
    }
    throw new AssertionError(
        "the child did not come to its barrier:\n" + Files.readString(folder.resolve("child.log")));
  }

  /** Until the server has noticed that the process is no more. */
  private static void awaitGone(Estate estate) throws Exception {
    try (Connection connection = estate.server().connect("postgres")) {
      String alive = "select 1 from pg_stat_activity where usename = " + Sql.text(estate.admin());
      for (int i = 0; i < 1_000; i++) {
        if (Sql.rows(connection, alive).isEmpty()) return;
        Thread.sleep(10);
      }
      throw new AssertionError("backends of a killed process stay");
    }
  }
}
