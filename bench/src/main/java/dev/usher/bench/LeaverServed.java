package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A directory says that somebody with a session in each of a hundred databases is gone: from the
 * sending of its word until no session, no account and no right is left, as another connection sees
 * it. And from the word that somebody joins until all of that is there.
 */
final class LeaverServed implements Benchmark {
  private static final double AT_MOST_MS = 1000;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);

  @Override
  public String name() {
    return "leaver-served";
  }

  @Override
  public String about() {
    return "a directory's leaver and joiner, by a server, in 100 databases of one server";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int databases = scale == Scale.FULL ? 100 : 2;
    int leavers = scale == Scale.FULL ? 20 : 1;
    try (Playground playground = new Playground()) {
      Path folder = playground.scene().folder("served");
      Path policy = write(playground, folder, databases);
      try (ServerProcess server =
              ServerProcess.start(
                  new Launcher(folder, List.of()),
                  folder,
                  "-p",
                  policy.toString(),
                  "--data",
                  folder.resolve("store").toString());
          Connection watcher = playground.superuser()) {
        String token = server.token("scim:okta");
        String group =
            server
                .send(token, "POST", "/scim/v2/Groups", "{\"displayName\":\"All\"}")
                .path("id")
                .asText();
        // More than a fifth of the people at once would wait for somebody's yes.
        for (int i = 0; i < 10 * leavers; i++) person(server, token, "other" + i);
        // Somebody stays, so that the role itself does not come and go.
        in(server, token, group, "stays");
        until(watcher, rights("stays"), 1);
        Times joined = new Times();
        Times ended = new Times();
        Times gone = new Times();
        for (int i = 0; i <= leavers; i++) {
          String who = "leaver" + i;
          boolean warm = i > 0;
          String[] id = new String[1];
          (warm ? joined : new Times())
              .measure(
                  () -> {
                    id[0] = in(server, token, group, who);
                    until(watcher, rights(who), 1);
                  });
          List<Connection> sessions = new ArrayList<>();
          for (int d = 0; d < databases; d++)
            sessions.add(playground.server().connect(database(d), who, ""));
          long said = System.nanoTime();
          server.send(
              token,
              "PATCH",
              "/scim/v2/Users/" + id[0],
              "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                  + "\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}");
          until(
              watcher,
              "select count(*) from pg_stat_activity where usename = '%s'".formatted(who),
              0);
          double out = (System.nanoTime() - said) / 1e6;
          until(watcher, "select count(*) from pg_roles where rolname = '%s'".formatted(who), 0);
          double all = (System.nanoTime() - said) / 1e6;
          if (warm) {
            ended.add(out);
            gone.add(all);
          }
          for (Connection session : sessions) session.close();
        }
        return List.of(
            Figure.promised(
                "gone_p99_ms", "until nothing is left, p99", gone.at(99), "ms", AT_MOST_MS),
            Figure.of("gone_ms", "the same, median", gone.median(), "ms"),
            Figure.of("ended_p99_ms", "until the last session ended, p99", ended.at(99), "ms"),
            Figure.promised(
                "joined_p99_ms",
                "until somebody who joins is in, p99",
                joined.at(99),
                "ms",
                AT_MOST_MS),
            Figure.of("joined_ms", "the same, median", joined.median(), "ms"),
            Figure.of("databases", "databases", databases, ""),
            Figure.of("leavers", "leavers", leavers, ""));
      }
    }
  }

  private static String in(ServerProcess server, String token, String group, String who)
      throws IOException, InterruptedException {
    String id = person(server, token, who);
    server.send(
        token,
        "PATCH",
        "/scim/v2/Groups/" + group,
        ("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                + "\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}]}")
            .formatted(id));
    return id;
  }

  private static String person(ServerProcess server, String token, String who)
      throws IOException, InterruptedException {
    return server
        .send(
            token,
            "POST",
            "/scim/v2/Users",
            "{\"userName\":\"%s@acme.example\",\"active\":true}".formatted(who))
        .path("id")
        .asText();
  }

  /** Whether there is such an account that may log in and has a role. */
  private static String rights(String who) {
    return ("select count(*) from pg_roles r where rolname = '%s' and rolcanlogin"
            + " and exists (select from pg_auth_members where member = r.oid)")
        .formatted(who);
  }

  private static void until(Connection watcher, String count, long wanted)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NS;
    while (!Sql.rows(watcher, count).getFirst().getFirst().equals(Long.toString(wanted))) {
      if (System.nanoTime() > end) throw new IllegalStateException("never: " + count);
      Thread.sleep(2);
    }
  }

  private static String database(int i) {
    return "served" + i;
  }

  private static Path write(Playground playground, Path folder, int databases) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "environments: { prod: {} }\ndirectories: { okta: { type: scim } }\nsystems:\n");
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
    text.append("teams: { all: { group: \"okta:All\" } }\n").append(can);
    text.append("grants:\n  - { to: team:all, role: reader, in: prod, because: A figure }\n");
    Path policy = Files.createDirectories(folder.resolve("access"));
    Files.writeString(policy.resolve("policy.yaml"), text);
    return policy;
  }
}
