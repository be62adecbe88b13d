package dev.usher.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.Usher;
import dev.usher.engine.enact.Drafts;
import dev.usher.engine.enact.Drafts.Before;
import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code /api/v1/validate} and {@code /api/v1/access-diff}: what a policy would mean that is sent,
 * as files with their texts. It comes into force by none of this, and no system is asked.
 */
public final class DraftRoutes {
  private static final String VALIDATE = "/api/v1/validate";
  private static final String ACCESS_DIFF = "/api/v1/access-diff";
  private static final Right OPERATE = Right.scope(Scope.OPERATE);
  private static final String MARKDOWN = "text/markdown";
  private static final String FILES = "{\"files\": {\"policy.yaml\": \"…\"}}";

  private final Drafts drafts;
  private final Function<String, Usher> ushers;
  private final Function<AccessDiffReport, String> markdown;
  private final Turns turns;
  private final JsonBody json;

  /**
   * @param ushers by the name of who asks
   * @param markdown how a difference is written for people
   */
  public DraftRoutes(
      Drafts drafts,
      Function<String, Usher> ushers,
      Function<AccessDiffReport, String> markdown,
      Turns turns,
      JsonBody json) {
    this.drafts = drafts;
    this.ushers = ushers;
    this.markdown = markdown;
    this.turns = turns;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(
        Route.question(VALIDATE, OPERATE, this::validate),
        Route.question(ACCESS_DIFF, OPERATE, this::accessDiff));
  }

  private void validate(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = only(json.read(request), "files");
    PolicyTree sent = sent(body).orElseThrow(() -> wrong("Write " + FILES + "."));
    Usher usher = ushers.apply(caller.name());
    String report =
        turns.in(
            () -> drafts.tried(sent, folder -> told(Json.of(usher.validate(folder)), folder, "")));
    send(response, "application/json", report);
  }

  private void accessDiff(Caller caller, ServerRequest request, ServerResponse response) {
    boolean isMarkdown = isMarkdown(request);
    JsonNode body = only(json.read(request), "from", "to", "files");
    if (body.has("to") && body.has("files"))
      throw wrong("Write to or files: the second policy is one or the other.");
    if (!body.has("from") && !body.has("to") && !body.has("files"))
      throw wrong("Say what to compare: " + FILES + " with the policy in force, or from a time.");
    Side from = before(body, "from");
    Side to =
        sent(body).map(tree -> new Side("sent", "", tree)).orElseGet(() -> before(body, "to"));
    Usher usher = ushers.apply(caller.name());
    Written written =
        turns.in(
            () ->
                drafts.tried(
                    from.tree(),
                    old ->
                        drafts.tried(
                            to.tree(),
                            changed -> {
                              AccessDiffReport found = usher.accessDiff(old, changed);
                              AccessDiffReport report =
                                  found.called(found.diagnostics(), from.name(), to.name());
                              Written text = written(report, isMarkdown);
                              return new Written(
                                  text.type(),
                                  told(
                                      told(text.text(), old, from.prefix()), changed, to.prefix()));
                            })));
    send(response, written.type(), written.text());
  }

  /** What is sent when the turn is another one's again: who asked may read it slowly. */
  private record Written(String type, String text) {}

  private Written written(AccessDiffReport report, boolean isMarkdown) {
    return isMarkdown && !report.hasErrors()
        ? new Written(MARKDOWN, markdown.apply(report))
        : new Written("application/json", Json.of(report));
  }

  /**
   * One of the two.
   *
   * @param prefix before the names of its files
   */
  private record Side(String name, String prefix, PolicyTree tree) {}

  /** What was in force at the time that is said, or is now. */
  private Side before(JsonNode body, String key) {
    Optional<Before> found = body.has(key) ? drafts.at(time(body, key)) : drafts.now();
    Before before =
        found.orElseThrow(
            () ->
                body.has(key)
                    ? new Problem(
                            409,
                            "refused",
                            "That cannot be done",
                            "No policy was in force then: " + "say a later time for " + key + ".")
                        .raised()
                    : Problem.noPolicyInForce().raised());
    return new Side(before.revision(), before.revision() + ":", before.tree());
  }

  private static Instant time(JsonNode body, String key) {
    try {
      return Instant.parse(body.path(key).asText(""));
    } catch (DateTimeParseException notOne) {
      throw wrong(key + " is a time such as 2026-11-29T12:00:00Z.");
    }
  }

  /** A file is called as it was sent: where the server has put it is nobody's business. */
  private static String told(String text, Path folder, String prefix) {
    return text.replace(folder + "/", prefix);
  }

  private static boolean isMarkdown(ServerRequest request) {
    for (String name : request.query().names())
      if (!name.equals("format"))
        throw wrong("There is no parameter of that name here; there is format.");
    return switch (request.query().first("format").orElse("")) {
      case "" ->
          request.headers().values(HeaderNames.ACCEPT).stream()
              .anyMatch(accepted -> accepted.strip().startsWith(MARKDOWN));
      case "markdown" -> true;
      case "json" -> false;
      default -> throw wrong("format is json or markdown.");
    };
  }

  private static JsonNode only(JsonNode body, String... known) {
    for (var field : body.properties())
      if (!List.of(known).contains(field.getKey()))
        throw wrong("The body can have " + String.join(", ", known) + ", and nothing else.");
    if (!body.isObject()) throw wrong("The body is a JSON object, such as " + FILES + ".");
    return body;
  }

  /**
   * The files that are in the body, within the bounds of a policy and of a body.
   *
   * @throws dev.usher.server.http.ProblemException 400 for what is none
   */
  private static Optional<PolicyTree> sent(JsonNode body) {
    if (!body.has("files")) return Optional.empty();
    JsonNode files = body.path("files");
    if (!files.isObject() || files.isEmpty())
      throw wrong("files are paths and texts: " + FILES + ".");
    PolicyTree.Builder tree = new PolicyTree.Builder();
    try {
      for (var file : files.properties()) {
        if (!file.getValue().isTextual()) throw wrong("files are paths and texts: " + FILES + ".");
        byte[] bytes = file.getValue().textValue().getBytes(StandardCharsets.UTF_8);
        tree.add(file.getKey(), bytes.length, () -> bytes);
      }
    } catch (SourceFailure failure) {
      throw wrong(failure.getMessage() + ".");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    PolicyTree sent = tree.build();
    if (sent.files().size() < files.size()
        || sent.files().keySet().stream().anyMatch(DraftRoutes::isTooLong)
        || sent.files().keySet().stream().anyMatch(one -> isFolder(sent, one)))
      throw wrong(
          "A file's name is a path in the policy's folder: no part of it begins with a dot or is longer"
              + " than 100 bytes in UTF-8, and it ends in .yaml.");
    return Optional.of(sent);
  }

  /** What a file system would not take: it counts bytes (255 to a part, by its NAME_MAX). */
  private static boolean isTooLong(String path) {
    return bytes(path) > 1_000 || Stream.of(path.split("/")).anyMatch(one -> bytes(one) > 100);
  }

  private static int bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isFolder(PolicyTree sent, String path) {
    return sent.files().keySet().stream().anyMatch(one -> one.startsWith(path + "/"));
  }

  private static void send(ServerResponse response, String type, String text) {
    response.headers().set(HeaderNames.CONTENT_TYPE, type);
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }

  private static RuntimeException wrong(String detail) {
    return Problem.badRequest(detail).raised();
  }
}
