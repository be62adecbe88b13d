package dev.usher.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings.Change;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.Holdings.Side;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two spans of each holding, on a real server. */
class PostgresHoldingsTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Target SHOP = new Target("prod", "shop");

  private final Database database = Postgres.newest().database();
  private final Jdbi tables = tables();
  private final PostgresMeantBook book = new PostgresMeantBook(tables);
  private final PostgresHoldings holdings = new PostgresHoldings(tables);

  private Jdbi tables() {
    try (InputStream text =
        Objects.requireNonNull(
            PostgresHoldingsTest.class.getResourceAsStream("/db/migration/V18__held.sql"))) {
      database.run(
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("to usher_server", "to current_user"));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
    return Jdbi.create(database.url(), database.server().superuser(), database.server().password());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static Holding reader(String who) {
    return new Holding(who, SHOP.toString(), "reader", "reader for team:readers");
  }

  private static Holding writer(String who) {
    return new Holding(who, SHOP.toString(), "writer", "writer for " + who);
  }

  private List<String> holders(Side side, int seconds) {
    return holdings.holders(SHOP, Set.of("reader", "writer"), side, at(seconds)).stream()
        .map(one -> one.subject() + " " + one.role())
        .sorted()
        .toList();
  }

  @Test
  void whatIsMeantAndWhatIsCarriedOutHaveTheirOwnTimes() {
    book.meant(SHOP, List.of(reader("ada"), reader("bo")), Optional.empty(), at(0));
    book.reached(SHOP, Optional.empty(), at(5));
    book.meant(SHOP, List.of(writer("ada")), Optional.of(Map.of("ada", at(10))), at(12));
    assertThat(holders(Side.DECIDED, -1)).isEmpty();
    assertThat(holders(Side.DECIDED, 0)).containsExactly("ada reader", "bo reader");
    assertThat(holders(Side.LIVE, 4)).isEmpty();
    assertThat(holders(Side.LIVE, 5)).containsExactly("ada reader", "bo reader");
    assertThat(holders(Side.DECIDED, 10)).containsExactly("ada writer", "bo reader");
    assertThat(holders(Side.LIVE, 10)).containsExactly("ada reader", "bo reader");
    book.reached(SHOP, Optional.of(Set.of("ada")), at(20));
    assertThat(holders(Side.LIVE, 20)).containsExactly("ada writer", "bo reader");
    assertThat(holders(Side.LIVE, 19)).containsExactly("ada reader", "bo reader");
    assertThat(holdings.of("ada", Side.LIVE, at(19))).containsExactly(reader("ada"));
    assertThat(holdings.of("ada", Side.DECIDED, at(19))).containsExactly(writer("ada"));
    assertThat(holdings.beginning()).contains(at(0));
    assertThat(holdings.between(Side.LIVE, at(5), at(20), Optional.of("ada")))
        .containsExactly(
            new Change(at(20), false, reader("ada")), new Change(at(20), true, writer("ada")));
    assertThat(holdings.between(Side.DECIDED, at(0), at(9), Optional.empty())).isEmpty();
  }

  /** A whole that is as before is not compared; what was said of some in between is. */
  @Test
  void aWholeAfterAWordAboutSomebodyIsComparedAnew() {
    List<Holding> both = List.of(reader("ada"), reader("bo"));
    book.meant(SHOP, both, Optional.empty(), at(0));
    book.meant(SHOP, both, Optional.empty(), at(1));
    book.meant(SHOP, List.of(), Optional.of(Map.of("ada", at(2))), at(2));
    assertThat(holders(Side.DECIDED, 2)).containsExactly("bo reader");
    book.meant(SHOP, both, Optional.empty(), at(3));
    assertThat(holders(Side.DECIDED, 3)).containsExactly("ada reader", "bo reader");
    assertThat(holders(Side.DECIDED, 2)).containsExactly("bo reader");
  }

  /** Decided and taken back before it could be carried out: it never was so. */
  @Test
  void whatWasNeverCarriedOutIsNeverLive() {
    book.meant(SHOP, List.of(reader("ada")), Optional.empty(), at(0));
    book.meant(SHOP, List.of(), Optional.of(Map.of("ada", at(5))), at(5));
    book.reached(SHOP, Optional.empty(), at(9));
    assertThat(holders(Side.DECIDED, 1)).containsExactly("ada reader");
    assertThat(holders(Side.LIVE, 9)).isEmpty();
  }

  @Test
  void aTargetThatThePolicyHasNoMoreIsMeantForNobody() {
    book.meant(SHOP, List.of(reader("ada")), Optional.empty(), at(0));
    book.only(Set.of(new Target("dev", "shop")), at(4));
    assertThat(holders(Side.DECIDED, 3)).containsExactly("ada reader");
    assertThat(holders(Side.DECIDED, 4)).isEmpty();
  }

  @Test
  void whichPolicyATargetCarriedIsKnownForEachTime() {
    book.policyReached(SHOP, at(0), at(2));
    book.policyReached(SHOP, at(0), at(3));
    book.policyReached(SHOP, at(4), at(6));
    assertThat(holdings.policyAt(SHOP, at(1))).isEmpty();
    assertThat(holdings.policyAt(SHOP, at(5))).contains(at(0));
    assertThat(holdings.policyAt(SHOP, at(6))).contains(at(4));
  }

  /** Not by a fault of ours either: the tables' owner's trigger says no. */
  @Test
  void whatWasSoIsNotRewritten() {
    book.meant(SHOP, List.of(reader("ada")), Optional.empty(), at(0));
    book.meant(SHOP, List.of(), Optional.empty(), at(5));
    assertThatThrownBy(() -> database.run("update held set ended = ended - 1000"))
        .hasStackTraceContaining("what was so before is not changed");
    assertThatThrownBy(() -> database.run("update held set began = 0, ended = 1"))
        .hasStackTraceContaining("what was so before is not changed");
  }
}
