package dev.usher.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Directory.Id;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a few people have by the policy as far as it speaks of them, against what they have by all
 * of it. Replays with {@code -Dusher.seed=N}.
 */
class NarrowTest {
  private static final int POLICIES = Integer.getInteger("usher.policies", 2_000);
  private static final List<String> PEOPLE = List.of("ann", "ben", "cid", "dan", "eve");
  private static final List<String> IN_DIRECTORY = List.of("eve", "fay", "gus", "hal");
  private static final List<String> GROUPS = List.of("Nurses", "Others");
  private static final int TEAMS = 5;

  private final long seed = Long.getLong("usher.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private boolean at(double share) {
    return random.nextDouble() < share;
  }

  /**
   * @param teams those before it, so that there is no cycle
   */
  private Who who(int teams) {
    if (at(0.08)) return new Who.Everyone();
    if (teams > 0 && at(0.5)) return Shop.inTeam("t" + random.nextInt(teams));
    return Shop.one(PEOPLE.get(random.nextInt(PEOPLE.size())));
  }

  private List<Who> some(int teams) {
    List<Who> some = new ArrayList<>();
    while (at(0.6)) some.add(who(teams));
    return some;
  }

  private Policy policy() {
    Shop shop = new Shop();
    for (String name : PEOPLE)
      shop.person(name, at(0.7) ? Map.of("id", new Value.Int(random.nextInt(3))) : Map.of());
    Condition one =
        new Condition.Compare(
            new Operand.Subject("id"), Condition.Op.EQ, new Operand.Literal(new Value.Int(1)));
    shop.directories.put(
        "okta",
        new Directory(
            "okta", "scim", Id.USER_NAME_BEFORE_AT, Map.of("id", "id"), Brake.USUAL, Shop.AT));
    for (int i = 0; i < TEAMS; i++)
      shop.teams.put(
          "t" + i,
          new Team(
              "t" + i,
              some(i),
              at(0.5)
                  ? Optional.of(new Group("okta", GROUPS.get(random.nextInt(GROUPS.size()))))
                  : Optional.empty(),
              List.of(),
              at(0.2) ? Optional.of(one) : Optional.empty(),
              Shop.AT));
    shop.role("r0", List.of(), Shop.can("select", Shop.pattern("shop/public/orders")));
    shop.role("r1", List.of("r0"), Shop.can("select", Shop.pattern("shop/public/*")));
    for (int i = 0; i < 3; i++) shop.grant(who(TEAMS), "r" + random.nextInt(2), "prod");
    List<Who> never = some(TEAMS);
    never.add(who(TEAMS));
    shop.nevers.add(
        new Policy.Never(
            never,
            Set.of("select"),
            List.of(Shop.pattern("prod/shop/public/*")),
            false,
            "so it is",
            Shop.AT));
    return shop.policy();
  }

  @Test
  void fewHaveTheSame() {
    int members = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = policy();
      Set<String> few = new HashSet<>(PEOPLE);
      few.removeIf(_ -> at(0.6));
      Derivation all = new Derivation(policy);
      Derivation theirs = new Derivation(Narrow.to(few, policy));
      Access access = theirs.at(Shop.PROD, Shop.NOW, few);
      assertThat(access).as("seed %d", seed).isEqualTo(all.at(Shop.PROD, Shop.NOW, few));
      assertThat(spokenOf(theirs, policy, few))
          .as("seed %d", seed)
          .isEqualTo(spokenOf(all, policy, few));
      members += access.members().size();
    }
    assertThat(members).as("enough who have something, seed %d", seed).isGreaterThan(POLICIES / 2);
  }

  @Test
  void fewOfADirectoryHaveTheSame() {
    int members = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy text = policy();
      List<Person> people = IN_DIRECTORY.stream().map(this::person).toList();
      Set<String> few = new HashSet<>(PEOPLE);
      few.addAll(IN_DIRECTORY);
      few.removeIf(_ -> at(0.6));
      Roster some = okta(people.stream().filter(one -> few.contains(one.name())).toList());
      Policy narrow = Joined.some(Narrow.to(few, some, text), some);
      Derivation all = new Derivation(Joined.of(text, okta(people)).policy());
      Access access = new Derivation(narrow).at(Shop.PROD, Shop.NOW, few);
      assertThat(access).as("seed %d", seed).isEqualTo(all.at(Shop.PROD, Shop.NOW, few));
      members += access.members().size();
    }
    assertThat(members).as("enough who have something, seed %d", seed).isGreaterThan(POLICIES / 2);
  }

  /** One of them has the name of somebody in the text. */
  private Person person(String name) {
    Set<String> groups = new HashSet<>(GROUPS);
    groups.removeIf(_ -> at(0.5));
    return new Person(
        name,
        at(0.7) ? Map.of("id", new Value.Int(random.nextInt(3))) : Map.of(),
        Optional.empty(),
        groups);
  }

  private static Roster okta(List<Person> people) {
    return new Roster(Map.of("okta", people));
  }

  private static Set<String> spokenOf(Derivation derivation, Policy policy, Set<String> few) {
    Set<String> found =
        new HashSet<>(derivation.population().perhaps(policy.nevers().getFirst().who()));
    found.retainAll(few);
    return found;
  }
}
