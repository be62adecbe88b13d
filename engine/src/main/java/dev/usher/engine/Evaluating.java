package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.condition.Mentions;
import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Decider;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.engine.check.Answered;
import dev.usher.engine.check.Asked;
import dev.usher.engine.check.Checks;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.past.PastBook;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** By the text of the policy, its directories' people, and who is kept out. */
final class Evaluating implements Checks {
  /** What a column is called, which is no kind of its own in any system. */
  private static final String COLUMN = "column";

  private final Reading reading;
  private final HoldBook holds;
  private final PastBook past;

  Evaluating(Reading reading, HoldBook holds, PastBook past) {
    this.reading = reading;
    this.holds = holds;
    this.past = past;
  }

  @Override
  public Check now(Path policy, Set<String> subjects) {
    // What nobody can be called is not looked for: a store would not even take some of it.
    Set<String> names = subjects.stream().filter(Subject::isName).collect(Collectors.toSet());
    Optional<Ground> ground = reading.read(policy, names).ground();
    if (ground.isEmpty() || ground.get().unheard(Severity.ERROR).isPresent())
      return _ -> Answered.no("the policy in force cannot be read whole");
    if (past.isRestored())
      return _ -> Answered.no("what is known here is of a backup: usher recover takes over by it");
    return new OnGround(ground.get(), names, holds.said());
  }

  /** What these have in one target is found once. */
  private static final class OnGround implements Check {
    private final Ground ground;
    private final Set<String> names;
    private final Map<String, Optional<Hold.Kind>> out;
    private final Map<Target, Access> known = new HashMap<>();

    OnGround(Ground ground, Set<String> names, Map<String, Optional<Hold.Kind>> out) {
      this.ground = ground;
      this.names = names;
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
              on.get().target(), target -> ground.derivation().at(target, ground.now(), names));
      boolean isOfAllRows =
          Decider.decide(access, name, asked.action(), on.get(), Optional.empty())
              instanceof Decision.All;
      Optional<String> lacks = isOfAllRows ? Optional.empty() : lacks(access, asked, on.get());
      if (lacks.isPresent()) return Answered.no(lacks.get());
      Answered answered = told(Decider.decide(access, name, asked.action(), on.get(), asked.row()));
      return answered.allowed()
          ? forbidden(name, asked.action(), on.get()).map(Answered::no).orElse(answered)
          : answered;
    }

    /** A row without a column that a condition reads is not one where it is null. */
    private static Optional<String> lacks(Access access, Asked asked, Resource on) {
      if (asked.row().isEmpty()) return Optional.empty();
      Set<String> lacking = new TreeSet<>();
      for (Access.Held held : access.heldBy(asked.subject()))
        if (held.right().touches(on))
          held.right().rows().ifPresent(rows -> lacking.addAll(Mentions.columns(rows)));
      lacking.removeAll(asked.row().get().keySet());
      return lacking.isEmpty()
          ? Optional.empty()
          : Optional.of("the row lacks " + String.join(", ", lacking));
    }

    /** What must never be is not, though a grant says so: nobody was given it. */
    private Optional<String> forbidden(String subject, String word, Resource on) {
      SystemType type = ground.type(on.target());
      Set<String> actions = type.expand(word, type.kindOf(on));
      return ground.policy().nevers().stream()
          .filter(
              never ->
                  actions.stream().anyMatch(action -> Nevers.speaksOf(never, type, on, action)))
          .filter(never -> ground.derivation().population().perhaps(never.who()).contains(subject))
          .findFirst()
          .map(never -> "it must never be: " + never.why());
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
