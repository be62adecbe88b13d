package dev.usher.core.meaning;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Derivation;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Policy.Expect;
import dev.usher.core.model.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers from the policy's text alone, for whatever may exist in the targets. */
public final class Decider {
  private final Derivation derivation;
  private final Instant at;

  public Decider(Derivation derivation, Instant at) {
    this.derivation = derivation;
    this.at = at;
  }

  /** May the subject do that, in all that may exist there? */
  public Decision decide(
      String subject, String word, Resource on, Optional<Map<String, Value>> row) {
    return decide(derivation.at(on.target(), at, subject), subject, word, on, row);
  }

  /** Everyone who can do some of it, by name. */
  public Map<String, Decision> whoCan(String word, Resource on) {
    Access access = derivation.at(on.target(), at);
    Map<String, Decision> who = new LinkedHashMap<>();
    for (String subject : access.members().keySet()) {
      Decision decision = decide(access, subject, word, on, Optional.empty());
      if (!(decision instanceof Decision.None)) who.put(subject, decision);
    }
    return who;
  }

  /** May the subject do that, with that access? */
  public static Decision decide(
      Access access, String subject, String word, Resource on, Optional<Map<String, Value>> row) {
    return decide(access, subject, word, on, row, Map.of());
  }

  /** The same, asked with a context. */
  public static Decision decide(
      Access access,
      String subject,
      String word,
      Resource on,
      Optional<Map<String, Value>> row,
      Map<String, Value> context) {
    List<Right> rights = access.heldBy(subject).stream().map(Held::right).toList();
    Universe universe = new Universe(access.type(), on.target());
    Optional<Map<String, Value>> said =
        row.flatMap(_ -> Attributes.of(access.type(), access.type().kindOf(on), row));
    return new Meaning(access, universe.around(on, rights))
        .decide(subject, word, on, said, context);
  }

  /**
   * An example that does not come out as written.
   *
   * @param subject of whom it is not true
   */
  public record Unmet(Expect expect, String subject, String word, Decision decision) {}

  /** The examples that do not come out as written. {@code can} wants All, {@code cannot} None. */
  public List<Unmet> unmet(List<Expect> expects) {
    List<Unmet> unmet = new ArrayList<>();
    for (Expect expect : expects) {
      Resource on = expect.on().asResource().orElseThrow();
      Optional<Map<String, Value>> row =
          expect.row().isEmpty() && expect.context().isEmpty()
              ? Optional.empty()
              : Optional.of(expect.row());
      Set<String> subjects = derivation.population().of(List.of(expect.who()));
      for (String subject : subjects) {
        for (String word : expect.words()) {
          Decision decision =
              decide(
                  derivation.at(on.target(), at, subject),
                  subject,
                  word,
                  on,
                  row,
                  expect.context());
          boolean met =
              switch (decision) {
                case Decision.All _ -> expect.can();
                case Decision.Part _ -> false;
                case Decision.None _ -> !expect.can();
              };
          if (!met) unmet.add(new Unmet(expect, subject, word, decision));
        }
      }
    }
    return unmet;
  }
}
