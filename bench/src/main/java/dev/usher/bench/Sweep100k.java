package dev.usher.bench;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.testkit.Embedded;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A hundred thousand people in a thousand teams, each with an account in one of a hundred databases
 * on four servers: a look at all of it, with nothing to do.
 */
final class Sweep100k implements Benchmark {
  private static final double AT_MOST_MS = 30_000;
  private static final String HEAP = "-Xmx1g";

  /** The oldest: from 16 on the making of so many roles takes long, which is not the question. */
  private static final int MAJOR = 14;

  private static final int SERVERS = 4;

  /** Teams whose people come into a database. */
  private static final int TEAMS_EACH = 10;

  @Override
  public String name() {
    return "sweep-100k";
  }

  @Override
  public String about() {
    return "100,000 people, 1,000 teams, 100 databases of four servers, with nothing to do";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    int databases = full ? 100 : SERVERS;
    int people = full ? 100_000 : 200;
    List<Embedded> servers = new ArrayList<>();
    try (Scene scene = new Scene()) {
      for (int i = 0; i < SERVERS; i++) servers.add(Postgres.fresh(MAJOR));
      Files.writeString(scene.file("admin"), Playground.USHER + ":");
      Path access = scene.folder("sweep/access");
      estate(access, servers, scene.file("admin"), databases);
      people(access, databases * TEAMS_EACH, people);
      Launcher launcher = new Launcher(scene.folder("sweep"), List.of(HEAP));
      launcher.expect(0, "apply", "--yes", "-p", access.toString());
      for (Embedded one : servers) one.server().run("postgres", "vacuum analyze");
      Times plan = new Times();
      for (int i = 0; i < (full ? 5 : 1); i++)
        plan.measure(
            () -> launcher.expect(0, "plan", "--detailed-exitcode", "-p", access.toString()));
      return List.of(
          Figure.promised(
              "sweep_ms",
              "usher plan of it all, a process with a heap of 1 GiB, median",
              plan.median(),
              "ms",
              AT_MOST_MS),
          Figure.of("people", "people", people, ""),
          Figure.of("databases", "databases", databases, ""));
    } finally {
      servers.forEach(Embedded::close);
    }
  }

  /** Each database with one table, a role that reads it, and the teams that have the role. */
  private static void estate(Path folder, List<Embedded> servers, Path secret, int databases)
      throws IOException {
    for (Embedded one : servers)
      one.server()
          .run(
              "postgres",
              "create role " + Playground.OWNER,
              AdminScript.role(Playground.USHER),
              AdminScript.owner(Playground.USHER, Playground.OWNER));
    StringBuilder grants = new StringBuilder("grants:\n");
    StringBuilder roles = new StringBuilder("roles:\n");
    try (PrintWriter out = file(folder, "estate")) {
      out.println("environments: { prod: {} }\nsystems:");
      for (int i = 0; i < databases; i++) {
        Postgres server = servers.get(i % SERVERS).server();
        String name = "d" + i;
        server.run("postgres", "create database " + name + " owner " + Playground.OWNER);
        server.run(name, AdminScript.database(Playground.USHER, name, MAJOR));
        server.run(
            name, "set role " + Playground.OWNER, "create schema s", "create table s.t (id int)");
        out.printf(
            "  s%d:%n    type: postgresql%n    schemas: [s]%n"
                + "    in: { prod: { url: \"%s\", admin: \"file:%s\" } }%n",
            i, server.url(name), secret);
        roles.append("  r%1$d: { can: [ { do: read, on: \"s%1$d/s/t\" } ] }%n".formatted(i));
        for (int team = 0; team < TEAMS_EACH; team++)
          grants.append(
              "  - { to: \"team:t%d\", role: r%d, in: prod, because: A figure }%n"
                  .formatted(i * TEAMS_EACH + team, i));
      }
      out.print(roles);
      out.print(grants);
    }
  }

  private static void people(Path folder, int teams, int people) throws IOException {
    try (PrintWriter out = file(folder, "people")) {
      out.println("people:");
      for (int i = 0; i < people; i++) out.printf("  p%d: {}%n", i);
    }
    try (PrintWriter out = file(folder, "teams")) {
      out.println("teams:");
      for (int team = 0; team < teams; team++) {
        StringBuilder members = new StringBuilder();
        for (int i = team; i < people; i += teams)
          members.append(members.isEmpty() ? "" : ", ").append('p').append(i);
        out.printf("  t%d: { members: [%s] }%n", team, members);
      }
    }
  }

  private static PrintWriter file(Path folder, String name) throws IOException {
    return new PrintWriter(Files.newBufferedWriter(folder.resolve(name + ".yaml")));
  }
}
