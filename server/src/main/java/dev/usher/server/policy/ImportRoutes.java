package dev.usher.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Connection;
import dev.usher.core.model.Target;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.operator.Reach.Place;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.ImportReport.Unsaid;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * {@code /api/v1/import}: a policy of what a system grants today, which the server goes to anyway.
 * Nothing is changed there, and nothing of it comes into force. An administrator's: it tells of all
 * accounts, not only of usher's.
 */
public final class ImportRoutes {
  private static final String PATH = "/api/v1/import";

  private final InForce inForce;
  private final PolicyText text;
  private final BiFunction<Place, String, Usher> ushers;
  private final Turns turns;
  private final JsonBody json;

  /**
   * @param text reads the policy in force
   * @param ushers that go to that place alone, whatever it is called; by the name of who asks
   */
  public ImportRoutes(
      InForce inForce,
      PolicyText text,
      BiFunction<Place, String, Usher> ushers,
      Turns turns,
      JsonBody json) {
    this.inForce = inForce;
    this.text = text;
    this.ushers = ushers;
    this.turns = turns;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(Route.question(PATH, Right.scope(Scope.ADMIN), this::importing));
  }

  /**
   * An {@link ImportReport} with its files.
   *
   * @param files their texts by their names
   */
  private record Proposed(
      List<Diagnostic> diagnostics,
      String target,
      String url,
      SortedMap<String, String> files,
      int roles,
      int people,
      int services,
      List<Unsaid> unsaid,
      List<String> changes,
      List<Failure> failures) {}

  private void importing(Caller caller, ServerRequest request, ServerResponse response) {
    Place place = place(target(json.read(request)));
    Proposed proposed = turns.in(() -> proposed(ushers.apply(place, caller.name()), place));
    JsonAnswer.send(response, Status.OK_200, proposed);
  }

  private static Target target(JsonNode body) {
    String[] parts = body.path("target").asText("").split("/", -1);
    if (!body.isObject() || body.size() != 1 || parts.length != 2)
      throw Problem.badRequest("Write {\"target\": \"prod/shop-db\"}, and nothing else.").raised();
    return new Target(parts[0], parts[1]);
  }

  /** As usher goes there by the policy in force, and by its operator's word. */
  private Place place(Target target) {
    Policy policy =
        inForce
            .current()
            .flatMap(revision -> text.policy(revision.folder()))
            .orElseThrow(() -> Problem.noPolicyInForce().raised());
    Connection there =
        Optional.ofNullable(policy.systems().get(target.system()))
            .map(system -> system.in().get(target.environment()))
            .orElseThrow(
                () ->
                    Problem.notFound(
                            "The policy in force has no such target: a system that it does not have is"
                                + " imported by usher import URL, without a server.")
                        .raised());
    if (there.refused().isPresent()) throw refused(there.refused().get());
    if (there.url().isEmpty()) throw refused("an application grants nothing by itself");
    return new Place(there.url(), there.admin());
  }

  private static Proposed proposed(Usher usher, Place place) {
    try {
      Path folder = Files.createTempDirectory("usher-import-");
      try {
        ImportReport report =
            usher.importing(place.url(), place.admin(), folder, Progress.silent());
        return new Proposed(
            report.diagnostics(),
            report.target(),
            report.url(),
            texts(report.files()),
            report.roles(),
            report.people(),
            report.services(),
            report.unsaid(),
            report.changes(),
            report.failures());
      } finally {
        remove(folder);
      }
    } catch (Refused refused) {
      throw refused(String.valueOf(refused.getMessage()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Without the schema, which is the same for all. */
  private static SortedMap<String, String> texts(List<Path> files) throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Path file : files)
      if (file.toString().endsWith(".yaml"))
        texts.put(String.valueOf(file.getFileName()), Files.readString(file));
    return texts;
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) Files.deleteIfExists(one);
  }

  private static RuntimeException refused(String why) {
    return new Problem(409, "refused", "That cannot be done", why + ".").raised();
  }
}
