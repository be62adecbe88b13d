package dev.usher.bench;

import dev.usher.core.access.Joined;
import dev.usher.core.access.Narrow;
import dev.usher.core.access.Roster;
import dev.usher.core.check.SipHash;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Application;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Kind;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An application that keeps documents and asks at each step. Every role is a team's, reads its own
 * documents and nobody else's; the people are a directory's.
 *
 * @param each roles that somebody has
 * @param documents that a role reads
 * @param singly whether each is a permission of its own, and not one of a choice
 */
record Library(int people, int roles, int each, int documents, boolean singly) {
  private static final Source AT = new Source("bench", 1, 1);

  /** Of a key of its own, as each process has. */
  static final SipHash HASH = hash();

  private static final int REGIONS = 7;
  private static final String DIRECTORY = "staff";
  private static final SystemType TYPE =
      Application.of(
          Map.of(
              "doc",
              new Kind(
                  Set.of("read", "write"),
                  Set.of(),
                  false,
                  Map.of("region", SystemType.AttributeType.TEXT))));

  private static SipHash hash() {
    SecureRandom random = new SecureRandom();
    return new SipHash(random.nextLong(), random.nextLong());
  }

  /** A question, and whether it is to be answered with yes. */
  record Question(String subject, String resource, boolean isYes) {
    /** Looks at it, as whoever has just read it has. */
    int letters() {
      return subject.charAt(0) + resource.charAt(0) + resource.charAt(resource.length() - 1);
    }
  }

  int all() {
    return roles * documents;
  }

  /** Half of them to be answered with yes. Nobody has seen their strings before. */
  List<Question> questions(SplittableRandom random, int count) {
    List<Question> questions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int person = random.nextInt(people);
      int[] his = roles(person, 0);
      int document =
          i % 2 == 0
              ? his[random.nextInt(each)] * documents + random.nextInt(documents)
              : random.nextInt(all());
      boolean yes = contains(his, each, document / documents);
      questions.add(new Question(subject(person), address(document), yes));
    }
    return questions;
  }

  /** The policy as it is written: it names nobody. */
  Policy text() {
    Map<String, Policy.Team> teams = new TreeMap<>();
    Map<String, Policy.Role> all = new TreeMap<>();
    List<Policy.Grant> grants = new ArrayList<>();
    for (int role = 0; role < roles; role++) {
      teams.put(team(role), team(team(role)));
      all.put(
          role(role), new Policy.Role(role(role), "", List.of(), can(role), Carry.TOGETHER, AT));
      grants.add(grant(new Policy.Who.OfTeam(team(role)), role(role)));
    }
    return new Policy(
        ZoneOffset.UTC,
        Map.of("prod", new Policy.Environment("prod", false, false, Optional.empty(), AT)),
        Map.of("docs", system()),
        Map.of(
            DIRECTORY,
            new Policy.Directory(
                DIRECTORY,
                "scim",
                Policy.Directory.Id.USER_NAME,
                Map.of("region", "region"),
                Policy.Brake.USUAL,
                AT)),
        Map.of(),
        teams,
        all,
        grants,
        List.of(),
        List.of());
  }

  /** With everybody. */
  Policy joined(Policy text) {
    return Joined.of(
            text, roster(IntStream.range(0, people).mapToObj(one -> person(one, 0)).toList()))
        .policy();
  }

  /** With one person alone, after so many moves. */
  Policy joined(Policy text, int person, int moves) {
    Roster.Person one = person(person, moves);
    Roster roster = roster(List.of(one));
    return Joined.some(Narrow.to(Set.of(one.name()), roster, text), roster);
  }

  /** The same, and everybody writes what is of their own region. */
  static Policy withAuthors(Policy text) {
    Condition own =
        new Condition.Compare(
            new Operand.Row("region"), Condition.Op.EQ, new Operand.Subject("region"));
    Map<String, Policy.Role> roles = new TreeMap<>(text.roles());
    roles.put(
        "author",
        new Policy.Role(
            "author",
            "",
            List.of(),
            List.of(can("write", new Name.Any(), Optional.of(own))),
            Carry.TOGETHER,
            AT));
    List<Policy.Grant> grants = new ArrayList<>(text.grants());
    grants.add(grant(new Policy.Who.Everyone(), "author"));
    return new Policy(
        text.timezone(),
        text.environments(),
        text.systems(),
        text.directories(),
        text.subjects(),
        text.teams(),
        roles,
        grants,
        text.nevers(),
        text.expects());
  }

  /** Which roles somebody has after so many moves. */
  int[] roles(int person, int moves) {
    SplittableRandom random = new SplittableRandom(person * 1_000L + moves);
    int[] found = new int[each];
    for (int i = 0; i < each; i++) {
      int role;
      do role = random.nextInt(roles);
      while (contains(found, i, role));
      found[i] = role;
    }
    return found;
  }

  private static boolean contains(int[] some, int many, int one) {
    for (int i = 0; i < many; i++) if (some[i] == one) return true;
    return false;
  }

  /** Those of a role. */
  int[] documents(int role) {
    return IntStream.range(role * documents, (role + 1) * documents).toArray();
  }

  static String subject(int person) {
    return "person" + person;
  }

  static String region(int one) {
    return "r" + one % REGIONS;
  }

  static String role(int role) {
    return "reader" + role;
  }

  static String address(int document) {
    return "prod/docs/doc:" + document(document);
  }

  private static String document(int document) {
    return "d" + document;
  }

  private static String team(int role) {
    return "team" + role;
  }

  private static Roster roster(List<Roster.Person> people) {
    return new Roster(Map.of(DIRECTORY, people));
  }

  private Roster.Person person(int person, int moves) {
    Set<String> groups = new LinkedHashSet<>();
    for (int role : roles(person, moves)) groups.add(team(role));
    Map<String, Value> attributes = Map.of("region", new Value.Text(region(person)));
    return new Roster.Person(subject(person), attributes, Optional.empty(), groups);
  }

  private static Policy.Team team(String name) {
    return new Policy.Team(
        name,
        List.of(),
        Optional.of(new Policy.Group(DIRECTORY, name)),
        List.of(),
        Optional.empty(),
        AT);
  }

  private static Policy.Grant grant(Policy.Who to, String role) {
    return new Policy.Grant(
        List.of(to),
        role,
        List.of("prod"),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        AT);
  }

  private static Policy.System system() {
    return new Policy.System(
        "docs",
        TYPE,
        "",
        Map.of("prod", Policy.Connection.none(AT)),
        Map.of(),
        Map.of(),
        "{name}",
        false,
        "token",
        AT);
  }

  private List<Policy.Permission> can(int role) {
    String[] names =
        Arrays.stream(documents(role)).mapToObj(Library::document).toArray(String[]::new);
    Stream<Name> on = singly ? Arrays.stream(names).map(Name::of) : Stream.of(Name.of(names));
    return on.map(name -> can("read", name, Optional.empty())).toList();
  }

  private static Policy.Permission can(String word, Name document, Optional<Condition> rows) {
    Pattern on =
        new Pattern(
            List.of(new Step.One("", Name.of("docs")), new Step.One("doc", document)),
            Optional.empty());
    return new Policy.Permission(
        Set.of(word), List.of(on), List.of(), Optional.empty(), rows, false, List.of(), AT);
  }
}
