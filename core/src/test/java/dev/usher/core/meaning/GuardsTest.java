package dev.usher.core.meaning;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.NOW;
import static dev.usher.core.Shop.at;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.environment;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Who;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
  private static final Who EVERYONE = new Who.Everyone();
  private static final Who LIVE = new Who.Live();

  private final Shop old = shop();
  private final Shop changed = shop();

  private static Shop shop() {
    return new Shop()
        .person("ann", Map.of())
        .person("bob", Map.of())
        .team("guests", one("bob"))
        .role("reader", List.of(), can("read", pattern("shop/public/orders")));
  }

  private static Never never(Who who, Set<String> words, boolean standing, String... on) {
    List<Pattern> patterns = Arrays.stream(on).map(Shop::pattern).toList();
    return new Never(List.of(who), new TreeSet<>(words), patterns, standing, "Gold", AT);
  }

  private static Never never(Who who, String word, String... on) {
    return never(who, Set.of(word), false, on);
  }

  private List<String> loosened() {
    return new Guards(NOW).loosened(old.policy(), changed.policy());
  }

  private void isKept() {
    assertThat(loosened()).isEmpty();
  }

  private void isLoosened(String... words) {
    assertThat(loosened()).singleElement().asString().contains(words);
  }

  @Test
  void whatStaysAsItWasIsKeptAndMoreGuardsMayCome() {
    old.nevers.add(never(inTeam("guests"), "read", "prod/**"));
    changed.nevers.add(never(one("ann"), "write", "prod/**"));
    changed.nevers.add(never(inTeam("guests"), "read", "prod/**"));
    isKept();
  }

  @Test
  void aNeverThatIsGoneIsToldInItsOwnWords() {
    old.nevers.add(never(inTeam("guests"), "read", "prod/**"));
    assertThat(loosened())
        .containsExactly("never team:guests read on prod/** (Gold) is gone or narrower");
  }

  /** Each line: how it was, how it is, and whether that is no less. */
  @ParameterizedTest
  @CsvSource({
    "prod/shop/public/orders, prod/**, true",
    "prod/**, prod/shop/**, false",
    "prod/shop/**, prod/**, true",
    "prod/shop/*/*, prod/shop/**, true",
    "prod/shop/**, prod/shop/*/*, false",
    "prod/shop/public/orders, prod/shop/public/*, true",
    "prod/shop/public/*, prod/shop/public/orders, false",
    "prod/shop/public/orders, prod/shop/public/orders|items, true",
    "prod/shop/public/orders|items, prod/shop/public/orders, false",
    "prod/shop/public/sequence:s, prod/shop/public/*, false",
    "prod/shop/public/sequence:s, prod/shop/public/sequence:*, true",
    "prod/shop/public/orders.total, prod/shop/public/orders, true",
    "prod/shop/public/orders, prod/shop/public/orders.total, false",
    "prod/shop/public/orders.total, prod/shop/public/orders.*, true",
    "prod/shop/public/orders.total, prod/shop/public/orders.id, false",
    "prod/shop, prod/shop/public, false",
    "prod/shop/public, prod/shop, false",
    "prod/**, **, true",
    "dev|prod/**, prod/**, false",
  })
  void whatItSpeaksOf(String was, String is, boolean kept) {
    old.nevers.add(never(one("bob"), "read", was));
    changed.nevers.add(never(one("bob"), "read", is));
    if (kept) isKept();
    else isLoosened("gone or narrower");
  }

  @Test
  void everyPartMustBeKeptButNotByOneNever() {
    old.nevers.add(never(one("bob"), Set.of("read", "write"), false, "dev/**", "prod/**"));
    changed.nevers.add(never(EVERYONE, "read", "**"));
    changed.nevers.add(never(one("bob"), "write", "dev/**"));
    isLoosened("bob read, write on dev/**, prod/**");
    changed.nevers.add(never(one("bob"), "write", "prod/**"));
    isKept();
  }

  @Test
  void aBundleKeepsItsActionsAndAllActionsKeepTheBundle() {
    old.nevers.add(never(one("bob"), "insert", "prod/**"));
    changed.nevers.add(never(one("bob"), "write", "prod/**"));
    isKept();
    old.nevers.clear();
    old.nevers.add(never(one("bob"), "write", "prod/**"));
    changed.nevers.clear();
    changed.nevers.add(never(one("bob"), Set.of("insert", "update"), false, "prod/**"));
    isLoosened("bob write");
    changed.nevers.add(never(one("bob"), Set.of("insert", "update", "delete"), false, "prod/**"));
    isKept();
  }

  /** No type has such an action: what it stands for is nothing, and nothing is always kept. */
  @Test
  void aWordThatNobodyKnowsIsKeptByItselfAlone() {
    old.nevers.add(never(one("bob"), "fly", "prod/**"));
    changed.nevers.add(never(one("bob"), "read", "prod/**"));
    isLoosened("bob fly");
    changed.nevers.add(never(one("bob"), "fly", "prod/**"));
    isKept();
  }

  @Test
  void whomItSpeaksOf() {
    old.nevers.add(never(inTeam("guests"), "read", "prod/**"));
    changed.nevers.add(never(one("bob"), "read", "prod/**"));
    isLoosened("team:guests");
    changed.nevers.add(never(EVERYONE, "read", "prod/**"));
    isKept();
    old.nevers.add(never(LIVE, "read", "prod/**"));
    isLoosened("live:*");
    changed.nevers.add(never(LIVE, "read", "prod/**"));
    isKept();
    changed.nevers.removeFirst();
    changed.nevers.removeFirst();
    isKept();
  }

  @Test
  void standingLeavesRequestsAsideAndSoIsNarrower() {
    old.nevers.add(never(one("bob"), Set.of("read"), false, "prod/**"));
    changed.nevers.add(never(one("bob"), Set.of("read"), true, "prod/**"));
    isLoosened("bob read");
    old.nevers.clear();
    old.nevers.add(never(one("bob"), Set.of("read"), true, "prod/**"));
    isKept();
    changed.nevers.clear();
    changed.nevers.add(never(one("bob"), Set.of("read"), false, "prod/**"));
    isKept();
  }

  /** The never stays as it was; who was among those is not any more, and gets what it forbids. */
  @Test
  void whoEscapesANeverByLeavingATeamIsTold() {
    old.nevers.add(never(inTeam("guests"), "read", "prod/**"));
    changed.nevers.addAll(old.nevers);
    changed.team("guests");
    isKept();
    changed.grant(one("bob"), "reader", "prod");
    isLoosened("bob could read prod/shop/public/orders");
    changed.subjects.remove("bob");
    changed.grants.clear();
    changed.grant(one("ann"), "reader", "prod");
    isKept();
  }

  @Test
  void anEnvironmentThatIsNoLongerProtected() {
    changed.environments.put("prod", environment("prod", false));
    isLoosened("environment prod is no longer protected");
    changed.environments.remove("prod");
    changed.in.remove("prod");
    isLoosened("environment prod is no longer protected");
    old.environments.put("prod", environment("prod", false));
    isKept();
  }

  @Test
  void aProtectedTargetThatIsGone() {
    changed.in.remove("prod");
    isLoosened("prod/shop, which is protected, is no target any more");
    old.in.remove("prod");
    isKept();
    changed.in.remove("dev");
    isKept();
  }

  /** Who writes down the same place once more under another name has it without its guards. */
  @Test
  void aProtectedPlaceThatIsReachedUnprotected() {
    old.in.put("prod", at("vault"));
    changed.in.put("prod", at("vault"));
    isKept();
    changed.in.put("dev", at("vault"));
    isLoosened("where prod/shop is, which is protected, is a target that is not");
    old.in.put("dev", at("vault"));
    isKept();
  }

  private static Policy.Environment onApproval(boolean is) {
    return new Policy.Environment("dev", false, false, Optional.empty(), is, AT);
  }

  @Test
  void anEnvironmentThatNoLongerWaitsForApproval() {
    changed.environments.put("dev", onApproval(true));
    isKept();
    old.environments.put("dev", onApproval(true));
    isKept();
    changed.environments.put("dev", onApproval(false));
    isLoosened("environment dev is no longer applied on approval alone");
    changed.environments.put("dev", onApproval(true));
    changed.in.remove("dev");
    isLoosened("dev/shop, which is applied on approval alone, is no target any more");
  }

  private static Policy.Directory okta(String attribute, int people, int share) {
    return new Policy.Directory(
        "okta",
        "scim",
        Policy.Directory.Id.USER_NAME,
        Map.of("region", attribute),
        new Policy.Brake(people, share),
        AT);
  }

  @Test
  void whatIsAskedOfADirectory() {
    changed.directories.put("okta", okta("region", 5, 20));
    isKept();
    old.directories.put("okta", okta("region", 5, 20));
    isKept();
    changed.directories.put("okta", okta("region", 4, 19));
    isKept();
    changed.directories.put("okta", okta("region", 6, 20));
    isLoosened("directory okta may remove more people");
    changed.directories.put("okta", okta("region", 5, 21));
    isLoosened("directory okta may remove more people");
    changed.directories.put("okta", okta("locale", 5, 20));
    isLoosened("directory okta makes other people of what it is told");
    changed.directories.put(
        "okta",
        new Policy.Directory(
            "okta",
            "scim",
            Policy.Directory.Id.EXTERNAL_ID,
            Map.of("region", "region"),
            Policy.Brake.USUAL,
            AT));
    isLoosened("directory okta makes other people of what it is told");
    changed.directories.remove("okta");
    isLoosened("directory okta is gone");
  }
}
