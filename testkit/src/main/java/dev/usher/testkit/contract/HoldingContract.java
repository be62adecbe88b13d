package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.testkit.contract.Specimen.Visit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is kept out is out at once, stays out, and comes back exactly as they were. */
abstract class HoldingContract<N extends Native> extends FaultsContract<N> {
  private Holds kept(String subject, Kind kind) {
    return Holds.NONE.with(here, new Hold(subject, kind));
  }

  private Holds held() {
    return way().with(Session::holds);
  }

  @Test
  void who_is_suspended_is_out_and_comes_back_as_they_were() {
    way().apply(before());
    passwords(List.of(alice, bob));
    Holds kept = kept(alice, Kind.SUSPENDED);
    try (Visit ofAlice = comesIn(alice);
        Visit ofBob = comesIn(bob)) {
      way().converge(before().under(kept));
      assertThat(comesIn(alice, here)).as("alice comes in").isEmpty();
      assertThat(reach(alice, first))
          .returns(true, one -> one.exists())
          .returns(false, one -> one.opens());
      if (can(Capability.SESSIONS)) {
        assertThat(ofAlice.tries(specimen.action(), first)).as("alice is still in").isFalse();
      }
      assertThat(ofBob.tries(specimen.action(), first)).as("bob is still in").isTrue();
    }
    assertThat(held()).isEqualTo(kept);
    way().converge(after().under(kept));
    assertThat(comesIn(alice, here)).as("alice comes in after another apply").isEmpty();
    way().converge(before().under(held()));
    way().converge(before());
    assertThat(held()).isEqualTo(Holds.NONE);
    try (Visit visit = comesIn(alice)) {
      canAsMeant(visit, alice, before(), "back with the old password");
    }
  }

  @Test
  void who_is_let_in_is_known_without_a_look_at_what_they_may_do() {
    way().apply(before());
    passwords(List.of(alice, bob));
    Holds suspended = kept(alice, Kind.SUSPENDED);
    try (Visit ofAlice = comesIn(alice)) {
      way().shut(before().under(suspended));
      if (can(Capability.SESSIONS)) {
        assertThat(ofAlice.tries(specimen.action(), first)).as("alice is still in").isFalse();
      }
    }
    assertThat(comesIn(alice, here)).as("alice comes in").isEmpty();
    assertThat(way().plan(before().under(suspended)).statements())
        .as("what a look at all else would add")
        .isEmpty();
    way().shut(before().under(kept(bob, Kind.OFFBOARDED)));
    assertThat(comesIn(bob, here)).as("bob comes in").isEmpty();
    way().converge(before().under(kept(bob, Kind.OFFBOARDED)));
    assertThat(specimen.exists(bob)).isFalse();
  }

  @Test
  void who_is_offboarded_is_gone_and_no_apply_brings_them_back() {
    way().apply(before());
    passwords(List.of(alice, bob));
    Holds kept = kept(alice, Kind.OFFBOARDED);
    try (Visit ofAlice = comesIn(alice)) {
      way().converge(before().under(kept));
      if (can(Capability.SESSIONS)) {
        assertThat(ofAlice.tries(specimen.action(), first)).as("alice is still in").isFalse();
      }
    }
    assertThat(specimen.exists(alice)).isFalse();
    assertThat(held()).isEqualTo(kept);
    way().converge(after().under(held()));
    assertThat(specimen.exists(alice)).isFalse();
    way().converge(before());
    isLive(before(), "called back");
    assertThat(held()).isEqualTo(Holds.NONE);
  }

  @Test
  void who_is_suspended_can_be_offboarded() {
    way().apply(before());
    way().converge(before().under(kept(alice, Kind.SUSPENDED)));
    way().converge(before().under(kept(alice, Kind.OFFBOARDED)));
    assertThat(specimen.exists(alice)).isFalse();
    assertThat(held()).isEqualTo(kept(alice, Kind.OFFBOARDED));
  }

  @Test
  void who_comes_while_suspended_comes_closed() {
    Access access = before().under(kept(alice, Kind.SUSPENDED));
    way().converge(access);
    passwords(List.of(alice, bob));
    assertThat(comesIn(alice, here)).as("alice comes in").isEmpty();
    comesIn(bob).close();
    way().converge(before());
    isLive(before(), "let in");
  }

  @Test
  void a_crash_on_the_way_out_or_back_converges() {
    way().apply(before());
    Access without = before().under(kept(alice, Kind.SUSPENDED));
    for (int seam : Seams.of(way().plan(without).plan())) {
      String when = "crashed after " + seam + " steps";
      way().apply(before());
      passwords(List.of(alice));
      try (Visit ofAlice = comesIn(alice)) {
        crash(without, seam);
        // The next run knows no more than what is recorded.
        if (comesIn(alice, here).isEmpty()) {
          assertThat(held()).as(when).isEqualTo(kept(alice, Kind.SUSPENDED));
        }
        way().converge(before().under(kept(alice, Kind.SUSPENDED)));
        assertThat(comesIn(alice, here)).as(when).isEmpty();
        if (can(Capability.SESSIONS)) {
          assertThat(ofAlice.tries(specimen.action(), first)).as(when).isFalse();
        }
      }
    }
    for (int seam : Seams.of(way().plan(before()).plan())) {
      way().apply(without);
      crash(before(), seam);
      way().converge(before());
      comesIn(alice).close();
    }
  }

  @Test
  void odd_names_are_kept_out_too() {
    for (String subject :
        List.of("o'hara\"x", "größe 日本", "a/b*c?d e\\", "100%", "x".repeat(100))) {
      Holds kept = kept(subject, Kind.OFFBOARDED);
      way().converge(before().under(kept));
      assertThat(held()).isEqualTo(kept);
    }
    way().converge(before());
    assertThat(held()).isEqualTo(Holds.NONE);
  }
}
