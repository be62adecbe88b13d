package dev.usher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Somebody moves from one team to another, where a directory knows a thousand people and where it
 * knows a hundred thousand; a thousand have an account and a role in every database of this server,
 * as many as a target has where a hundred share so many people. From the first of the directory's
 * two words until they have the new role everywhere and the old one nowhere.
 */
final class Mover implements Benchmark {
  /** What is the same but for chance. */
  private static final double OF_THE_FEW = 1.5;

  private static final int BULK = 1000;

  /** Most who have an account here. */
  private static final int HERE = 1000;

  private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(60);
  private static final String WHO = "mover";
  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  @Override
  public String name() {
    return "mover-100k";
  }

  @Override
  public String about() {
    return "a directory's mover, by a server, among 1,000 people and among 100,000";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    int databases = full ? 10 : 2;
    int moves = full ? 40 : 2;
    Times ofFew = among(full ? 1_000 : 10, databases, moves);
    Times ofMany = among(full ? 100_000 : 30, databases, moves);
    return List.of(
        Figure.promised(
            "mover_ratio",
            "a move among 100,000 people, to one among 1,000, median",
            ofMany.median() / ofFew.median(),
            "x",
            OF_THE_FEW),
        Figure.of("few_ms", "among 1,000, median", ofFew.median(), "ms"),
        Figure.of("many_ms", "among 100,000, median", ofMany.median(), "ms"),
        Figure.of("many_p99_ms", "among 100,000, p99", ofMany.at(99), "ms"),
        Figure.of("databases", "databases", databases, ""));
  }

  private static Times among(int people, int databases, int moves) throws Exception {
    try (Playground playground = new Playground()) {
      Path folder = playground.scene().folder("moves");
      Path access = Files.createDirectories(folder.resolve("access"));
      Path policy = access.resolve("policy.yaml");
      String text = text(playground, databases);
      Files.writeString(policy, text);
      String[] arguments = {"-p", access.toString(), "--data", folder.resolve("store").toString()};
      Launcher launcher = new Launcher(folder, List.of());
      try (ServerProcess server = ServerProcess.start(launcher, folder, arguments);
          Connection watcher = playground.superuser()) {
        String token = server.token("scim:okta");
        String audit = server.token("audit");
        List<String> ids = bulk(server, token, people);
        String mover = id(server.send(token, "POST", "/scim/v2/Users", user(WHO)));
        int here = Math.min(people, HERE);
        String readers = group(server, token, "Readers", ids.subList(0, here));
        String writers = group(server, token, "Writers", ids.subList(0, here / 10));
        group(server, token, "Others", ids);
        patch(server, token, readers, "add", mover);
        // All of them at once, by the policy that gives them something.
        Files.writeString(
            policy,
            text
                + "grants:\n  - { to: team:readers, role: reader, in: prod }\n"
                + "  - { to: team:writers, role: writer, in: prod }\n");
        until(
            watcher,
            "select count(*) from pg_roles where rolname ~ '^p[0-9]' and rolcanlogin",
            here);
        settled(server, audit);
        Times times = new Times();
        for (int i = 0; i < moves + 4; i++) {
          boolean there = i % 2 == 0;
          // The first ones warm up.
          (i < 4 ? new Times() : times)
              .measure(
                  () -> {
                    patch(server, token, there ? writers : readers, "add", mover);
                    patch(server, token, there ? readers : writers, "remove", mover);
                    until(watcher, in("writer"), there ? databases : 0);
                    until(watcher, in("reader"), there ? 0 : databases);
                  });
          settled(server, audit);
        }
        return times;
      }
    }
  }

  /** In how many databases. */
  private static String in(String role) {
    return ("select count(*) from pg_auth_members m join pg_roles g on g.oid = m.roleid"
            + " where m.member = (select oid from pg_roles where rolname = '%s')"
            + " and g.rolname like 'usher\\_%%\\_%s\\_%%'")
        .formatted(WHO, role);
  }

  private static void settled(ServerProcess server, String audit) throws Exception {
    while (!server.send(audit, "GET", "/api/v1/open", "").path("open").isEmpty()) Thread.sleep(20);
  }

  private static List<String> bulk(ServerProcess server, String token, int people)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int from = 0; from < people; from += BULK) {
      ObjectNode request = ServerProcess.JSON.createObjectNode();
      request.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:BulkRequest");
      ArrayNode operations = request.putArray("Operations");
      for (int i = from; i < Math.min(people, from + BULK); i++)
        operations
            .addObject()
            .put("method", "POST")
            .put("path", "/Users")
            .put("bulkId", "b" + i)
            .set("data", ServerProcess.JSON.readTree(user("p" + i)));
      JsonNode answer = server.send(token, "POST", "/scim/v2/Bulk", request.toString());
      for (JsonNode one : answer.path("Operations")) {
        String location = one.path("location").asText();
        ids.add(location.substring(location.lastIndexOf('/') + 1));
      }
    }
    return ids;
  }

  private static String user(String name) {
    return "{\"userName\":\"%s@acme.example\",\"active\":true}".formatted(name);
  }

  private static String id(JsonNode answer) {
    return answer.path("id").asText();
  }

  private static String group(ServerProcess server, String token, String name, List<String> members)
      throws IOException, InterruptedException {
    ObjectNode group = ServerProcess.JSON.createObjectNode().put("displayName", name);
    String id = id(server.send(token, "POST", "/scim/v2/Groups", group.toString()));
    for (int from = 0; from < members.size(); from += BULK)
      patch(
          server,
          token,
          id,
          "add",
          members.subList(from, Math.min(members.size(), from + BULK)).toArray(String[]::new));
    return id;
  }

  private static void patch(
      ServerProcess server, String token, String group, String op, String... members)
      throws IOException, InterruptedException {
    ObjectNode request = ServerProcess.JSON.createObjectNode();
    request.putArray("schemas").add(PATCH);
    ObjectNode operation = request.putArray("Operations").addObject();
    operation.put("op", op).put("path", "members");
    ArrayNode value = operation.putArray("value");
    for (String member : members) value.addObject().put("value", member);
    server.send(token, "PATCH", "/scim/v2/Groups/" + group, request.toString());
  }

  private static void until(Connection watcher, String count, long wanted)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NS;
    while (!Sql.rows(watcher, count).getFirst().getFirst().equals(Long.toString(wanted))) {
      if (System.nanoTime() > end) throw new IllegalStateException("never: " + count);
      Thread.sleep(2);
    }
  }

  private static String text(Playground playground, int databases) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "environments: { prod: {} }\ndirectories: { okta: { type: scim } }\nsystems:\n");
    StringBuilder read = new StringBuilder("roles:\n  reader:\n    can:\n");
    StringBuilder write = new StringBuilder("  writer:\n    can:\n");
    for (int i = 0; i < databases; i++) {
      playground.createDatabase("moves" + i);
      playground
          .server()
          .run(
              "moves" + i,
              "set role " + Playground.OWNER,
              "create schema s",
              "create table s.t (id int)");
      text.append(
          "  s%d:\n    type: postgresql\n    schemas: [s]\n    in: { prod: { url: \"%s\", admin: \"file:%s\" } }\n"
              .formatted(i, playground.server().url("moves" + i), playground.secret()));
      read.append("      - { do: read, on: \"s%d/s/t\" }\n".formatted(i));
      write.append("      - { do: [read, write], on: \"s%d/s/t\" }\n".formatted(i));
    }
    text.append("teams:\n  readers: { group: \"okta:Readers\" }\n");
    text.append("  writers: { group: \"okta:Writers\" }\n  others: { group: \"okta:Others\" }\n");
    return text.append(read).append(write).toString();
  }
}
