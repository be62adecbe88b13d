package dev.usher.bench;

import dev.usher.core.check.Asked;
import dev.usher.core.model.Policy.Subject;
import dev.usher.sdk.UsherChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A directory changes an attribute of somebody: from the server's answer, which comes after the
 * commit, until the SDK in another process answers by it; other people change meanwhile.
 */
final class CheckLag implements Benchmark {
  private static final double AT_MOST_MS = 100;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  @Override
  public String name() {
    return "check-lag";
  }

  @Override
  public String about() {
    return "from a commit until a checker in another process knows it";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int changes = scale == Scale.FULL ? 1000 : 10;
    int others = scale == Scale.FULL ? 2000 : 10;
    try (Scene scene = new Scene()) {
      Path folder = scene.folder("lag");
      Path policy = write(folder);
      try (ServerProcess server =
          ServerProcess.start(
              new Launcher(folder, List.of()),
              folder,
              "-p",
              policy.toString(),
              "--data",
              folder.resolve("store").toString())) {
        String token = server.token("scim:okta");
        String check = server.token("check");
        for (int i = 0; i < others; i++) person(server, token, "other" + i);
        String ann = person(server, token, "ann");
        Asked asked =
            new Asked(
                Subject.Kind.PERSON, "ann", "read", "doc", "prod/app/doc:1", Optional.empty());
        Times lag = new Times();
        try (UsherChecks checks =
            UsherChecks.follow(server.root(), () -> check, InstantSource.system(), _ -> {})) {
          until(checks, asked, true);
          for (int i = 0; i < changes; i++) {
            boolean may = i % 2 == 1;
            title(server, token, ann, may ? "in" : "out");
            long said = System.nanoTime();
            until(checks, asked, may);
            lag.add((System.nanoTime() - said) / 1e6);
          }
        }
        return List.of(
            Figure.promised("lag_p99_ms", "until it is known, p99", lag.at(99), "ms", AT_MOST_MS),
            Figure.of("lag_ms", "the same, median", lag.median(), "ms"),
            Figure.of("changes", "changes", changes, ""),
            Figure.of("people", "people in the directory", others + 1, ""));
      }
    }
  }

  private static void until(UsherChecks checks, Asked asked, boolean may)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NS;
    while (checks.allows(asked) != may) {
      if (System.nanoTime() > end) throw new IllegalStateException("never known");
      TimeUnit.MICROSECONDS.sleep(200);
    }
  }

  private static String person(ServerProcess server, String token, String who)
      throws IOException, InterruptedException {
    return server
        .send(
            token,
            "POST",
            "/scim/v2/Users",
            "{\"userName\":\"%s@acme.example\",\"active\":true,\"title\":\"in\"}".formatted(who))
        .path("id")
        .asText();
  }

  private static void title(ServerProcess server, String token, String id, String title)
      throws IOException, InterruptedException {
    server.send(
        token,
        "PATCH",
        "/scim/v2/Users/" + id,
        ("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                + "\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"%s\"}]}")
            .formatted(title));
  }

  private static Path write(Path folder) throws IOException {
    Path policy = Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        policy.resolve("policy.yaml"),
        """
        environments: { prod: {} }
        directories: { okta: { type: scim, attributes: { title: title } } }
        systems:
          app: { type: application, in: { prod: {} }, resources: { doc: { actions: [read] } } }
        teams: { insiders: { where: subject.title == "in" } }
        roles:
          reader: { can: [ { do: read, on: "app/doc:*" } ] }
        grants:
          - { to: team:insiders, role: reader, in: prod, because: A figure }
        """);
    return policy;
  }
}
