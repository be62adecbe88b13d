package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Permission;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.access.Right;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.testkit.contract.Specimen.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What was there before usher is described where that is declared, and refused elsewhere. */
abstract class DescribingContract<N extends Native> extends MovingContract<N> {
  private static final Cause WHY =
      Cause.of("as it was found", new Source("access/contract.yaml", 1, 1));

  @Test
  void what_was_there_is_described_and_what_is_not_meant_any_more_is_taken() {
    specimen.stranger(alice, SECRET.toCharArray(), first);
    specimen.handOver(alice);
    if (!can(Capability.IMPORT)) {
      way()
          .with(
              session -> {
                assertThatThrownBy(session::whole)
                    .isInstanceOf(UnsupportedOperationException.class);
                return session;
              });
      return;
    }
    Realm everything = realm(way().with(session -> session.whole()));
    Description found =
        new Way<>(specimen, everything)
            .with(session -> specimen.connector().describe(everything, session.inspect()));
    assertThat(found.accounts()).containsKey(alice);
    Way<N> way = new Way<>(specimen, realm(found.whole()));

    Way.Planned planned = way.plan(access(found, found.accounts()));
    assertThat(planned.errors()).isEmpty();
    assertThat(planned.statements()).as("what is described is what is there").isEmpty();
    assertThat(canStill()).isTrue();

    Map<String, Description.Account> others = new TreeMap<>(found.accounts());
    others.remove(alice);
    way.converge(access(found, others));
    assertThat(canStill()).isFalse();
    assertThat(specimen.exists(alice)).as("it had a life before usher").isTrue();
  }

  /** Whether alice comes in by her own password and can do what she could. */
  private boolean canStill() {
    Optional<Visit> visit = comesIn(alice, here);
    if (visit.isEmpty()) return false;
    try (Visit hers = visit.get()) {
      return hers.tries(specimen.action(), first);
    }
  }

  /** The specimen's, with a policy that says that of its system. */
  private Realm realm(Whole whole) {
    Realm was = specimen.realm();
    Place place = was.places().getFirst();
    Policy.System system = place.system();
    Policy.System other =
        new Policy.System(
            system.name(),
            system.type(),
            system.description(),
            system.in(),
            whole.settings(),
            whole.things(),
            system.account(),
            system.adopt(),
            system.auth(),
            system.at());
    return new Realm(was.key(), List.of(new Place(here, other, place.connection())));
  }

  /** What that means for some of the accounts. */
  private Access access(Description found, Map<String, Description.Account> accounts) {
    Map<String, Role> roles = new TreeMap<>();
    found
        .roles()
        .forEach(
            (name, role) ->
                roles.put(
                    name,
                    new Role(
                        name,
                        role.can().stream().map(this::right).toList(),
                        because(role.includes(), WHY))));
    Map<String, Member> members = new TreeMap<>();
    accounts.forEach(
        (name, account) ->
            members.put(
                name,
                new Member(
                    name,
                    name,
                    can(Capability.ADOPT),
                    Map.of(),
                    because(account.roles(), Set.of(WHY)))));
    Access all = new Access(here, type, Instant.EPOCH, roles, members);
    Set<String> held =
        members.values().stream()
            .flatMap(one -> all.closure(one.roles().keySet()).stream())
            .collect(Collectors.toSet());
    roles.keySet().retainAll(held);
    return new Access(here, type, Instant.EPOCH, roles, members);
  }

  private static <T> Map<String, T> because(Set<String> roles, T why) {
    return roles.stream().collect(Collectors.toMap(Function.identity(), _ -> why));
  }

  private Right right(Permission permission) {
    List<Pattern> on = new ArrayList<>();
    for (Pattern pattern : permission.on()) {
      List<Step> steps = new ArrayList<>(pattern.steps());
      steps.addFirst(new Step.One("", Name.of(here.environment())));
      on.add(new Pattern(steps, pattern.column()));
    }
    return new Right(
        permission.actions(),
        on,
        List.of(),
        Optional.of(permission.columns()).filter(some -> !some.isEmpty()),
        Optional.empty(),
        WHY);
  }
}
