package dev.usher.bench;

import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimString;
import dev.usher.core.check.Index;
import dev.usher.core.condition.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The compiled index beside Cedar on a small policy: roles that read documents, and everybody
 * writes those of their own region. Cedar's policy set is parsed once and kept by its library; it
 * is handed the two entities that a question is about, made before.
 */
final class CheckCedar {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Library LIBRARY = new Library(100, 10, 2, 10, true);
  private static final EntityTypeName PERSON = type("Person");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName ACTION = type("Action");
  private static final EntityTypeName DOCUMENT = type("Document");

  /** Questions that are asked again and again. */
  private static final int HOT = 1_000;

  private record Question(int person, String action, int document) {
    boolean isYes() {
      return action.equals("write")
          ? Library.region(person).equals(Library.region(document))
          : IntStream.of(LIBRARY.roles(person, 0))
              .anyMatch(role -> role == document / LIBRARY.documents());
    }
  }

  private CheckCedar() {}

  /**
   * @param asked of Cedar in a round
   */
  static List<Figure> figures(int rounds, int asked) throws Exception {
    Question[] questions = questions();
    IntPredicate usher = usher(questions);
    IntPredicate cedar = cedar(questions);
    for (int i = 0; i < questions.length; i++)
      if (usher.test(i) != questions[i].isYes() || cedar.test(i) != questions[i].isYes())
        throw new IllegalStateException("answered wrongly: " + questions[i]);
    Times ours = new Times();
    Times theirs = new Times();
    for (int i = 0; i <= rounds; i++) {
      double one = CheckPeers.median(20 * asked, usher);
      double other = Samples.of(asked, cedar).median();
      // The first warms up.
      if (i == 0) continue;
      ours.add(one);
      theirs.add(other);
    }
    return List.of(
        Figure.of(
            "cedar_times",
            "checks in the time of one of Cedar's, 100 rules and a condition, p50",
            theirs.medianRatio(ours),
            ""),
        Figure.of("usher_small_ns", "usher", ours.median(), "ns"),
        Figure.of("cedar_ns", "Cedar by cedar-java, its policy set cached", theirs.median(), "ns"));
  }

  /** Half of them to write; of those to read about half are allowed. */
  private static Question[] questions() {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, HOT)
        .mapToObj(
            i -> {
              int person = random.nextInt(LIBRARY.people());
              int role = LIBRARY.roles(person, 0)[0];
              int document =
                  i % 4 == 0
                      ? LIBRARY.documents(role)[random.nextInt(LIBRARY.documents())]
                      : random.nextInt(LIBRARY.all());
              return new Question(person, i % 2 == 0 ? "read" : "write", document);
            })
        .toArray(Question[]::new);
  }

  private static IntPredicate usher(Question[] questions) {
    Index index = Index.of(LIBRARY.joined(Library.withAuthors(LIBRARY.text())), NOW, Map.of(), "1");
    String[] subjects = strings(questions, one -> Library.subject(one.person()));
    String[] resources = strings(questions, one -> Library.address(one.document()));
    List<Optional<Map<String, Value>>> attributes =
        Arrays.stream(questions).map(one -> region(one.document())).toList();
    return i -> {
      int at = i % questions.length;
      return index.allows(
          subjects[at], questions[at].action(), resources[at], attributes.get(at), Map.of());
    };
  }

  private static String[] strings(Question[] questions, Function<Question, String> of) {
    return Arrays.stream(questions).map(of).toArray(String[]::new);
  }

  private static Optional<Map<String, Value>> region(int document) {
    return Optional.of(Map.of("region", new Value.Text(Library.region(document))));
  }

  private static IntPredicate cedar(Question[] questions) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int role = 0; role < LIBRARY.roles(); role++)
      for (int document : LIBRARY.documents(role))
        text.append(
            "permit(principal in Role::\"%s\", action == Action::\"read\", resource == Document::\"%s\");\n"
                .formatted(Library.role(role), Library.address(document)));
    text.append(
        "permit(principal, action == Action::\"write\", resource is Document)"
            + " when { resource.region == principal.region };");
    PolicySet policies = PolicySet.parsePolicies(text.toString());
    policies.cache();
    AuthorizationRequest[] requests =
        Arrays.stream(questions)
            .map(
                one ->
                    new AuthorizationRequest(
                        PERSON.of(Library.subject(one.person())),
                        ACTION.of(one.action()),
                        DOCUMENT.of(Library.address(one.document())),
                        new HashMap<>()))
            .toArray(AuthorizationRequest[]::new);
    Entities[] entities =
        Arrays.stream(questions)
            .map(one -> new Entities(Set.of(person(one.person()), document(one.document()))))
            .toArray(Entities[]::new);
    AuthorizationEngine engine = new BasicAuthorizationEngine();
    return i -> {
      int at = i % questions.length;
      try {
        return engine
            .isAuthorized(requests[at], policies, entities[at])
            .success
            .orElseThrow()
            .isAllowed();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    };
  }

  private static Entity person(int person) {
    Set<EntityUID> roles =
        IntStream.of(LIBRARY.roles(person, 0))
            .mapToObj(role -> ROLE.of(Library.role(role)))
            .collect(Collectors.toSet());
    return new Entity(
        PERSON.of(Library.subject(person)),
        Map.of("region", new PrimString(Library.region(person))),
        roles);
  }

  private static Entity document(int document) {
    return new Entity(
        DOCUMENT.of(Library.address(document)),
        Map.of("region", new PrimString(Library.region(document))),
        Set.of());
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse(name).orElseThrow();
  }
}
