package dev.usher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One evaluation over HTTP, beside the same server with nothing behind it and beside Cerbos: the
 * same policy and questions, and the same answers before anything is timed. The three take turns
 * under the same load.
 */
final class CheckHttp implements Benchmark {
  private static final int PEOPLE = 1_000;
  private static final int TEAMS = 50;
  private static final double CONSTANT = 1 / 0.8;

  @Override
  public String name() {
    return "check-http";
  }

  @Override
  public String about() {
    return "AuthZEN over HTTP, beside a constant and Cerbos (needs wrk and npm)";
  }

  /** May somebody read a document of some team, of some size? */
  private record Question(int person, int document, int team, int size) {
    boolean isYes() {
      return person % TEAMS == team && size < 100;
    }

    String authzen() {
      return """
      {"subject":{"type":"user","id":"person%d"},"action":{"name":"read"},"resource":{"type":"doc","id":"prod/app/doc:%d","properties":{"team":"team%d","size":%d}}}"""
          .formatted(person, document, team, size);
    }

    String cerbos() {
      return """
      {"requestId":"1","principal":{"id":"person%d","roles":["role%d"]},"resources":[{"actions":["read"],"resource":{"kind":"doc","id":"%d","attr":{"team":"team%d","size":%d}}}]}"""
          .formatted(person, person % TEAMS, document, team, size);
    }
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    List<Question> questions = questions(full ? 1_000 : 20);
    try (Scene scene = new Scene()) {
      Path folder = scene.folder("http");
      try (ServerProcess usher =
              ServerProcess.start(
                  new Launcher(folder, List.of()),
                  folder,
                  "-p",
                  write(folder).toString(),
                  "--data",
                  folder.resolve("store").toString());
          Peer constant = Peer.constant();
          Peer cerbos = Peer.cerbos(scene.folder("cerbos"))) {
        String token = usher.token("check");
        compare(questions, usher, token, cerbos);
        List<Wrk> all =
            List.of(
                new Wrk(
                    usher.root().resolve("/access/v1/evaluation"),
                    folder.resolve("usher.lua"),
                    token,
                    questions.stream().map(Question::authzen).toList()),
                new Wrk(
                    constant.root().resolve("/access/v1/evaluation"),
                    folder.resolve("constant.lua"),
                    token,
                    questions.stream().map(Question::authzen).toList()),
                new Wrk(
                    cerbos.root().resolve("/api/check/resources"),
                    folder.resolve("cerbos.lua"),
                    "",
                    questions.stream().map(Question::cerbos).toList()));
        return figures(all, full ? 7 : 1, full ? 4 : 1);
      }
    }
  }

  private static List<Question> questions(int count) {
    SplittableRandom random = new SplittableRandom(1);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int person = random.nextInt(PEOPLE);
      int team = i % 4 == 0 ? random.nextInt(TEAMS) : person % TEAMS;
      questions.add(new Question(person, random.nextInt(1_000_000), team, random.nextInt(150)));
    }
    return questions;
  }

  private static List<Figure> figures(List<Wrk> all, int rounds, int seconds)
      throws IOException, InterruptedException {
    List<Times> rates = List.of(new Times(), new Times(), new Times());
    List<Times> slowest = List.of(new Times(), new Times(), new Times());
    for (int round = 0; round <= rounds; round++)
      for (int i = 0; i < all.size(); i++) {
        // The first warms up.
        Wrk.Load load = all.get(i).load(round == 0 ? 3 * seconds : seconds);
        if (round == 0) continue;
        rates.get(i).add(load.rate());
        slowest.get(i).add(load.p99());
      }
    Times usher = rates.get(0);
    Times constant = rates.get(1);
    Times cerbos = rates.get(2);
    return List.of(
        Figure.promised(
            "constant_ratio",
            "a constant's requests a second to usher's",
            constant.medianRatio(usher),
            "x",
            CONSTANT),
        Figure.promised(
            "cerbos_ratio",
            "five times Cerbos' requests a second to usher's",
            5 * cerbos.medianRatio(usher),
            "x",
            1),
        Figure.promised(
            "p99_ratio",
            "usher's p99 to Cerbos'",
            slowest.get(0).medianRatio(slowest.get(2)),
            "x",
            1),
        Figure.of("usher", "usher's requests a second", usher.median(), ""),
        Figure.of("constant", "the constant's", constant.median(), ""),
        Figure.of("cerbos", "Cerbos'", cerbos.median(), ""),
        Figure.of("usher_p99_ms", "usher's p99", slowest.get(0).median(), "ms"),
        Figure.of("constant_p99_ms", "the constant's", slowest.get(1).median(), "ms"),
        Figure.of("cerbos_p99_ms", "Cerbos'", slowest.get(2).median(), "ms"));
  }

  private static void compare(
      List<Question> questions, ServerProcess usher, String token, Peer cerbos) throws IOException {
    try (Line ours = usher.line(token);
        Line theirs = new Line(cerbos.root(), "none")) {
      for (Question question : questions) {
        JsonNode one =
            ServerProcess.JSON.readTree(
                ours.send("POST", "/access/v1/evaluation", question.authzen()));
        JsonNode other =
            ServerProcess.JSON.readTree(
                theirs.send("POST", "/api/check/resources", question.cerbos()));
        boolean allowed = other.at("/results/0/actions/read").asText().equals("EFFECT_ALLOW");
        if (one.path("decision").booleanValue() != question.isYes() || allowed != question.isYes())
          throw new IllegalStateException(question + ": usher " + one + ", Cerbos " + other);
      }
    }
  }

  private static Path write(Path folder) throws IOException {
    Path policy = Files.createDirectories(folder.resolve("access"));
    StringBuilder text = new StringBuilder();
    text.append(
        """
        environments: { prod: {} }
        systems:
          app:
            type: application
            in: { prod: {} }
            resources: { doc: { actions: [read], attributes: { team: text, size: number } } }
        """);
    text.append("people:\n");
    for (int i = 0; i < PEOPLE; i++) text.append("  person").append(i).append(": {}\n");
    text.append("teams:\n");
    for (int team = 0; team < TEAMS; team++) {
      List<String> members = new ArrayList<>();
      for (int one = team; one < PEOPLE; one += TEAMS) members.add("person" + one);
      text.append("  team%d: { members: [%s] }%n".formatted(team, String.join(", ", members)));
    }
    text.append("roles:\n");
    for (int team = 0; team < TEAMS; team++)
      text.append(
          """
            role%d: { can: [ { do: read, on: "app/doc:*", when: 'resource.team == "team%d" && resource.size < 100' } ] }
          """
              .formatted(team, team));
    text.append("grants:\n");
    for (int team = 0; team < TEAMS; team++)
      text.append(
          "  - { to: team:team%d, role: role%d, in: prod, because: A figure }%n"
              .formatted(team, team));
    Files.writeString(policy.resolve("policy.yaml"), text.toString());
    return policy;
  }

  /** Another server, in a process of its own, on a free port; ended when closed. */
  private record Peer(Process process, URI root) implements AutoCloseable {
    static Peer constant() throws IOException {
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:+UseParallelGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Constant.class.getName())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String port = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
      return new Peer(process, URI.create("http://127.0.0.1:" + port));
    }

    /** As npm has it, with its policies on disk and without its log of decisions. */
    static Peer cerbos(Path folder) throws IOException, InterruptedException {
      Path root = Npm.install(folder, "@cerbos/cerbos-linux-x64", "0.55.0");
      Path policies = Files.createDirectories(folder.resolve("policies"));
      StringBuilder rules = new StringBuilder();
      for (int team = 0; team < TEAMS; team++)
        rules.append(
            """
                - actions: [read]
                  effect: EFFECT_ALLOW
                  roles: [role%d]
                  condition: { match: { expr: 'request.resource.attr.team == "team%d" && request.resource.attr.size < 100' } }
            """
                .formatted(team, team));
      Files.writeString(
          policies.resolve("doc.yaml"),
          """
          apiVersion: api.cerbos.dev/v1
          resourcePolicy:
            version: default
            resource: doc
            rules:
          """
              + rules);
      int http = free();
      Path config = folder.resolve("cerbos.yaml");
      Files.writeString(
          config,
          """
          server: { httpListenAddr: "127.0.0.1:%d", grpcListenAddr: "127.0.0.1:%d" }
          storage: { driver: disk, disk: { directory: "%s", watchForChanges: false } }
          telemetry: { disabled: true }
          audit: { enabled: false }
          """
              .formatted(http, free(), policies));
      Process process =
          new ProcessBuilder(
                  root.resolve("cerbos-linux-x64").toString(),
                  "server",
                  "--log-level=error",
                  "--config=" + config)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("cerbos.log").toFile())
              .start();
      Peer peer = new Peer(process, URI.create("http://127.0.0.1:" + http));
      peer.await(folder.resolve("cerbos.log"));
      return peer;
    }

    private static int free() throws IOException {
      try (ServerSocket socket = new ServerSocket(0)) {
        return socket.getLocalPort();
      }
    }

    private void await(Path log) throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (true) {
        try (Line line = new Line(root, "none")) {
          line.send("GET", "/_cerbos/health", "");
          return;
        } catch (IOException | IllegalStateException notYet) {
          if (!process.isAlive() || System.nanoTime() > end)
            throw new IllegalStateException("no Cerbos:\n" + Files.readString(log), notYet);
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.waitFor();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
