package dev.usher.core.access;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Directory.Id;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Offices;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightyTest {
  private final Shop shop =
      new Shop()
          .role("reader", List.of(), can("read", pattern("shop/public/orders")))
          .role("writer", List.of(), can("write", pattern("shop/public/orders")))
          .role("both", List.of("writer"), can("read", pattern("shop/public/orders")));

  WeightyTest() {
    fed("nurses");
    fed("doctors");
  }

  private void fed(String name, Who... members) {
    shop.teams.put(
        name,
        new Team(
            name,
            List.of(members),
            Optional.of(new Group("okta", name)),
            List.of(),
            Optional.empty(),
            AT));
  }

  private List<String> weighty() {
    return Weighty.groups(shop.policy()).stream().map(Group::toString).sorted().toList();
  }

  @Test
  void whoOnlyReadsOrWritesWhereNothingIsProtectedIsNot() {
    shop.grant(inTeam("nurses"), "reader", "dev", "prod");
    shop.grant(inTeam("doctors"), "writer", "dev");
    assertThat(weighty()).isEmpty();
  }

  @Test
  void whoWritesToAProtectedEnvironmentIsAlsoByAnIncludedRole() {
    shop.grant(inTeam("nurses"), "writer", "dev", "prod");
    assertThat(weighty()).containsExactly("okta:nurses");
    shop.grant(inTeam("doctors"), "both", "prod");
    assertThat(weighty()).containsExactly("okta:doctors", "okta:nurses");
  }

  @Test
  void whoHasAPartInUsherIsAndWhoeverIsInATeamOfTheirs() {
    shop.offices = new Offices(List.of(), List.of(), List.of(inTeam("nurses")));
    assertThat(weighty()).containsExactly("okta:nurses");
    fed("nurses", inTeam("doctors"));
    assertThat(weighty()).containsExactly("okta:doctors", "okta:nurses");
  }

  @Test
  void whoApprovesIs() {
    shop.grants.add(
        new Grant(
            List.of(inTeam("nurses")),
            "reader",
            List.of("dev"),
            Optional.empty(),
            Optional.empty(),
            "because",
            Optional.of(new OnRequest(Duration.ofHours(1), List.of(inTeam("doctors")), true)),
            AT));
    assertThat(weighty()).containsExactly("okta:doctors");
  }

  @Test
  void aWordThatNobodyKnowsCountsAsMore() {
    shop.role("odd", List.of(), can("fly", pattern("shop/public/orders")));
    shop.grant(inTeam("nurses"), "odd", "prod");
    assertThat(weighty()).containsExactly("okta:nurses");
  }

  /**
   * Nobody is asked about whom a condition lets in; without attributes of a directory, it is text.
   */
  @Test
  void aConditionOverWhatADirectorySaysLetsNobodyIntoSuchATeam() {
    shop.teamWhere(
        "seniors",
        new Condition.Compare(
            new Operand.Subject("level"), Op.EQ, new Operand.Literal(new Value.Text("senior"))));
    shop.grant(inTeam("seniors"), "writer", "prod");
    assertThat(byAttribute()).isEmpty();
    shop.directories.put("okta", directory(Map.of()));
    assertThat(byAttribute()).isEmpty();
    shop.directories.put("okta", directory(Map.of("level", "title")));
    assertThat(byAttribute()).containsExactly("seniors");
    shop.grants.clear();
    shop.grant(inTeam("seniors"), "reader", "prod");
    assertThat(byAttribute()).isEmpty();
  }

  private List<String> byAttribute() {
    return Weighty.byAttribute(shop.policy()).stream().map(Team::name).toList();
  }

  private static Directory directory(Map<String, String> attributes) {
    return new Directory("okta", "scim", Id.USER_NAME_BEFORE_AT, attributes, Brake.USUAL, AT);
  }
}
