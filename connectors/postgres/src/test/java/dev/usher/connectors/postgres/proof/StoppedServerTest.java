package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Embedded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes away in the middle, comes back, or takes no writes. */
class StoppedServerTest {
  private static final int MAJOR = 18;

  @TempDir Path folder;

  @Test
  void theRestIsDoneWhenItIsBack() {
    Path data = folder.resolve("data");
    Estate estate;
    String prefix;
    Target target;
    try (Embedded embedded = Embedded.on(MAJOR, data)) {
      estate = new Estate(embedded.server(), 1, Shop::schema, () -> true);
      prefix = estate.tag() + "_";
      target = estate.sites().getFirst().target();
      Applying applying = estate.applying();
      applying.apply(List.of(Shop.before(target, prefix)));
      List<Access> after = List.of(Shop.after(target, prefix));
      applying.open(
          session -> {
            Plan plan = applying.plan(session, after).plan();
            session.lock(plan.fingerprint());
            session.run(plan.stages().getFirst(), Applying::isDone);
            embedded.close();
            List<Outcome> outcomes = new ArrayList<>();
            assertFails(() -> session.run(plan.stages().get(1), outcomes::add), outcomes);
            return plan;
          });
      assertThatThrownBy(() -> applying.plan(after))
          .isInstanceOfSatisfying(
              TargetFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
    }
    try (Embedded again = Embedded.on(MAJOR, data)) {
      Applying applying = on(again, estate);
      List<Access> after = List.of(Shop.after(target, prefix));
      applying.apply(after);
      assertThat(applying.plan(after).plan().stages()).isEmpty();
    }
  }

  private static void assertFails(Runnable work, List<Outcome> outcomes) {
    try {
      work.run();
    } catch (TargetFailure failure) {
      assertThat(failure.code()).isEqualTo(Code.LOST);
      return;
    }
    assertThat(outcomes).isNotEmpty().noneMatch(Outcome.Done.class::isInstance);
  }

  @Test
  void aStandbyIsRefusedAndSaidToBeOne() throws Exception {
    Path data = folder.resolve("data");
    Estate estate;
    Target target;
    try (Embedded embedded = Embedded.on(MAJOR, data)) {
      estate = new Estate(embedded.server(), 1, Shop::schema, () -> true);
      target = estate.sites().getFirst().target();
    }
    Files.createFile(data.resolve("standby.signal"));
    try (Embedded standby = Embedded.on(MAJOR, data)) {
      Applying applying = on(standby, estate);
      assertThatThrownBy(() -> applying.plan(List.of(Shop.before(target, "x_"))))
          .isInstanceOfSatisfying(
              TargetFailure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(Code.READ_ONLY);
                assertThat(failure).hasMessageContaining(target.toString());
              });
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsSaid() {
    try (Embedded embedded = Embedded.on(MAJOR, folder.resolve("data"))) {
      Realm.Place place =
          Estate.place(
              new Target("dev", "shop"), embedded.server().url("nowhere"), List.of("x"), false);
      Applying applying =
          new Applying(
              Applying.realm(List.of(place)), Applying.trusted("postgres"), Duration.ofSeconds(2));
      assertThatThrownBy(() -> applying.plan(List.of()))
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("nowhere");
    }
  }

  /** The same estate where the server is now. */
  private static Applying on(Embedded embedded, Estate estate) {
    Estate.Site site = estate.sites().getFirst();
    Realm.Place place =
        Estate.place(
            site.target(),
            embedded.server().url(site.database().name()),
            site.schema().managed(),
            site.revoke());
    return new Applying(
        Applying.realm(List.of(place)), Applying.trusted(estate.admin()), Duration.ofSeconds(5));
  }
}
