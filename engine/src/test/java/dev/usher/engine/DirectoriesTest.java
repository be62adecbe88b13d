package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Roster;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.fake.House;
import dev.usher.testkit.fake.House.Badge;
import dev.usher.testkit.fake.LocksType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People whom the policy does not name, and what becomes of them when nobody hears of them. */
class DirectoriesTest implements Directories {
  private static final String NIGHT = "Night Guards";

  @TempDir Path folder;
  private final Map<String, Person> okta = new TreeMap<>();
  private boolean heard = true;
  private Houses houses;

  @BeforeEach
  void build() {
    houses = new Houses(folder, this, LocksType.TYPE);
    houses.write(
        "grants.yaml",
        """
        directories: { okta: { type: scim, attributes: { shift: shift } } }
        teams:
          guards: { members: [bob], group: "okta:Night Guards" }
          late: { where: subject.shift == "late" }
        grants:
          - { to: [team:guards, team:late], role: guard, in: [day, night], because: The rota }
        """);
    joins("erin", NIGHT);
  }

  @Override
  public boolean areHeard() {
    return heard;
  }

  @Override
  public Roster everybody() {
    return new Roster(Map.of("okta", List.copyOf(okta.values())));
  }

  @Override
  public Roster of(Collection<String> subjects) {
    List<Person> some = new ArrayList<>(okta.values());
    some.removeIf(person -> !subjects.contains(person.name()));
    return new Roster(Map.of("okta", some));
  }

  private void joins(String name, String... groups) {
    okta.put(name, new Person(name, Map.of(), Optional.empty(), Set.of(groups)));
  }

  private void apply() {
    ApplyReport applied = houses.apply();
    assertThat(applied.isWhole()).as("%s", applied).isTrue();
  }

  private static Set<String> badges(House house) {
    return house.badges().stream().map(Badge::name).collect(Collectors.toSet());
  }

  private static List<String> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::code).toList();
  }

  @Test
  void who_joins_a_group_gets_in_and_who_leaves_it_does_not_stay() {
    apply();
    assertThat(Houses.open(houses.elm)).containsExactlyInAnyOrder("bob", "erin");
    assertThat(houses.usher.verify(houses.policy, Set.of(), Progress.silent()).differences())
        .isEmpty();
    joins("erin", "Day Guards");
    joins("frank", NIGHT);
    apply();
    assertThat(badges(houses.elm)).containsExactlyInAnyOrder("bob", "frank");
    okta.clear();
    PlanReport plan = houses.plan();
    assertThat(codes(plan.diagnostics())).containsExactly("group-empty");
    apply();
    assertThat(badges(houses.ash)).containsExactly("bob");
    assertThat(houses.plan().plans()).isEmpty();
  }

  @Test
  void what_a_directory_says_of_somebody_puts_them_in_a_team() {
    okta.put(
        "gus",
        new Person("gus", Map.of("shift", new Value.Text("late")), Optional.empty(), Set.of()));
    apply();
    assertThat(Houses.open(houses.oak)).containsExactlyInAnyOrder("bob", "erin", "gus");
  }

  @Test
  void nobody_takes_over_a_name_of_the_policy() {
    joins("alice", NIGHT);
    joins("bob");
    PlanReport plan = houses.plan();
    assertThat(plan.hasErrors()).isFalse();
    assertThat(codes(plan.diagnostics())).containsExactly("subject-clash", "subject-clash");
    assertThat(plan.diagnostics())
        .allSatisfy(one -> assertThat(one.snippet()).as("the policy's line").isPresent());
    apply();
    assertThat(Houses.open(houses.ash)).containsExactlyInAnyOrder("bob", "erin");
  }

  @Test
  void who_comes_and_goes_makes_no_other_policy() {
    apply();
    joins("frank", NIGHT);
    DriftReport drift = houses.usher.drift(houses.policy, Progress.silent());
    assertThat(drift.samePolicy()).isTrue();
    assertThat(drift.plan().hasChanges()).isTrue();
    houses.write("more.yaml", "people: { zoe: {} }");
    assertThat(houses.usher.drift(houses.policy, Progress.silent()).samePolicy()).isFalse();
  }

  @Test
  void a_plan_from_before_somebody_left_is_not_carried_out() {
    PlanReport plan = houses.plan();
    okta.remove("erin");
    ApplyReport applied = houses.usher.apply(houses.policy, plan, Progress.silent());
    assertThat(codes(applied.diagnostics())).containsExactly("policy-changed");
    assertThat(badges(houses.ash)).isEmpty();
  }

  @Test
  void where_nobody_hears_them_nothing_is_taken_from_them() {
    apply();
    PlanReport planned = houses.plan();
    heard = false;
    Usher usher = houses.usher;
    assertThat(codes(houses.plan().diagnostics())).containsExactly("directory-unheard");
    assertThat(houses.plan().plans()).isEmpty();
    assertThat(codes(usher.verify(houses.policy, Set.of(), Progress.silent()).diagnostics()))
        .containsExactly("directory-unheard");
    assertThat(codes(usher.apply(houses.policy, planned, Progress.silent()).diagnostics()))
        .containsExactly("directory-unheard");
    assertThat(codes(usher.drift(houses.policy, Progress.silent()).plan().diagnostics()))
        .containsExactly("directory-unheard");
    assertThat(usher.validate(houses.policy).diagnostics())
        .anySatisfy(
            one -> {
              assertThat(one.code()).isEqualTo("directory-unheard");
              assertThat(one.severity()).isEqualTo(Severity.NOTE);
            });
    assertThat(codes(usher.access(houses.policy, "bob", false).diagnostics()))
        .containsExactly("directory-unheard");
    assertThat(codes(usher.whoCan(houses.policy, "use", "day/ash/hall", false).diagnostics()))
        .containsExactly("directory-unheard");
    assertThat(usher.can(houses.policy, "erin", "use", "day/ash/hall", Optional.empty(), false))
        .satisfies(
            one ->
                assertThat(one.diagnostics().getFirst().message())
                    .contains("nobody is called erin, as far as is known without a server"));
    assertThat(Houses.open(houses.ash)).containsExactlyInAnyOrder("bob", "erin");
  }

  @Test
  void one_named_person_goes_unheard_or_not_and_nobody_else_is_touched() {
    apply();
    usherSuspends("erin");
    heard = false;
    usherSuspends("bob");
    PlanReport gone =
        houses.usher.offboard(houses.policy, "bob", Optional.empty(), Progress.silent());
    assertThat(houses.usher.apply(houses.policy, gone, Progress.silent()).isWhole()).isTrue();
    assertThat(badges(houses.ash)).containsExactly("erin");
    PlanReport erin =
        houses.usher.offboard(houses.policy, "erin", Optional.empty(), Progress.silent());
    assertThat(houses.usher.apply(houses.policy, erin, Progress.silent()).isWhole()).isTrue();
    assertThat(badges(houses.ash)).isEmpty();
    heard = true;
    joins("frank", NIGHT);
    apply();
    assertThat(badges(houses.ash))
        .as("whoever was offboarded stays out, though the directory still has them")
        .containsExactly("frank");
    assertThat(houses.plan().notes())
        .anySatisfy(note -> assertThat(note.text()).contains("the directory okta still has them"));
  }

  private void usherSuspends(String name) {
    PlanReport plan = houses.usher.suspend(houses.policy, name, Progress.silent());
    assertThat(plan.hasErrors()).as("%s", plan.diagnostics()).isFalse();
    assertThat(houses.usher.apply(houses.policy, plan, Progress.silent()).isWhole()).isTrue();
    assertThat(Houses.open(houses.ash)).doesNotContain(name);
  }
}
