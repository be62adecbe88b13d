package dev.usher.cli.server;

import static dev.usher.cli.server.AlikeRow.one;
import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.server.AlikeQuestion.Part;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.engine.report.CanReport;
import dev.usher.sdk.UsherChecks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One policy, and all that is asked while it is in force. */
record AlikeTrial(
    AlikeServed served,
    AlikePolicy policy,
    String token,
    UsherChecks checks,
    AlikeGateway gateway,
    AlikeDatabase database,
    HttpClient http,
    AlikeCount count) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** In one request. */
  private static final int BOXCAR = 1000;

  /** So many, for each reads the policy anew. */
  private static final int CANS = 16;

  private static final int TWISTED = 2;

  /** Besides each table as a whole. */
  private static final int COLUMNS = 2;

  private static final int ROWS = 12;

  /**
   * @param yes by AuthZEN
   */
  private record Answers(String revision, List<Boolean> yes) {}

  /**
   * @param carried whether the database has it
   */
  void run(boolean carried, RandomGenerator random) throws Exception {
    List<Part> parts = parts(random);
    List<AlikeQuestion> all = AlikeQuestion.ofTables(parts, some(random));
    all.addAll(AlikeQuestion.ofTheApplication(random));
    knows();
    Map<String, Set<Integer>> reached = carried ? reached(parts) : Map.of();
    List<Boolean> yes = ofTheServer(all);
    byGateway(all, yes, random);
    byCan(all, yes, random);
    if (carried) byDatabase(all, yes, reached);
  }

  private static List<Part> parts(RandomGenerator random) {
    List<Part> parts = new ArrayList<>();
    for (String table : AlikePolicy.TABLES) {
      parts.add(new Part(table, Optional.empty()));
      Set<String> columns = new TreeSet<>();
      while (columns.size() < COLUMNS)
        columns.add(one(List.copyOf(AlikeRow.COLUMNS.keySet()), random));
      columns.forEach(column -> parts.add(new Part(table, Optional.of(column))));
    }
    return parts;
  }

  private List<AlikeRow> some(RandomGenerator random) {
    List<AlikeRow> rows = new ArrayList<>(database.rows());
    Collections.shuffle(rows, random);
    return rows.subList(0, ROWS);
  }

  /** The policy in force; and who joins then, whom a never may speak of. */
  private void knows() throws Exception {
    String revision = served.revision();
    List<AlikeQuestion> any = List.of(AlikeQuestion.ANY);
    until("the policy is known", () -> authzen(any).revision().startsWith(revision + "."));
    if (policy.never().isEmpty()) return;
    count.nevers++;
    String before = authzen(any).revision();
    served.joins();
    until("who joined is known", () -> !authzen(any).revision().equals(before));
  }

  /** Over AuthZEN, and of the library, which is the one that can be asked everything. */
  private List<Boolean> ofTheServer(List<AlikeQuestion> all) throws InterruptedException {
    Answers authzen = authzen(all);
    assertThat(checks.awaits(authzen.revision(), PATIENCE)).isTrue();
    List<Boolean> yes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      AlikeQuestion one = all.get(i);
      boolean allowed = checks.allows(one.asked());
      if (one.isSaidInJson() || !allowed)
        assertThat(authzen.yes().get(i)).as("AuthZEN, of %s", one).isEqualTo(allowed);
      yes.add(allowed);
      if (policy.isForbidden(one)) assertThat(allowed).as("a never, of %s", one).isFalse();
      if (allowed) count.yes++;
    }
    count.asked += all.size();
    return yes;
  }

  private Answers authzen(List<AlikeQuestion> all) {
    List<Boolean> yes = new ArrayList<>();
    Set<String> revisions = new TreeSet<>();
    for (int from = 0; from < all.size(); from += BOXCAR) {
      ObjectNode body = JSON.createObjectNode();
      var evaluations = body.putArray("evaluations");
      all.subList(from, Math.min(from + BOXCAR, all.size()))
          .forEach(question -> question.into(evaluations));
      for (JsonNode one : evaluated(body.toString())) {
        yes.add(one.path("decision").booleanValue());
        revisions.add(one.at("/context/revision").asText());
      }
    }
    assertThat(yes).hasSameSizeAs(all);
    assertThat(revisions).hasSize(1);
    return new Answers(revisions.iterator().next(), yes);
  }

  private JsonNode evaluated(String body) {
    URI evaluations = URI.create(served.here().server.address() + "/access/v1/evaluations");
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(evaluations)
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body()).path("evaluations");
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private void byGateway(List<AlikeQuestion> all, List<Boolean> yes, RandomGenerator random)
      throws Exception {
    List<Integer> asked =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).request().isPresent())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    List<Boolean> allowed = gateway.allowed(asked.stream().map(all::get).toList());
    for (int i = 0; i < asked.size(); i++) {
      AlikeQuestion one = all.get(asked.get(i));
      boolean meant = yes.get(asked.get(i)) && one.request().orElseThrow().isPlain();
      assertThat(allowed.get(i)).as("the gateway, of %s", one).isEqualTo(meant);
      if (meant) count.through++;
    }
    count.gateway += asked.size();
    Collections.shuffle(asked, random);
    for (int i : asked.stream().filter(yes::get).limit(TWISTED).toList()) {
      List<Boolean> twisted = gateway.twisted(all.get(i));
      assertThat(twisted).as("the gateway, of %s", all.get(i)).containsOnly(false);
      count.twisted += twisted.size();
    }
  }

  /** As many of either answer, and of whom a never speaks whatever they would have. */
  private void byCan(List<AlikeQuestion> all, List<Boolean> yes, RandomGenerator random)
      throws IOException {
    Path meant = served.draft("meant", policy.meant());
    List<Integer> order = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
    Collections.shuffle(order, random);
    List<Integer> asked = new ArrayList<>();
    order.removeIf(i -> !all.get(i).context().isEmpty());
    order.stream().filter(yes::get).limit(CANS / 2).forEach(asked::add);
    order.stream().filter(i -> !yes.get(i)).limit(CANS / 2).forEach(asked::add);
    order.stream().filter(i -> policy.isForbidden(all.get(i))).limit(CANS / 4).forEach(asked::add);
    for (int i : asked) {
      AlikeQuestion one = all.get(i);
      boolean can = can(meant, one);
      boolean isForbidden = policy.isForbidden(one);
      assertThat(can && !isForbidden).as("usher can, of %s", one).isEqualTo(yes.get(i));
      if (can && isForbidden) count.forbidden++;
    }
    count.can += asked.size();
  }

  /** To a resource nothing said is no attribute, as it is to a server, and not any. */
  private boolean can(Path folder, AlikeQuestion one) {
    Optional<Map<String, Value>> said =
        one.request().isPresent() ? Optional.of(Map.of()) : one.said();
    CanReport report =
        served.usher().can(folder, one.who(), one.action(), one.address(), said, false);
    return report
            .decision()
            .orElseThrow(() -> new AssertionError(one + ": " + report.diagnostics()))
        instanceof Decision.All;
  }

  /** By whom, doing what: which rows. */
  private Map<String, Set<Integer>> reached(List<Part> parts) throws SQLException {
    Map<String, Set<Integer>> all = new HashMap<>();
    for (String who : AlikeQuestion.everybody())
      for (String action : AlikeQuestion.ACTIONS)
        for (Part part : parts)
          if (AlikeQuestion.isAsked(action, part))
            all.put(
                AlikeQuestion.way(who, action, part.address()),
                database.reached(who, action, part));
    return all;
  }

  private void byDatabase(
      List<AlikeQuestion> all, List<Boolean> yes, Map<String, Set<Integer>> reached) {
    for (int i = 0; i < all.size(); i++) {
      AlikeQuestion one = all.get(i);
      Set<Integer> rows = reached.get(one.way());
      if (rows == null) continue;
      boolean isThere = one.row().map(rows::contains).orElse(rows.size() == database.rows().size());
      boolean meant = yes.get(i);
      // Who breaks a never is let in nowhere; and by chance every row may be reached.
      boolean mayLack = one.who().equals(AlikePolicy.NEWCOMER) && policy.never().isPresent();
      boolean mayHave = one.row().isEmpty();
      if (meant ? !mayLack : !mayHave)
        assertThat(isThere).as("the database, of %s", one).isEqualTo(meant);
      count.database++;
      if (isThere) count.reached++;
    }
  }
}
