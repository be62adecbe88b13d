package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.testkit.contract.Specimen.Visit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is given, what is taken, and that it is done once. */
abstract class GivingContract<N extends Native> extends ContractGround<N> {
  /** Names that have bitten: quotes, wildcards, escapes, unicode, words of languages. */
  private static final List<String> ODD =
      List.of(
          "o'clock",
          "say \"hi\"",
          "back\\slash",
          "größe 日本語",
          "🙂",
          "*",
          "a?[b]{c,d}",
          "%s $1 :name",
          "select; --",
          "e\u0301",
          "\u00e9");

  @Test
  void what_is_given_works_and_nothing_else_does() {
    way().apply(before());
    isLive(before(), "given");
    assertThat(reach(alice, first))
        .satisfies(
            one -> assertThat(one.exists() && one.ours() && one.opens()).isTrue(),
            one -> assertThat(one.powers()).isEmpty())
        .extracting(one -> one.can().get(first))
        .isEqualTo(Map.of(specimen.action(), new Extent.Whole()));
    assertThat(reach(alice, third).can()).doesNotContainKey(third);
    assertThat(reach(carol, first)).returns(false, Reach::exists).returns(false, Reach::opens);
  }

  @Test
  void applying_twice_does_nothing_the_second_time() {
    way().apply(before());
    String print = way().plan(before()).plan().fingerprint();
    assertThat(way().apply(before()).statements()).isEmpty();
    assertThat(way().plan(before()).plan().fingerprint()).isEqualTo(print);
  }

  @Test
  void a_plan_that_is_not_carried_out_changes_nothing() {
    List<String> statements = way().plan(before()).statements();
    assertThat(statements).isNotEmpty();
    assertThat(way().plan(before()).statements()).isEqualTo(statements);
    assertThat(reach(alice, first)).returns(false, Reach::exists);
  }

  @Test
  void what_changes_is_given_and_taken_with_nothing_known_of_the_run_before() {
    way().apply(before());
    way().apply(after());
    isLive(after(), "changed");
    assertThat(reach(alice, first).can()).doesNotContainKey(first);
    assertThat(way().plan(after()).statements()).isEmpty();
    way().apply(meant().access());
    isLive(meant().access(), "all taken");
    assertThat(way().plan(meant().access()).statements()).isEmpty();
    assertThat(List.of(alice, bob, carol)).noneMatch(specimen::exists);
  }

  @Test
  void what_is_taken_stops_working_for_sessions_that_are_open() {
    way().apply(before());
    passwords(List.of(alice, bob));
    try (Visit ofAlice = comesIn(alice);
        Visit ofBob = comesIn(bob)) {
      canAsMeant(ofAlice, alice, before(), "before");
      canAsMeant(ofBob, bob, before(), "before");
      way().apply(after());
      if (can(Capability.SESSIONS)) {
        assertThat(ofAlice.tries(specimen.action(), first)).as("alice still can").isFalse();
        assertThat(ofBob.tries(specimen.action(), second)).as("bob still can").isFalse();
      }
    }
    isLive(after(), "after");
  }

  @Test
  void who_leaves_one_target_keeps_the_other() {
    clear();
    lay(2);
    Target there = specimen.realm().places().getLast().target();
    Resource other = specimen.make(there, "first");
    Access inHere =
        meant().can("reader", specimen.action(), first).member(alice, "reader").access();
    Access inThere =
        meant(there).can("reader", specimen.action(), other).member(alice, "reader").access();
    way().apply(inHere, inThere);
    try (Visit left = enters(alice);
        Visit kept = comesIn(alice, there).orElseThrow()) {
      assertThat(left.tries(specimen.action(), first)).isTrue();
      assertThat(kept.tries(specimen.action(), other)).isTrue();
      way().apply(meant().access(), inThere);
      assertThat(kept.tries(specimen.action(), other)).as("that session goes on").isTrue();
      if (can(Capability.SESSIONS)) {
        assertThat(left.tries(specimen.action(), first)).as("that does not").isFalse();
      }
    }
    assertThat(reach(alice, first).can()).doesNotContainKey(first);
    assertThat(comesIn(alice, here).map(visit -> visit.tries(specimen.action(), first)))
        .as("what can be done where alice left")
        .isNotEqualTo(Optional.of(true));
    assertThat(way().plan(meant().access(), inThere).statements()).isEmpty();
    way().apply(meant().access(), meant(there).access());
    assertThat(specimen.exists(alice)).isFalse();
  }

  @Test
  void names_are_carried_letter_by_letter() {
    List<Resource> given = new ArrayList<>();
    List<Resource> kept = new ArrayList<>();
    for (String name : ODD) {
      if (!specimen.canBeCalled(name)) continue;
      (given.size() > kept.size() ? kept : given).add(specimen.make(here, name));
    }
    List<String> accounts =
        List.of(
            specimen.account("o'hara\"x"),
            specimen.account("größe_日本"),
            ofFullLength("a"),
            ofFullLength("b"));
    String role = "ro\"le'; größe " + "long".repeat(60);
    Meant odd = meant().can(role, specimen.action(), given.toArray(Resource[]::new));
    accounts.forEach(account -> odd.member(account, role));
    way().apply(odd.access());
    assertThat(way().plan(odd.access()).statements()).isEmpty();
    passwords(accounts);
    for (String account : accounts) {
      try (Visit visit = comesIn(account)) {
        given.forEach(
            one -> assertThat(visit.tries(specimen.action(), one)).as("%s", one).isTrue());
        kept.forEach(
            one -> assertThat(visit.tries(specimen.action(), one)).as("%s", one).isFalse());
      }
      assertThat(reach(account, given.getFirst()).can()).containsKey(given.getFirst());
    }
    way().apply(meant().access());
    assertThat(accounts).noneMatch(specimen::exists);
  }

  @Test
  void a_name_that_is_too_long_is_refused() {
    String account = ofFullLength("ab");
    Access access =
        meant().can("reader", specimen.action(), first).member(account, "reader").access();
    assertThat(way().plan(access).errors()).isNotEmpty();
  }

  /** As long as a name can be; names that differ in the last letter alone are two. */
  private String ofFullLength(String last) {
    String stem = specimen.account("long");
    int left = type.maxNameBytes() - stem.getBytes(StandardCharsets.UTF_8).length - 1;
    return stem + "ü".repeat(left / 2) + "x".repeat(left % 2) + last;
  }
}
