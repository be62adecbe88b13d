package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.Made;
import dev.usher.engine.scim.ScimDirectory;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimStore;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /Bulk} (RFC 7644 section 3.7): one transaction, in which an operation that is refused does
 * not hold up the others. New users that follow one another are made together.
 */
record BulkHandler(ScimStore store, JsonBody bodies) {
  static final int MOST = 1_000;

  void handle(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = bodies.read(request);
    List<BulkOperation> operations = operations(body);
    int mistakes = body.path("failOnErrors").asInt(0);
    ScimJson json = Answer.json(request);
    List<ObjectNode> done =
        store.in(
            UserHandlers.directory(caller),
            directory -> new Run(directory, json, mistakes, new BulkIds()).all(operations));
    ObjectNode answer = ScimJson.message("BulkResponse");
    answer.putArray("Operations").addAll(done);
    Answer.send(response, 200, answer);
  }

  private static List<BulkOperation> operations(JsonNode body) {
    JsonNode sent = body.path("Operations");
    if (!sent.isArray())
      throw new ScimRefused(Why.INVALID_SYNTAX, "A Bulk needs a list of Operations.");
    if (sent.size() > MOST)
      throw new ScimRefused(Why.TOO_MANY, "A Bulk has at most " + MOST + " Operations.");
    List<BulkOperation> all = new ArrayList<>();
    sent.forEach(one -> all.add(BulkOperation.read(one)));
    return all;
  }

  /** One go through the operations; from the beginning when the transaction is run again. */
  private record Run(ScimDirectory directory, ScimJson json, int mistakes, BulkIds ids) {

    List<ObjectNode> all(List<BulkOperation> operations) {
      List<ObjectNode> done = new ArrayList<>();
      int wrong = 0;
      for (int at = 0; at < operations.size() && (mistakes <= 0 || wrong < mistakes); ) {
        List<BulkOperation> together = together(operations, at);
        List<ObjectNode> answers =
            together.size() > 1 ? create(together) : List.of(one(operations.get(at)));
        done.addAll(answers);
        for (ObjectNode answer : answers) if (answer.has("response")) wrong++;
        at += answers.size();
      }
      return done;
    }

    /** New users beginning there; each alone where the caller counts mistakes. */
    private List<BulkOperation> together(List<BulkOperation> operations, int at) {
      int end = at;
      while (mistakes <= 0 && end < operations.size() && operations.get(end).isNewUser()) end++;
      return operations.subList(at, end);
    }

    private List<ObjectNode> create(List<BulkOperation> operations) {
      List<ObjectNode> answers = new ArrayList<>();
      List<ObjectNode> documents = new ArrayList<>();
      List<Integer> read = new ArrayList<>();
      for (BulkOperation one : operations) {
        answers.add(one.answer());
        try {
          documents.add(UserPatch.create(ids.resolved(one.data())));
          read.add(answers.size() - 1);
        } catch (ScimRefused refused) {
          BulkOperation.refuse(answers.getLast(), refused);
        }
      }
      List<Made> made = directory.create(documents);
      for (int i = 0; i < read.size(); i++) {
        ObjectNode answer = answers.get(read.get(i));
        switch (made.get(i)) {
          case ScimUser user -> {
            operations.get(read.get(i)).bulkId().ifPresent(it -> ids.add(it, user.id()));
            BulkOperation.done(answer, 201, json.location("Users", user.id()), user.version());
          }
          case Made.Not(ScimRefused why) -> BulkOperation.refuse(answer, why);
        }
      }
      return answers;
    }

    private ObjectNode one(BulkOperation operation) {
      ObjectNode answer = operation.answer();
      try {
        return directory.step(() -> operation.carryOut(directory, json, ids, answer));
      } catch (ScimRefused refused) {
        return BulkOperation.refuse(operation.answer(), refused);
      }
    }
  }
}
