package dev.usher.core.access;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
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
    return Weighty.groups(shop.policy(), Map.of("store", Shop.TYPE)).stream()
        .map(Group::toString)
        .sorted()
        .toList();
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
}
