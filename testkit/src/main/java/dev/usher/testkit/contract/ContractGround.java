package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.testkit.contract.Specimen.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all parts of the contract stand on: a specimen with three things, and two policies for it.
 * On the way from one to the other alice loses something and gets something, bob leaves, and carol
 * comes.
 */
abstract class ContractGround<N extends Native> {
  static final String SECRET = "a secret of the contract's";

  Specimen<N> specimen;
  SystemType type;
  Target here;
  Resource first;
  Resource second;
  Resource third;
  String alice;
  String bob;
  String carol;

  /**
   * Lays out a realm of the real system, with nothing in it that usher made.
   *
   * @param targets how many it has: one or two
   */
  protected abstract Specimen<N> specimen(int targets);

  @BeforeEach
  void lay() {
    lay(1);
  }

  final void lay(int targets) {
    specimen = specimen(targets);
    type = specimen.connector().type();
    here = specimen.realm().places().getFirst().target();
    first = specimen.make(here, "first");
    second = specimen.make(here, "second");
    third = specimen.make(here, "third");
    alice = specimen.account("alice");
    bob = specimen.account("bob");
    carol = specimen.account("carol");
  }

  @AfterEach
  void clear() {
    specimen.close();
  }

  Way<N> way() {
    return new Way<>(specimen);
  }

  Meant meant() {
    return meant(here);
  }

  Meant meant(Target target) {
    return new Meant(target, type);
  }

  boolean can(Capability capability) {
    return type.can().contains(capability);
  }

  Access before() {
    return meant()
        .can("reader", specimen.action(), first, second)
        .member(alice, "reader")
        .member(bob, "reader")
        .access();
  }

  Access after() {
    return meant()
        .can("reader", specimen.action(), second)
        .can("reader", specimen.isByThing() ? specimen.otherAction() : specimen.action(), third)
        .member(alice, "reader")
        .member(carol, "reader")
        .access();
  }

  /** Gives them passwords of usher's issuing, where the system has passwords. */
  void passwords(Collection<String> accounts) {
    if (!can(Capability.PASSWORDS)) return;
    Optional<Instant> end = Optional.of(Instant.now().plus(Duration.ofHours(1)));
    way()
        .with(
            session -> {
              accounts.forEach(one -> session.credential(one, SECRET.toCharArray(), end));
              return session;
            });
  }

  /** Gets a password and logs in. */
  Visit enters(String account) {
    passwords(Set.of(account));
    return comesIn(account);
  }

  /** Logs in with the password that it has. */
  Visit comesIn(String account) {
    return comesIn(account, here).orElseThrow(() -> new AssertionError(account + " is not let in"));
  }

  Optional<Visit> comesIn(String account, Target target) {
    return specimen.enter(account, SECRET.toCharArray(), target);
  }

  /** What the system itself answers of one account and one thing. */
  Reach reach(String account, Resource thing) {
    return way()
        .with(
            session -> {
              try (var answers =
                  session.probe(new Probe(Set.of(account), Optional.of(thing), true))) {
                return answers.toList();
              }
            })
        .getFirst();
  }

  /** That the members come in, and can do what is meant and nothing else; by trying. */
  void isLive(Access access, String when) {
    passwords(access.members().keySet());
    for (String account : access.members().keySet()) {
      try (Visit visit = comesIn(account)) {
        canAsMeant(visit, account, access, when);
      }
    }
    for (String account : List.of(alice, bob, carol)) {
      if (access.members().containsKey(account)) continue;
      assertThat(comesIn(account, here)).as("%s: %s comes in", when, account).isEmpty();
    }
  }

  void canAsMeant(Visit visit, String account, Access access, String when) {
    for (Resource thing : List.of(first, second, third)) {
      for (String action : List.of(specimen.action(), specimen.otherAction())) {
        assertThat(visit.tries(action, thing))
            .as("%s: %s tries to %s %s", when, account, action, thing)
            .isEqualTo(isMeant(access, account, action, thing));
      }
    }
  }

  private boolean isMeant(Access access, String account, String action, Resource thing) {
    return access.heldBy(account).stream()
        .map(Access.Held::right)
        .anyMatch(right -> right.covers(thing) && right.allows(type, type.kindOf(thing), action));
  }
}
