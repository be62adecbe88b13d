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
import dev.usher.bench.Authors.Question;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The compiled index beside Cedar on a small policy. Cedar's policy set is parsed once and kept by
 * its library; it is handed the two entities that a question is about, made before.
 */
final class CheckCedar {
  private static final Library LIBRARY = Authors.LIBRARY;
  private static final EntityTypeName PERSON = type("Person");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName ACTION = type("Action");
  private static final EntityTypeName DOCUMENT = type("Document");

  private CheckCedar() {}

  /**
   * @param asked of Cedar in a round
   */
  static List<Figure> figures(int rounds, int asked) throws Exception {
    Question[] questions = Authors.questions();
    IntPredicate usher = Authors.usher(questions);
    IntPredicate cedar = cedar(questions);
    Authors.compare(questions, usher);
    Authors.compare(questions, cedar);
    Turns turns = Turns.of(rounds, 20 * asked, usher, asked, cedar);
    return List.of(
        Figure.of(
            "cedar_times",
            "checks in the time of one of Cedar's, 100 rules and a condition, p50",
            turns.ratio(),
            ""),
        Figure.of("usher_small_ns", "usher", turns.ours().median(), "ns"),
        Figure.of(
            "cedar_ns",
            "Cedar by cedar-java, its policy set cached",
            turns.theirs().median(),
            "ns"));
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
