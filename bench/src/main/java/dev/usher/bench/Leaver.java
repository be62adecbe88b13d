package dev.usher.bench;

import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Somebody with an account in a hundred databases of one server, and a session open in each, is
 * offboarded: how long until nobody is in any more and nobody can come in, as another connection
 * sees it. Each leaver leaves but once, so each round is another's.
 */
final class Leaver implements Benchmark {
  private static final double AT_MOST_MS = 1000;

  @Override
  public String name() {
    return "leaver-100";
  }

  @Override
  public String about() {
    return "offboard somebody with a session in each of 100 databases of one server";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    int databases = full ? 100 : 2;
    int warm = full ? 20 : 1;
    int cold = full ? 8 : 1;
    try (Playground playground = new Playground()) {
      Path policy = write(playground, databases, warm + cold + 1);
      Usher usher = playground.scene().usher();
      Work work = new Work(usher);
      work.apply(policy, work.plan(policy));
      Times shut = new Times();
      Times whole = new Times();
      for (int i = 0; i <= warm; i++) {
        // The first warms up.
        Times times = i == 0 ? new Times() : whole;
        String who = leaver(i);
        leave(
            playground,
            databases,
            who,
            i == 0 ? new Times() : shut,
            () -> times.measure(() -> offboard(usher, policy, who)));
      }
      Times process = new Times();
      Launcher launcher = new Launcher(playground.scene().folder("leaver"), List.of());
      launcher.expect(0, "validate", "-p", policy.toString());
      for (int i = warm + 1; i <= warm + cold; i++) {
        String who = leaver(i);
        leave(
            playground,
            databases,
            who,
            process,
            () -> launcher.expect(0, "offboard", who, "--yes", "-p", policy.toString()));
      }
      return List.of(
          Figure.promised(
              "shut_p99_ms", "until the last session ended, p99", shut.at(99), "ms", AT_MOST_MS),
          Figure.of("shut_ms", "the same, median", shut.median(), "ms"),
          Figure.promised(
              "cold_p99_ms",
              "the same from the start of a process, p99",
              process.at(99),
              "ms",
              AT_MOST_MS),
          Figure.of("cold_ms", "the same, median", process.median(), "ms"),
          Figure.of(
              "whole_ms", "until nothing was left, and looked at, median", whole.median(), "ms"),
          Figure.of("databases", "databases, with a session in each", databases, ""),
          Figure.of("warm", "leavers", warm, ""),
          Figure.of("cold", "leavers, each by a process of its own", cold, ""));
    }
  }

  private static String leaver(int i) {
    return "leaver" + i;
  }

  private static void offboard(Usher usher, Path policy, String who) {
    ReceiptReport receipt =
        usher.offboardAtOnce(policy, who, Optional.empty(), _ -> {}, Progress.silent());
    if (!receipt.isWhole()) throw new IllegalStateException(receipt.toString());
  }

  /** Opens the sessions, and watches from the word on that takes them away. */
  private static void leave(
      Playground playground, int databases, String who, Times shut, Times.Work word)
      throws Exception {
    List<Connection> sessions = new ArrayList<>();
    try (Connection watcher = playground.superuser()) {
      for (int i = 0; i < databases; i++) {
        sessions.add(playground.server().connect(database(i), who, ""));
      }
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        Future<?> said =
            thread.submit(
                (Callable<Boolean>)
                    () -> {
                      word.run();
                      return true;
                    });
        shut.measure(() -> watch(watcher, who));
        said.get();
      }
    } finally {
      for (Connection session : sessions) session.close();
    }
  }

  private static void watch(Connection watcher, String who)
      throws SQLException, InterruptedException {
    String in =
        "select (select count(*) from pg_stat_activity where usename = '%1$s')"
            + " + (select count(*) from pg_roles where rolname = '%1$s' and rolcanlogin)";
    while (!Sql.rows(watcher, in.formatted(who)).equals(List.of(List.of("0")))) Thread.sleep(5);
  }

  private static String database(int i) {
    return "leaving" + i;
  }

  /** One system for each database, and one role that reads them all. */
  private static Path write(Playground playground, int databases, int people) throws IOException {
    StringBuilder text = new StringBuilder("environments: { prod: {} }\nsystems:\n");
    StringBuilder can = new StringBuilder("roles:\n  reader:\n    can:\n");
    for (int i = 0; i < databases; i++) {
      playground.createDatabase(database(i));
      playground
          .server()
          .run(
              database(i),
              "set role " + Playground.OWNER,
              "create schema s",
              "create table s.t (id int)");
      text.append(
          "  s%d:\n    type: postgresql\n    schemas: [s]\n    in: { prod: { url: \"%s\", admin: \"file:%s\" } }\n"
              .formatted(i, playground.server().url(database(i)), playground.secret()));
      can.append("      - { do: read, on: \"s%d/s/t\" }\n".formatted(i));
    }
    text.append("people:\n");
    for (int i = 0; i < people; i++) text.append("  ").append(leaver(i)).append(": {}\n");
    text.append(can).append("grants:\n");
    for (int i = 0; i < people; i++) {
      text.append(
          "  - { to: %s, role: reader, in: prod, because: A figure }\n".formatted(leaver(i)));
    }
    Path policy = playground.scene().folder("leaver").resolve("access");
    Files.createDirectories(policy);
    Files.writeString(policy.resolve("policy.yaml"), text);
    return policy;
  }
}
