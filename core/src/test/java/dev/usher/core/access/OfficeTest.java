package dev.usher.core.access;

import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Offices;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfficeTest {
  private static final Condition IN_EU =
      new Condition.Compare(
          new Operand.Subject("region"), Op.EQ, new Operand.Literal(new Value.Text("eu")));

  private final Shop shop =
      new Shop()
          .person("ann", Map.of())
          .person("bob", Map.of())
          .person("carol", Map.of("region", new Value.Text("eu")))
          .person("dora", Map.of("region", new Value.Text("us")))
          .team("inner", one("bob"))
          .team("outer", inTeam("inner"), one("ann"))
          .teamWhere("eu", IN_EU);

  private Optional<Office> office(String name) {
    Policy policy = shop.policy();
    return Office.of(policy, policy.subjects().get(name));
  }

  @Test
  void nobodyHasAPartWhomThePolicyGivesNone() {
    assertThat(List.of("ann", "bob", "carol", "dora")).allMatch(name -> office(name).isEmpty());
  }

  @Test
  void byNameByATeamWithinATeamAndByAttribute() {
    shop.offices =
        new Offices(List.of(inTeam("eu")), List.of(inTeam("outer")), List.of(one("dora")));
    assertThat(office("carol")).contains(Office.ADMINISTRATOR);
    assertThat(office("bob")).contains(Office.OPERATOR);
    assertThat(office("ann")).contains(Office.OPERATOR);
    assertThat(office("dora")).contains(Office.AUDITOR);
  }

  @Test
  void theHighestCounts() {
    shop.offices = new Offices(List.of(one("ann")), List.of(), List.of(inTeam("outer")));
    assertThat(office("ann")).contains(Office.ADMINISTRATOR);
    assertThat(office("bob")).contains(Office.AUDITOR);
  }

  @Test
  void aServiceHasNoPartAndLeadsNobody() {
    shop.subjects.compute("ann", (_, ann) -> service(ann));
    shop.offices = new Offices(List.of(one("ann")), List.of(), List.of());
    led("outer", "ann");
    assertThat(office("ann")).isEmpty();
    assertThat(Office.led(shop.policy(), shop.subjects.get("ann"))).isEmpty();
  }

  private static Subject service(Subject one) {
    return new Subject(
        one.name(),
        Subject.Kind.SERVICE,
        one.attributes(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        one.at());
  }

  private void led(String name, String lead) {
    shop.teams.computeIfPresent(
        name,
        (_, team) ->
            new Team(
                name, team.members(), team.group(), List.of(one(lead)), team.where(), team.at()));
  }

  @Test
  void whoLeadsATeamLeadsNoTeamWithinIt() {
    led("outer", "dora");
    assertThat(Office.led(shop.policy(), shop.subjects.get("dora"))).containsExactly("outer");
    assertThat(Office.led(shop.policy(), shop.subjects.get("bob"))).isEmpty();
  }

  /** Two ways to say one thing must not differ. */
  @Test
  void membershipIsWhatPopulationSaysOfAll() {
    Policy policy = shop.policy();
    Population all = new Population(policy);
    for (String team : policy.teams().keySet())
      for (Subject subject : policy.subjects().values())
        assertThat(new Membership(policy, subject).isIn(team))
            .as(subject.name() + " in " + team)
            .isEqualTo(all.team(team).contains(subject.name()));
  }
}
