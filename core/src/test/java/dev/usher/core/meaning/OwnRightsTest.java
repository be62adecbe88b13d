package dev.usher.core.meaning;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.NOW;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Offices;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever writes the policy must not make usher's administrator of themselves. */
class OwnRightsTest {
  private final Shop old = shop();
  private final Shop changed = shop();

  private static Shop shop() {
    Shop shop =
        new Shop()
            .person("ann", Map.of())
            .person("bob", Map.of())
            .team("platform", one("ann"))
            .team("crew", one("bob"));
    shop.offices = new Offices(List.of(inTeam("platform")), List.of(), List.of());
    return shop;
  }

  private void isKept() {
    assertThat(loosened()).isEmpty();
  }

  private List<String> loosened() {
    return new Guards(NOW).loosened(old.policy(), changed.policy());
  }

  private void team(Shop shop, String name, String group, List<Who> leads) {
    shop.teams.put(
        name,
        new Team(
            name,
            List.of(one("ann")),
            group.isEmpty() ? Optional.empty() : Optional.of(new Group("okta", group)),
            leads,
            Optional.empty(),
            AT));
  }

  @Test
  void whatStaysAndWhatIsTakenAwayNeedsNobody() {
    isKept();
    changed.offices = Offices.NOBODYS;
    isKept();
    changed.offices = new Offices(List.of(), List.of(one("ann")), List.of(inTeam("platform")));
    isKept();
  }

  @Test
  void whoIsNamedAndWhoComesIntoATeam() {
    changed.offices = new Offices(List.of(inTeam("platform"), one("bob")), List.of(), List.of());
    assertThat(loosened()).containsExactly("bob would be usher's administrator");
    changed.offices = old.offices;
    changed.team("platform", one("ann"), inTeam("crew"));
    assertThat(loosened()).containsExactly("bob would be usher's administrator");
  }

  @Test
  void eachOfficeByItself() {
    changed.offices = new Offices(List.of(), List.of(one("bob")), List.of());
    assertThat(loosened()).containsExactly("bob would be usher's operator");
    changed.offices = new Offices(List.of(), List.of(), List.of(one("bob")));
    assertThat(loosened()).containsExactly("bob would be usher's auditor");
    old.offices = changed.offices;
    changed.offices = new Offices(List.of(), List.of(one("bob")), List.of());
    assertThat(loosened()).containsExactly("bob would be usher's operator");
  }

  @Test
  void whomADirectoryOrAConditionBringsInThereIsNobodyToName() {
    team(changed, "platform", "Everybody", List.of());
    assertThat(loosened())
        .containsExactly("whoever comes into team:platform would be usher's administrator");
    team(old, "platform", "Platform", List.of());
    assertThat(loosened()).hasSize(1);
    team(old, "platform", "Everybody", List.of());
    isKept();
    team(changed, "platform", "", List.of());
    isKept();
    old.team("platform", one("ann"));
    changed.teamWhere("platform", new Condition.Constant(false));
    assertThat(loosened()).hasSize(1);
  }

  @Test
  void aTeamWithinOneOfTheirs() {
    team(old, "nurses", "Nurses", List.of());
    team(changed, "nurses", "Nurses", List.of());
    isKept();
    changed.team("platform", one("ann"), inTeam("nurses"));
    assertThat(loosened())
        .containsExactly("whoever comes into team:nurses would be usher's administrator");
  }

  @Test
  void whoLeads() {
    team(changed, "platform", "", List.of(one("bob")));
    assertThat(loosened()).containsExactly("bob would be a lead of the team platform");
    team(old, "platform", "", List.of(one("bob")));
    isKept();
    team(changed, "others", "", List.of(one("bob")));
    assertThat(loosened()).containsExactly("bob would be a lead of the team others");
  }
}
