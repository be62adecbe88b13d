package dev.usher.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Directory.Id;
import dev.usher.core.model.Policy.Group;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinedTest {
  private static final Source OKTA = new Source("people.yaml", 4, 3);
  private static final Value EU = new Value.Text("eu");

  private final Shop shop = new Shop().person("dora", Map.of());

  JoinedTest() {
    for (String name : List.of("okta", "entra")) {
      shop.directories.put(
          name,
          new Directory(
              name, "scim", Id.USER_NAME_BEFORE_AT, Map.of("region", "region"), Brake.USUAL, OKTA));
    }
    shop.teams.put(
        "nurses",
        new Policy.Team(
            "nurses",
            List.of(new Who.One("dora")),
            Optional.of(new Group("okta", "Nurses")),
            List.of(),
            Optional.empty(),
            OKTA));
  }

  private static Person person(String name, String... groups) {
    return new Person(
        name,
        Map.of("region", EU, "salary", new Value.Int(7)),
        Optional.of(name + "@acme.example"),
        Set.of(groups));
  }

  private Joined joined(Map<String, List<Person>> roster) {
    Joined joined = Joined.of(shop.policy(), new Roster(roster));
    assertThat(Joined.some(shop.policy(), new Roster(roster))).isEqualTo(joined.policy());
    return joined;
  }

  private static Set<String> nurses(Joined joined) {
    return new Population(joined.policy()).team("nurses");
  }

  @Test
  void peopleOfDirectoriesAreSubjectsAndInTheTeamsOfTheirGroups() {
    Joined joined =
        joined(
            Map.of(
                "okta", List.of(person("alice", "Nurses", "Others"), person("bob", "nurses")),
                "entra", List.of(person("carol", "Nurses"))));
    assertThat(joined.diagnostics()).isEmpty();
    assertThat(nurses(joined)).containsExactlyInAnyOrder("dora", "alice");
    assertThat(joined.policy().subjects())
        .containsOnlyKeys("dora", "alice", "bob", "carol")
        .containsEntry(
            "alice",
            new Subject(
                "alice",
                Subject.Kind.PERSON,
                Map.of("region", EU),
                false,
                Optional.of("alice@acme.example"),
                Optional.empty(),
                Optional.empty(),
                OKTA));
  }

  @Test
  void whatADirectorySaysOfSomebodyDecidesWhoseTeamTheyAreIn() {
    shop.teamWhere(
        "europeans",
        new Condition.Compare(new Operand.Subject("region"), Op.EQ, new Operand.Literal(EU)));
    Person without = new Person("bob", Map.of(), Optional.empty(), Set.of());
    Joined joined = joined(Map.of("okta", List.of(person("alice"), without)));
    assertThat(new Population(joined.policy()).team("europeans")).containsExactly("alice");
  }

  @Test
  void nobodyGetsAnythingByANameOfThePolicy() {
    Joined joined = joined(Map.of("okta", List.of(person("dora", "Nurses"), person("alice"))));
    assertThat(joined.policy().subjects().get("dora"))
        .isEqualTo(shop.policy().subjects().get("dora"));
    assertThat(joined.policy().subjects()).containsKey("alice");
    assertThat(joined.diagnostics())
        .filteredOn(one -> one.code().equals("subject-clash"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.message()).contains("okta", "dora");
              assertThat(one.severity()).isEqualTo(Diagnostic.Severity.WARNING);
              assertThat(one.at()).contains(shop.policy().subjects().get("dora").at());
            });
  }

  @Test
  void whoIsInTwoDirectoriesIsOfNeither() {
    List<Person> alice = List.of(person("alice", "Nurses"));
    Joined joined = joined(Map.of("okta", alice, "entra", alice));
    assertThat(nurses(joined)).containsExactly("dora");
    assertThat(joined.policy().subjects()).containsOnlyKeys("dora");
    assertThat(joined.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("subject-clash", "group-empty");
    assertThat(joined.diagnostics().getFirst().message()).contains("entra", "okta", "alice");
  }

  @Test
  void oneNameTwiceInADirectoryIsNobodys() {
    Joined joined =
        joined(
            Map.of("okta", List.of(person("alice", "Nurses"), person("alice"), person("alice"))));
    assertThat(joined.policy().subjects()).containsOnlyKeys("dora");
  }

  @Test
  void namesThatNoLineCouldSayAreLeftOut() {
    Joined joined =
        joined(
            Map.of(
                "okta",
                List.of(
                    person("team:nurses", "Nurses"),
                    person("*", "Nurses"),
                    person("al{env}", "Nurses"),
                    person(" alice", "Nurses"),
                    person("ali\u202ece", "Nurses"))));
    assertThat(nurses(joined)).containsExactly("dora");
    assertThat(joined.diagnostics())
        .filteredOn(one -> one.code().equals("subject-name"))
        .hasSize(5);
  }

  @Test
  void aDirectoryThatThePolicyHasNotGivesNobody() {
    Joined joined = joined(Map.of("ldap", List.of(person("alice", "Nurses"))));
    assertThat(joined.policy().subjects()).containsOnlyKeys("dora");
  }

  @Test
  void ofManyWhoClashTheRestAreCounted() {
    List<Person> many = IntStream.range(0, 200).mapToObj(i -> person("p" + i)).toList();
    Joined joined = joined(Map.of("okta", many, "entra", many));
    assertThat(joined.policy().subjects()).containsOnlyKeys("dora");
    assertThat(joined.diagnostics()).hasSizeLessThan(60);
    assertThat(joined.diagnostics())
        .anySatisfy(one -> assertThat(one.message()).contains("150 more"));
  }

  @Test
  void theFieldThatIsSaidNamesTheSubject() {
    Optional<String> email = Optional.of("al@acme.example");
    Optional<String> number = Optional.of("0042");
    assertThat(Id.USER_NAME_BEFORE_AT.of("alice@acme.example", email, number)).contains("alice");
    assertThat(Id.USER_NAME_BEFORE_AT.of("alice", email, number)).contains("alice");
    assertThat(Id.USER_NAME_BEFORE_AT.of("@acme.example", email, number)).isEmpty();
    assertThat(Id.USER_NAME.of("alice@acme.example", email, number)).contains("alice@acme.example");
    assertThat(Id.EMAIL_BEFORE_AT.of("alice", email, number)).contains("al");
    assertThat(Id.EMAIL_BEFORE_AT.of("alice", Optional.empty(), number)).isEmpty();
    assertThat(Id.EXTERNAL_ID.of("alice", email, number)).contains("0042");
  }

  @Test
  void theBrakeHoldsAboveBothItsNumbers() {
    assertThat(Brake.USUAL.most(3)).isEqualTo(5);
    assertThat(Brake.USUAL.most(29)).isEqualTo(5);
    assertThat(Brake.USUAL.most(30)).isEqualTo(6);
    assertThat(Brake.USUAL.most(100_000)).isEqualTo(20_000);
  }
}
