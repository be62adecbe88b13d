package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.testkit.contract.Specimen.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every connector keeps, against the real system. A connector's test extends this and lays out
 * a {@link Specimen}; nothing else is to be written. A capability that its type declares is tried,
 * and one that it does not declare must be refused.
 *
 * @param <N> the connector's facts
 */
public abstract class ConnectorContract<N extends Native> extends DescribingContract<N> {
  @Test
  void columns_are_refused_unless_declared() {
    boolean hasColumns =
        type.kinds().values().stream()
            .map(Kind::columnActions)
            .anyMatch(actions -> !actions.isEmpty());
    assertThat(hasColumns).isEqualTo(can(Capability.COLUMNS));
    if (can(Capability.COLUMNS)) return;
    isRefused(meant().canColumn("reader", specimen.action(), "c", first));
  }

  @Test
  void rows_are_refused_unless_declared() {
    if (can(Capability.ROWS)) return;
    isRefused(meant().canRows("reader", specimen.action(), first));
  }

  @Test
  void owning_is_refused_unless_declared() {
    if (can(Capability.OWN) || !type.words().contains("own")) return;
    isRefused(meant().can("reader", "own", first));
  }

  private void isRefused(Meant meant) {
    assertThat(way().plan(meant.member(alice, "reader").access()).errors())
        .isNotEmpty()
        .allSatisfy(error -> assertThat(error.hint()).isPresent())
        .allSatisfy(error -> assertThat(error.at()).isPresent());
  }

  @Test
  void what_is_made_later_is_covered_from_birth_where_declared_else_at_the_next_apply() {
    Access all =
        meant().canBeside("reader", specimen.action(), first).member(alice, "reader").access();
    way().apply(all);
    Resource late = specimen.make(here, "late");
    try (Visit visit = enters(alice)) {
      assertThat(visit.tries(specimen.action(), late)).isEqualTo(can(Capability.FUTURE_OBJECTS));
    }
    assertThat(way().plan(all).statements().isEmpty()).isEqualTo(can(Capability.FUTURE_OBJECTS));
    way().apply(all);
    try (Visit visit = enters(alice)) {
      assertThat(visit.tries(specimen.action(), late)).isTrue();
    }
  }

  @Test
  void passwords_are_given_where_declared_and_refused_elsewhere() {
    way().apply(before());
    char[] secret = "one that is known".toCharArray();
    Optional<Instant> end = Optional.of(Instant.now().plus(Duration.ofHours(1)));
    way()
        .with(
            session -> {
              if (can(Capability.PASSWORDS)) session.credential(alice, secret, end);
              else
                assertThatThrownBy(() -> session.credential(alice, secret, end))
                    .isInstanceOf(UnsupportedOperationException.class);
              return session;
            });
    if (!can(Capability.PASSWORDS)) return;
    specimen.enter(alice, secret, here).orElseThrow().close();
    assertThat(specimen.enter(alice, "another".toCharArray(), here)).isEmpty();
    assertThat(way().plan(before()).statements()).as("a password is no drift").isEmpty();
  }

  @Test
  void stages_are_transactions_where_declared_and_say_that_they_are_none_elsewhere() {
    way().apply(before());
    List<Stage> stages = way().plan(after()).plan().stages();
    if (can(Capability.TRANSACTIONS)) assertThat(stages).allMatch(Stage::atomic);
    else assertThat(stages).noneMatch(stage -> stage.atomic() && stage.steps().size() > 1);
  }
}
