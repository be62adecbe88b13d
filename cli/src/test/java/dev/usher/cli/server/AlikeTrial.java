package dev.usher.cli.server;

import static dev.usher.cli.server.AlikeRow.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.server.AlikeAuthZen.Answers;
import dev.usher.cli.server.AlikeQuestion.Part;
import dev.usher.core.decide.Decision;
import dev.usher.engine.report.CanReport;
import dev.usher.sdk.UsherChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
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

/**
 * One shop's policy, and all that is asked while it is in force.
 *
 * @param checks the library that follows the server
 */
record AlikeTrial(
    AlikeServed served,
    AlikePolicy policy,
    AlikeAuthZen authzen,
    UsherChecks checks,
    AlikeGateway gateway,
    AlikeDatabase database,
    AlikeCount count) {
  /** So many of {@code usher can} itself, for each reads the policy anew. */
  private static final int CANS = 4;

  private static final int TWISTED = 2;

  /** Why a server lets nobody in for a moment. */
  private static final String UNHEARD = "has not been followed for too long";

  /** Besides each table as a whole. */
  private static final int COLUMNS = 2;

  private static final int ROWS = 12;

  /**
   * @param carried whether the database has it
   * @param isLate whether the newcomer came after it was carried out
   */
  void run(boolean carried, boolean isLate, RandomGenerator random) throws Exception {
    AlikeShop shop = policy.shop();
    List<Part> parts = parts(random);
    List<AlikeQuestion> all = AlikeQuestion.ofTables(shop, parts, some(random));
    all.addAll(AlikeQuestion.ofTheApplication(shop, random));
    count.policies++;
    if (carried) count.carried++;
    if (policy.never().isPresent()) count.nevers++;
    Map<String, Set<Integer>> reached = carried ? reached(parts) : Map.of();
    List<Boolean> yes = ofTheServer(all);
    byGateway(all, yes, random);
    byMeaning(all, yes, random);
    if (carried) byDatabase(all, yes, reached, isLate);
  }

  private List<Part> parts(RandomGenerator random) {
    List<Part> parts = new ArrayList<>();
    for (String table : AlikeShop.TABLES) {
      parts.add(new Part(policy.shop(), table, Optional.empty()));
      Set<String> columns = new TreeSet<>();
      while (columns.size() < COLUMNS)
        columns.add(one(List.copyOf(AlikeRow.COLUMNS.keySet()), random));
      columns.forEach(column -> parts.add(new Part(policy.shop(), table, Optional.of(column))));
    }
    return parts;
  }

  private List<AlikeRow> some(RandomGenerator random) {
    List<AlikeRow> rows = new ArrayList<>(database.rows());
    Collections.shuffle(rows, random);
    return rows.subList(0, ROWS);
  }

  /** Over AuthZEN, and of the library, which is the one that can be asked everything. */
  private List<Boolean> ofTheServer(List<AlikeQuestion> all) throws InterruptedException {
    Answers answers = authzen.answers(all);
    assertThat(checks.awaits(answers.revision(), AlikeServed.PATIENCE)).isTrue();
    List<Boolean> yes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      AlikeQuestion one = all.get(i);
      boolean allowed = checks.allows(one.asked());
      if (one.isSaidInJson() || !allowed)
        assertThat(answers.yes().get(i)).as("AuthZEN, of %s", one).isEqualTo(allowed);
      yes.add(allowed);
      if (policy.isForbidden(one)) assertThat(allowed).as("a never, of %s", one).isFalse();
      if (allowed) count.yes++;
    }
    count.asked += all.size();
    return yes;
  }

  private void byGateway(List<AlikeQuestion> all, List<Boolean> yes, RandomGenerator random)
      throws Exception {
    List<Integer> asked =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).request().isPresent())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    List<AlikeQuestion> questions = asked.stream().map(all::get).toList();
    List<Boolean> meant =
        asked.stream()
            .map(i -> yes.get(i) && all.get(i).request().orElseThrow().isPlain())
            .toList();
    int said;
    List<Boolean> allowed;
    do {
      said = served.here().said();
      allowed = gateway.allowed(questions);
      // A machine with much else to do may keep the server from hearing its store for too long.
    } while (isLess(allowed, meant) && served.denied(said).contains(UNHEARD));
    for (int i = 0; i < meant.size(); i++) {
      if (!allowed.get(i).equals(meant.get(i)))
        throw new AssertionError(
            "the gateway says %s of %s:\n%s"
                .formatted(allowed.get(i), questions.get(i), served.denied(said)));
      if (meant.get(i)) count.through++;
    }
    count.gateway += asked.size();
    Collections.shuffle(asked, random);
    for (int i : asked.stream().filter(yes::get).limit(TWISTED).toList()) {
      List<Boolean> twisted = gateway.twisted(all.get(i));
      assertThat(twisted).as("the gateway, of %s", all.get(i)).containsOnly(false);
      count.twisted += twisted.size();
    }
  }

  /** Whether some are lacking, and none is too many. */
  private static boolean isLess(List<Boolean> allowed, List<Boolean> meant) {
    return !allowed.equals(meant)
        && IntStream.range(0, meant.size()).allMatch(i -> meant.get(i) || !allowed.get(i));
  }

  /** What the policy says of each by itself, and {@code usher can} of a few of either answer. */
  private void byMeaning(List<AlikeQuestion> all, List<Boolean> yes, RandomGenerator random)
      throws IOException {
    Path folder = served.meant(policy);
    AlikeMeaning meaning = new AlikeMeaning(folder);
    List<Boolean> meant = all.stream().map(meaning::allows).toList();
    for (int i = 0; i < all.size(); i++) {
      boolean isForbidden = policy.isForbidden(all.get(i));
      assertThat(meant.get(i) && !isForbidden)
          .as("the meaning, of %s", all.get(i))
          .isEqualTo(yes.get(i));
      if (meant.get(i) && isForbidden) count.forbidden++;
    }
    count.meant += all.size();
    List<Integer> order = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
    Collections.shuffle(order, random);
    order.removeIf(i -> !all.get(i).context().isEmpty());
    List<Integer> asked = new ArrayList<>();
    order.stream().filter(meant::get).limit(CANS / 2).forEach(asked::add);
    order.stream().filter(i -> !meant.get(i)).limit(CANS / 2).forEach(asked::add);
    for (int i : asked)
      assertThat(can(folder, all.get(i)))
          .as("usher can, of %s", all.get(i))
          .isEqualTo(meant.get(i));
    count.can += asked.size();
  }

  private boolean can(Path folder, AlikeQuestion one) {
    CanReport report =
        served
            .usher()
            .can(folder, one.who(), one.action(), one.address(), AlikeMeaning.said(one), false);
    return report
            .decision()
            .orElseThrow(() -> new AssertionError(one + ": " + report.diagnostics()))
        instanceof Decision.All;
  }

  /** By whom, doing what: which rows. */
  private Map<String, Set<Integer>> reached(List<Part> parts) throws SQLException {
    Map<String, Set<Integer>> all = new HashMap<>();
    for (String who : policy.shop().everybody())
      for (String action : AlikeQuestion.ACTIONS)
        for (Part part : parts)
          if (AlikeQuestion.isAsked(action, part))
            all.put(
                AlikeQuestion.way(who, action, part.address()),
                database.reached(who, action, part));
    return all;
  }

  private void byDatabase(
      List<AlikeQuestion> all,
      List<Boolean> yes,
      Map<String, Set<Integer>> reached,
      boolean isLate) {
    for (int i = 0; i < all.size(); i++) {
      AlikeQuestion one = all.get(i);
      Set<Integer> rows = reached.get(one.way());
      if (rows == null) continue;
      boolean isThere = one.row().map(rows::contains).orElse(rows.size() == database.rows().size());
      boolean meant = yes.get(i);
      // Who breaks a never is let in nowhere; and by chance every row may be reached.
      boolean mayLack = one.who().equals(AlikeShop.NEWCOMER) && isLate;
      boolean mayHave = one.row().isEmpty();
      if (meant ? !mayLack : !mayHave)
        assertThat(isThere).as("the database, of %s", one).isEqualTo(meant);
      count.database++;
      if (isThere) count.reached++;
    }
  }
}
