package dev.usher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A directory tells of a hundred thousand people, one by one and in bulk, against the bare INSERTs
 * that this needs: in the same PostgreSQL, which is the server's own and syncs each commit to disk,
 * by as many connections, committed as often. They take turns, a part of them each time. Then one
 * member more and one less of a small group and of a group of all of them.
 */
final class Scim100k implements Benchmark {
  private static final double OF_THE_BARE = 2;
  private static final double OF_THE_SMALL = 2;
  private static final int ROUNDS = 4;
  private static final int THREADS = 8;
  private static final int BULK = 1000;
  private static final int SMALL = 100;
  private static final int CHUNK = 5000;
  private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final String BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

  @Override
  public String name() {
    return "scim-100k";
  }

  @Override
  public String about() {
    return "SCIM: 100,000 users singly and in bulk against bare INSERTs; membership of a large group";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int people = scale == Scale.FULL ? 100_000 : 200;
    try (Scene scene = new Scene()) {
      Path folder = scene.folder("scim");
      Path store = folder.resolve("store");
      try (ServerProcess server = server(folder, store)) {
        BareInserts bare = new BareInserts(EmbeddedStore.answering(store).orElseThrow());
        return measure(bare, server, people);
      }
    }
  }

  private static ServerProcess server(Path folder, Path store) throws Exception {
    Path policy = Files.createDirectories(folder.resolve("access"));
    Files.writeString(
        policy.resolve("policy.yaml"),
        "environments: { prod: {} }\ndirectories: { okta: { type: scim } }\n");
    return ServerProcess.start(
        new Launcher(folder, List.of()),
        folder,
        "-p",
        policy.toString(),
        "--data",
        store.toString());
  }

  private static List<Figure> measure(BareInserts bare, ServerProcess server, int people)
      throws Exception {
    String token = server.token("scim:okta");
    bare.tables();
    Times bareSingle = new Times();
    Times single = new Times();
    Times bareBulk = new Times();
    Times bulk = new Times();
    List<byte[]> answers = Collections.synchronizedList(new ArrayList<>());
    for (int round = 0; round < ROUNDS; round++) {
      int some = people / ROUNDS;
      bareSingle.measure(() -> inParallel(some, names -> bare.insert(names, 1)));
      single.measure(() -> inParallel(some, names -> create(server, token, names)));
      bareBulk.measure(() -> inParallel(some, names -> bare.insert(names, BULK)));
      bulk.measure(() -> inParallel(some, names -> answers.addAll(bulk(server, token, names))));
    }
    List<String> members = ids(answers);
    if (members.size() != people)
      throw new IllegalStateException(members.size() + " of " + people + " were made in bulk");
    String small = group(server, token, "Small", members.subList(0, Math.min(SMALL, people)));
    String large = group(server, token, "Large", members);
    Times ofSmall = new Times();
    Times ofLarge = new Times();
    String one = members.getLast();
    for (int i = 0; i < 200; i++) {
      String group = i % 2 == 0 ? small : large;
      Times times = i < 20 ? new Times() : i % 2 == 0 ? ofSmall : ofLarge;
      times.measure(() -> member(server, token, group, "remove", List.of(one)));
      times.measure(() -> member(server, token, group, "add", List.of(one)));
    }
    return List.of(
        Figure.promised(
            "single_ratio",
            "users made one by one, to bare INSERTs",
            single.sum() / bareSingle.sum(),
            "x",
            OF_THE_BARE),
        Figure.of("single_rate", "the same, a second", rate(people, single), ""),
        Figure.of("single_bare_rate", "the bare INSERTs, a second", rate(people, bareSingle), ""),
        Figure.promised(
            "bulk_ratio",
            "users made in bulk, to bare INSERTs",
            bulk.sum() / bareBulk.sum(),
            "x",
            OF_THE_BARE),
        Figure.of("bulk_rate", "the same, a second", rate(people, bulk), ""),
        Figure.of("bulk_bare_rate", "the bare INSERTs, a second", rate(people, bareBulk), ""),
        Figure.promised(
            "member_ratio",
            "membership PATCH of a large group, to that of a small one",
            ofLarge.median() / ofSmall.median(),
            "x",
            OF_THE_SMALL),
        Figure.of("member_ms", "the same of the large one, median", ofLarge.median(), "ms"),
        Figure.of("people", "people", people, ""));
  }

  private static double rate(int people, Times times) {
    return Math.rint(people * 1000.0 / times.sum());
  }

  private interface Part {
    void of(List<String> names) throws Exception;
  }

  private static void inParallel(int people, Part part) throws Exception {
    String run = UUID.randomUUID().toString().substring(0, 8);
    List<Callable<Boolean>> parts = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      List<String> names = new ArrayList<>();
      for (int i = thread; i < people; i += THREADS) names.add("p" + run + "-" + i);
      parts.add(
          () -> {
            part.of(names);
            return true;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Boolean> one : threads.invokeAll(parts)) one.get();
    }
  }

  static ObjectNode person(String name) {
    ObjectNode person = ServerProcess.JSON.createObjectNode();
    person.putArray("schemas").add(USER);
    person.put("userName", name + "@acme.example").put("active", true).put("displayName", name);
    person.putObject("name").put("givenName", name).put("familyName", "of the benchmark");
    person
        .putArray("emails")
        .addObject()
        .put("value", name + "@acme.example")
        .put("type", "work")
        .put("primary", true);
    return person;
  }

  private static void create(ServerProcess server, String token, List<String> names)
      throws Exception {
    try (Line line = server.line(token)) {
      for (String name : names) line.send("POST", "/scim/v2/Users", person(name).toString());
    }
  }

  private static List<byte[]> bulk(ServerProcess server, String token, List<String> names)
      throws Exception {
    List<byte[]> answers = new ArrayList<>();
    try (Line line = server.line(token)) {
      for (int from = 0; from < names.size(); from += BULK) {
        ObjectNode request = ServerProcess.JSON.createObjectNode();
        request.putArray("schemas").add(BULK_REQUEST);
        ArrayNode operations = request.putArray("Operations");
        for (String name : names.subList(from, Math.min(names.size(), from + BULK)))
          operations
              .addObject()
              .put("method", "POST")
              .put("path", "/Users")
              .put("bulkId", "b-" + name)
              .set("data", person(name));
        answers.add(line.send("POST", "/scim/v2/Bulk", request.toString()));
      }
    }
    return answers;
  }

  /** Of those who were made. */
  private static List<String> ids(List<byte[]> answers) throws IOException {
    List<String> ids = new ArrayList<>();
    for (byte[] answer : answers)
      for (JsonNode one : ServerProcess.JSON.readTree(answer).path("Operations")) {
        String location = one.path("location").asText();
        if (one.path("status").asText().equals("201"))
          ids.add(location.substring(location.lastIndexOf('/') + 1));
      }
    return ids;
  }

  private static String group(ServerProcess server, String token, String name, List<String> members)
      throws Exception {
    String id =
        server
            .send(token, "POST", "/scim/v2/Groups", "{\"displayName\":\"" + name + "\"}")
            .path("id")
            .asText();
    for (int from = 0; from < members.size(); from += CHUNK)
      member(
          server, token, id, "add", members.subList(from, Math.min(members.size(), from + CHUNK)));
    return id;
  }

  private static void member(
      ServerProcess server, String token, String group, String op, List<String> who)
      throws Exception {
    ObjectNode request = ServerProcess.JSON.createObjectNode();
    request.putArray("schemas").add(PATCH);
    ObjectNode operation =
        request.putArray("Operations").addObject().put("op", op).put("path", "members");
    ArrayNode value = operation.putArray("value");
    for (String one : who) value.addObject().put("value", one);
    server.send(token, "PATCH", "/scim/v2/Groups/" + group, request.toString());
  }
}
