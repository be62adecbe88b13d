package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.testkit.contract.Specimen.Visit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What others do: found and mended where it is usher's, left alone where it is not. */
abstract class OthersContract<N extends Native> extends GivingContract<N> {
  @Test
  void what_was_given_by_hand_is_found_and_taken() {
    way().apply(before());
    specimen.give(alice, third);
    try (Visit visit = enters(alice)) {
      assertThat(visit.tries(specimen.action(), third)).isTrue();
    }
    assertThat(reach(alice, third).can().get(third))
        .isEqualTo(Map.of(specimen.action(), new Extent.Whole()));
    assertThat(paths(alice, third)).isNotEmpty();
    assertThat(way().plan(before()).statements()).isNotEmpty();
    mends(before());
    assertThat(reach(alice, third).can()).doesNotContainKey(third);
    assertThat(paths(alice, third)).isEmpty();
  }

  @Test
  void what_was_taken_by_hand_is_found_and_given_back() {
    way().apply(before());
    specimen.take(alice, first);
    try (Visit visit = enters(alice)) {
      assertThat(visit.tries(specimen.action(), first)).isFalse();
    }
    assertThat(reach(alice, first).can()).doesNotContainKey(first);
    mends(before());
    assertThat(reach(alice, first).can()).containsKey(first);
  }

  @Test
  void an_account_that_was_removed_by_hand_is_made_again() {
    way().apply(before());
    specimen.remove(alice);
    assertThat(reach(alice, first).exists()).isFalse();
    mends(before());
  }

  @Test
  void what_usher_did_not_make_stays() {
    String stranger = specimen.account("stranger");
    specimen.stranger(stranger, SECRET.toCharArray(), first);
    way().apply(before());
    way().apply(after());
    way().apply(meant().access());
    assertThat(way().plan(meant().access()).statements()).isEmpty();
    strangerCan(stranger, first);
    assertThat(reach(stranger, first).ours()).isFalse();
  }

  @Test
  void an_account_in_the_way_is_not_taken_over_unless_told_so() {
    specimen.stranger(alice, SECRET.toCharArray(), third);
    Way.Planned planned = way().plan(before());
    assertThat(planned.errors())
        .anySatisfy(
            error -> {
              assertThat(error.message()).contains(alice);
              assertThat(error.hint()).isPresent();
            });
    strangerCan(alice, third);
  }

  @Test
  void an_account_is_taken_over_where_that_can_be() {
    specimen.stranger(alice, SECRET.toCharArray(), third);
    Access adopting =
        meant().can("reader", specimen.action(), first).adopted(alice, "reader").access();
    if (!can(Capability.ADOPT)) {
      assertThat(way().plan(adopting).errors()).isNotEmpty();
      return;
    }
    specimen.handOver(alice);
    way().apply(adopting);
    for (Resource each : List.of(first, third)) strangerCan(alice, each);
    assertThat(way().plan(adopting).statements()).isEmpty();
    way().apply(meant().access());
    assertThat(specimen.exists(alice)).as("it had a life before usher").isTrue();
    assertThat(reach(alice, first).can()).doesNotContainKey(first);
    assertThat(reach(alice, third).can()).containsKey(third);
  }

  private void mends(Access access) {
    assertThat(way().converge(access).statements()).isNotEmpty();
    isLive(access, "mended");
  }

  private void strangerCan(String account, Resource on) {
    try (Visit visit = comesIn(account)) {
      assertThat(visit.tries(specimen.action(), on)).as("%s and %s", account, on).isTrue();
    }
  }

  private List<String> paths(String account, Resource on) {
    return way().with(session -> session.paths(account, specimen.action(), on));
  }
}
