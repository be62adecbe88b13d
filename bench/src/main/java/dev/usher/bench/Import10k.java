package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;

/**
 * The large database of {@link NothingToDo}, without a trace of usher in it: what it grants is
 * imported, and planned.
 */
final class Import10k implements Benchmark {
  @Override
  public String name() {
    return "import-10k";
  }

  @Override
  public String about() {
    return "import, and plan of it: 10,000 tables, 1,000 roles, 100,000 ACL entries";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    Company company = NothingToDo.company(scale);
    try (Playground playground = new Playground();
        Wire wire = new Wire(playground.server().host(), playground.server().port())) {
      Work work = new Work(playground.scene().usher());
      NothingToDo.settle(playground, company, work);
      forget(playground);
      return measure(playground, wire, scale);
    }
  }

  /** Roles and privileges stay as they are; the marks that usher knows its own by go. */
  private static void forget(Playground playground) throws Exception {
    try (Connection connection = playground.superuser()) {
      Sql.run(
          connection,
          """
          do $$ declare r text; begin
            for r in select rolname from pg_roles where oid >= 16384 loop
              execute format('comment on role %I is null', r);
            end loop;
          end $$
          """,
          "drop schema usher cascade",
          "vacuum analyze pg_shdescription");
    }
  }

  private static List<Figure> measure(Playground playground, Wire wire, Scale scale)
      throws Exception {
    Path home = playground.scene().folder("imported");
    Launcher launcher = new Launcher(home, List.of(NothingToDo.HEAP));
    // What import asks, written down on the way.
    String written = NothingToDo.url(playground, wire.port(), Playground.DATABASE);
    take(launcher, playground, written, home.resolve("written"));
    List<String> questions = wire.takeAsked();
    Times bare = new Times();
    Times imported = new Times();
    Times plan = new Times();
    String url = playground.server().url(Playground.DATABASE);
    for (int i = 0; i < (scale == Scale.FULL ? 5 : 1); i++) {
      try (Connection connection = playground.usher()) {
        Connection asking = connection;
        bare.measure(() -> Bare.ask(asking, questions));
      }
      Path folder = home.resolve("access-" + i);
      imported.measure(() -> take(launcher, playground, url, folder));
      plan.measure(
          () -> launcher.expect(0, "plan", "-p", folder.toString(), "--detailed-exitcode"));
    }
    double limit = NothingToDo.limit(bare);
    return List.of(
        Figure.promised(
            "import_ms", "usher import, a process of 512 MiB", imported.median(), "ms", limit),
        Figure.promised(
            "plan_ms", "usher plan of it, a process of 512 MiB", plan.median(), "ms", limit),
        Figure.of("bare_ms", "the questions of import by plain JDBC, warm", bare.median(), "ms"),
        Figure.of("policy_kib", "size of what was written", size(home.resolve("access-0")), "KiB"));
  }

  private static void take(Launcher launcher, Playground playground, String url, Path folder)
      throws Exception {
    launcher.expect(
        0, "import", url, "--out", folder.toString(), "--admin", "file:" + playground.secret());
  }

  private static double size(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      double bytes = 0;
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        if (Files.isRegularFile(file)) bytes += Files.size(file);
      }
      return Math.rint(bytes / 1024);
    }
  }
}
