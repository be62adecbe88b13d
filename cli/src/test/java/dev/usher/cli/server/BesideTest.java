package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry.What;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who leaves does not wait for a turn that goes on, and is not let in again by it; who joins or
 * moves does not wait for one that only looks.
 */
@Timeout(300)
class BesideTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;

  /** A look at all of a database needs that table, and a look at the cluster does not. */
  private static final String STOP = "lock table pg_policy in access exclusive mode";

  /** A look is to wait for a lock until the test has seen what it is about. */
  private static final Duration FOREVER = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() {
    here = new Followed(folder, FOREVER);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  @Test
  void whoLeavesInTheMiddleOfAnothersTurnIsGoneBeforeItEnds() throws Exception {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Readers");
    until("both are in", () -> reads("ada") && reads("bo") && here.open.all().isEmpty());
    try (Connection stop = held();
        Connection session = here.session(here.prod, "ada_prod")) {
      // The first of the writers: their role has to be made, which needs a look at all.
      here.say("zoe", "Writers");
      until("zoe's turn goes on", () -> waiting() > 0);
      here.say("ada");
      until("the session ended", () -> !isValid(session));
      until("nothing is left", () -> !isAnywhere("ada"));
      assertThat(waiting()).as("zoe's turn").isPositive();
      assertThat(here.is(here.prod, "zoe_prod")).isFalse();
      assertThat(reads("bo")).isTrue();
      stop.rollback();
    }
    until("zoe is in", () -> here.can(here.prod, "zoe_prod", "INSERT"));
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(isAnywhere("ada")).isFalse();
  }

  @Test
  void whoJoinsOrMovesInTheMiddleOfALookAtAllWaitsForNobody() throws Exception {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Readers");
    here.say("cy", "Writers");
    until("they are in", () -> reads("bo") && writes("cy") && here.open.all().isEmpty());
    until("all is true", () -> isAt("one"));
    try (Connection stop = held()) {
      here.ahead.set(Duration.ofHours(1));
      until("it looks for strays", () -> waiting() > 0);
      here.say("zoe", "Readers");
      until("zoe is in", () -> reads("zoe"));
      here.say("bo", "Writers");
      until("bo has moved", () -> writes("bo"));
      here.say("ada");
      until("ada is gone", () -> !isAnywhere("ada"));
      assertThat(waiting()).as("the look at all").isPositive();
      assertThat(here.open.all()).as("the turn that comes looks at them again").hasSize(3);
      stop.rollback();
    }
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(reads("zoe") && writes("bo") && writes("cy")).as(here::told).isTrue();
    assertThat(isAnywhere("ada")).isFalse();
    assertThat(created("zoe_dev")).as("made once, and no stray: " + here.told()).isEqualTo(1);
    assertThat(here.ledger.read().entries())
        .as("nobody of them is told as a stray")
        .noneMatch(entry -> entry.what() == What.DRIFT);
  }

  @Test
  void aWholeTurnThatStillNamesThemLetsNobodyInAgain() throws Exception {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    until("ada is in", () -> reads("ada") && here.open.all().isEmpty());
    try (Connection stop = held()) {
      here.policy("two", EVERYWHERE + "people: { cy: {} }\n");
      until("the turn goes on", () -> waiting() > 0);
      here.say("ada");
      until("nothing is left", () -> !isAnywhere("ada"));
      stop.rollback();
    }
    until("the policy is true", () -> isAt("two"));
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(isAnywhere("ada")).as(here::told).isFalse();
    assertThat(created("ada_prod")).as(here::told).isEqualTo(1);
  }

  /** Planned, and looked at again under the lock, when the word comes that they are gone. */
  @Test
  void whoLeavesBeforeTheirOwnPlanIsCarriedOutNeverComesIn() throws Exception {
    here.policy("one", EVERYWHERE);
    until("all is true", () -> here.realms.all().stream().anyMatch(one -> one.attempts() == 0));
    try (Connection first = held();
        Connection second = here.prod.connect()) {
      here.say("zoe", "Writers");
      until("the look waits", () -> waiting() == 1);
      CompletableFuture<Void> next = CompletableFuture.runAsync(() -> hold(second));
      until("the other waits behind it", () -> waiting() == 2);
      first.rollback();
      next.join();
      until("the second look waits", () -> waiting() == 1);
      here.say("zoe");
      until("it was heard", () -> here.open.all().stream().anyMatch(one -> one.word() > 1));
      second.rollback();
      until("nothing is open", () -> here.open.all().isEmpty());
    }
    assertThat(isAnywhere("zoe")).isFalse();
    assertThat(created("zoe_prod")).as(here::told).isZero();
  }

  private Connection held() {
    Connection connection = here.prod.connect();
    hold(connection);
    return connection;
  }

  private static void hold(Connection connection) {
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(STOP);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private long waiting() {
    return here.dev
        .rows("select 1 from pg_locks where relation = 'pg_policy'::regclass and not granted")
        .size();
  }

  private boolean reads(String name) {
    return here.can(here.prod, name + "_prod", "SELECT")
        && here.can(here.dev, name + "_dev", "SELECT");
  }

  private boolean isAnywhere(String name) {
    return here.is(here.prod, name + "_prod") || here.is(here.dev, name + "_dev");
  }

  private boolean writes(String name) {
    return here.can(here.prod, name + "_prod", "INSERT")
        && here.can(here.dev, name + "_dev", "INSERT");
  }

  private boolean isAt(String policy) {
    return here.realms.all().stream().anyMatch(one -> one.revision().equals(Optional.of(policy)));
  }

  private long created(String account) {
    return here.ledger.read().entries().stream()
        .flatMap(entry -> entry.statements().stream())
        .filter(("CREATE ROLE \"" + account + "\" NOLOGIN")::equals)
        .count();
  }

  private static boolean isValid(Connection session) {
    try {
      return session.isValid(5);
    } catch (SQLException ended) {
      return false;
    }
  }
}
