package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.engine.check.Answered;
import dev.usher.engine.check.Asked;
import dev.usher.engine.check.Checks;
import dev.usher.engine.follow.HoldBook;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** By the text of the policy, its directories' people, and who is kept out. */
final class Evaluating implements Checks {
  /** What a column is called, which is no kind of its own in any system. */
  private static final String COLUMN = "column";

  private final Reading reading;
  private final HoldBook holds;

  Evaluating(Reading reading, HoldBook holds) {
    this.reading = reading;
    this.holds = holds;
  }

  @Override
  public Check now(Path policy, Set<String> subjects) {
    // What nobody can be called is not looked for: a store would not even take some of it.
    Set<String> names = subjects.stream().filter(Subject::isName).collect(Collectors.toSet());
    Optional<Ground> ground = reading.read(policy, names).ground();
    if (ground.isEmpty() || ground.get().unheard(Severity.ERROR).isPresent())
      return _ -> Answered.no("the policy in force cannot be read whole");
    Map<String, Optional<Hold.Kind>> out = new HashMap<>();
    for (String name : names) out.put(name, holds.of(name));
    return new OnGround(ground.get(), out);
  }

  /** What is of one subject in one target is found once. */
  private static final class OnGround implements Check {
    private record Where(Target target, String subject) {}

    private final Ground ground;
    private final Map<String, Optional<Hold.Kind>> out;
    private final Map<Where, Access> known = new HashMap<>();

    OnGround(Ground ground, Map<String, Optional<Hold.Kind>> out) {
      this.ground = ground;
      this.out = out;
    }

    @Override
    public Answered of(Asked asked) {
      String name = asked.subject();
      Subject subject = ground.policy().subjects().get(name);
      Optional<Hold.Kind> hold = out.getOrDefault(name, Optional.empty());
      if (subject == null || subject.kind() != asked.subjectKind())
        return Answered.no("no " + word(asked.subjectKind()) + " is called so");
      if (hold.isPresent()) return Answered.no("kept out: " + hold.get().word());
      Question question = new Question(ground);
      Optional<Resource> on = question.address(asked.resource());
      on.ifPresent(resource -> question.action(asked.action(), resource));
      if (on.isEmpty() || !question.isClear())
        return Answered.no(
            question.diagnostics().stream().map(Diagnostic::message).findFirst().orElse("unknown"));
      String kind = kind(on.get());
      if (!kind.equals(asked.kind()))
        return Answered.no("that is a " + kind + ", and no " + asked.kind());
      Access access =
          known.computeIfAbsent(
              new Where(on.get().target(), name),
              where -> ground.derivation().at(where.target(), ground.now(), name));
      return told(Decider.decide(access, name, asked.action(), on.get(), asked.row()));
    }

    private String kind(Resource on) {
      return on.column().isPresent() ? COLUMN : ground.type(on.target()).kindOf(on);
    }

    private static String word(Subject.Kind kind) {
      return switch (kind) {
        case PERSON -> "person";
        case SERVICE -> "service";
      };
    }

    private static Answered told(Decision decision) {
      return switch (decision) {
        case Decision.All(var why, _) -> new Answered(true, why.toString());
        case Decision.Part(var missing, var why) ->
            Answered.no("in part, by " + why + "; without " + String.join(", ", missing));
        case Decision.None(String nearest) -> Answered.no(nearest);
      };
    }
  }
}
