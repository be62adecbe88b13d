package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Seeds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is done for a few people alone is what a look at all would have done. */
abstract class MovingContract<N extends Native> extends HoldingContract<N> {
  /** A policy that moves; somebody is in each of its roles all the time. */
  private final class Company {
    final RandomGenerator random;
    final String keeper = specimen.account("keeper");
    final List<String> people = List.of(alice, bob, carol);
    final Map<String, Set<String>> held = new TreeMap<>();
    Holds holds = Holds.NONE;

    Company(RandomGenerator random) {
      this.random = random;
      people.forEach(this::move);
    }

    /** Joins, moves, leaves, is suspended or comes back. */
    void move(String who) {
      holds = holds.without(who);
      held.remove(who);
      if (random.nextInt(5) == 0) holds = holds.with(here, new Hold(who, Kind.SUSPENDED));
      if (random.nextInt(3) == 0) return;
      Set<String> some = new TreeSet<>();
      for (String role : List.of("one", "two", "three")) if (random.nextBoolean()) some.add(role);
      if (!some.isEmpty()) held.put(who, some);
    }

    Access meant() {
      Meant meant =
          MovingContract.this
              .meant()
              .can("one", specimen.action(), first)
              .can("two", specimen.action(), first, second)
              .can(
                  "three", specimen.isByThing() ? specimen.otherAction() : specimen.action(), third)
              .member(keeper, "one", "two", "three");
      held.forEach((who, roles) -> meant.member(who, roles.toArray(String[]::new)));
      return meant.access();
    }

    Access under() {
      return meant().under(holds);
    }
  }

  @Test
  void a_look_at_all_finds_nothing_to_do_after_a_few_people_were_moved_alone() {
    Seeds.each(
        2,
        random -> {
          Company company = new Company(random);
          way().converge(company.under());
          // A plan of few goes by what the last apply of all has left there.
          way().with(session -> marked(session));
          for (int move = 0; move < 8; move++) {
            Set<String> who = new TreeSet<>();
            for (int i = 0; i <= random.nextInt(2); i++)
              who.add(company.people.get(random.nextInt(company.people.size())));
            who.forEach(company::move);
            Optional<Plan> done = alone(company, who);
            assertThat(done).as("%s can be moved alone", who).isPresent();
            assertThat(way().plan(company.under()).statements())
                .as("after %s were moved by %s", who, done.get())
                .isEmpty();
          }
          Set<String> out = new HashSet<>(company.holds.subjects());
          out.add(company.keeper);
          isLive(company.meant().without(out), "at the end");
        });
  }

  private Session<N> marked(Session<N> session) {
    session.mark(Set.of(here), "1:left");
    return session;
  }

  private Optional<Plan> alone(Company company, Set<String> who) {
    Set<String> others = new HashSet<>(company.meant().members().keySet());
    others.removeAll(who);
    Access meant = company.meant().without(others);
    Map<String, Set<String>> accounts = new TreeMap<>();
    who.forEach(one -> accounts.put(one, Set.of(one)));
    return way()
        .with(
            session -> {
              ObservedState<N> seen = session.alone(accounts, List.of(meant)).orElseThrow();
              Optional<DesiredState<N>> desired =
                  specimen
                      .connector()
                      .compileAlone(
                          specimen.realm(),
                          List.of(meant.under(company.holds.among(who))),
                          accounts,
                          seen);
              if (desired.isEmpty()) return Optional.empty();
              List<Plan.Stage> stages =
                  specimen
                      .connector()
                      .arrange(specimen.realm(), Diff.between(desired.get(), seen), seen);
              Plan plan =
                  new Plan(specimen.realm().key(), specimen.connector().fingerprint(seen), stages);
              assertThat(way().run(session, plan))
                  .as("%s", plan)
                  .allMatch(Outcome.Done.class::isInstance);
              return Optional.of(plan);
            });
  }
}
