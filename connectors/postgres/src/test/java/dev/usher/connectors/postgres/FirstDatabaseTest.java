package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.testkit.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mark of a cluster's first database tells whether somebody has gone on in any of them. */
class FirstDatabaseTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";
  private static final Target DEV = new Target("dev", "shop");
  private static final Target PROD = new Target("prod", "shop");
  private static final Target TEST = new Target("test", "shop");

  /** Follows whoever is in the list. */
  private static Claim as(String ours, String... known) {
    return (_, found) ->
        found.isEmpty() || found.get().equals(ours) || List.of(known).contains(found.get())
            ? Optional.of(ours)
            : Optional.empty();
  }

  /** A stage in the second database. */
  private static Stage elsewhere(Shop shop, Session<PostgresFact> session) {
    String ann = shop.account("ann");
    shop.apply(reading("public/orders", ann));
    Plan plan = shop.plan(session, reading("public/*", ann)).plan();
    assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
    return plan.stages().stream()
        .filter(stage -> stage.target().equals(PROD))
        .findFirst()
        .orElseThrow();
  }

  private static Access reading(String things, String who) {
    return new Means(PROD).role("analyst", "read", things).member(who, "analyst").access();
  }

  private static List<Outcome> run(Session<PostgresFact> session, Stage stage, Claim claim) {
    List<Outcome> outcomes = new ArrayList<>();
    session.run(stage, Optional.of(claim), outcomes::add);
    return outcomes;
  }

  private static Map<Target, String> heads(Session<PostgresFact> session) {
    return session.inspect().heads();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void itIsClaimedBeforeAnythingIsDoneElsewhere(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod", "test");
        Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(DEV), "1:left");
      assertThat(run(session, elsewhere(shop, session), as("2:ours", "1:left")))
          .isNotEmpty()
          .allMatch(Outcome.Done.class::isInstance);
      assertThat(heads(session)).isEqualTo(Map.of(DEV, "2:ours", PROD, "2:ours"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereSomebodyElseHasGoneOnThereNothingIsDoneElsewhere(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod", "test");
        Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(DEV), "3:other");
      Stage stage = elsewhere(shop, session);
      assertThat(run(session, stage, as("2:ours", "1:left")))
          .hasSameSizeAs(stage.steps())
          .allMatch(
              one ->
                  one instanceof Outcome.NotDone(int _, String why)
                      && why.equals(Claim.overtaken(DEV)));
      assertThat(heads(session)).isEqualTo(Map.of(DEV, "3:other"));
    }
  }

  /** Whoever slept since another one was the first looks there. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whereItIsNewAllAreClaimed(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod", "test");
        Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(TEST), "1:left");
      assertThat(run(session, elsewhere(shop, session), as("2:ours", "1:left")))
          .allMatch(Outcome.Done.class::isInstance);
      assertThat(heads(session)).isEqualTo(Map.of(DEV, "2:ours", PROD, "2:ours", TEST, "2:ours"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereItIsNewAndSomebodyElseWasInAnotherNothingIsDone(Postgres server) {
    try (Shop shop = new Shop(server, "dev", "prod", "test");
        Session<PostgresFact> session = shop.open()) {
      session.mark(Set.of(TEST), "3:other");
      assertThat(run(session, elsewhere(shop, session), as("2:ours", "1:left")))
          .allMatch(Outcome.NotDone.class::isInstance);
      assertThat(heads(session)).containsEntry(TEST, "3:other");
    }
  }
}
