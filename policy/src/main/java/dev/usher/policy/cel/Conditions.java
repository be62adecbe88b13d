package dev.usher.policy.cel;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Possible;
import dev.usher.core.model.Parsed;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads conditions; each text once, for policies repeat them. */
public final class Conditions {
  /** Longest condition, in chars. */
  private static final int LONGEST = 2000;

  private final Problems problems;
  private final Map<String, Parsed<Condition>> known = new HashMap<>();
  private final Map<Condition, Boolean> never = new HashMap<>();
  private Optional<CelReader> reader = Optional.empty();

  public Conditions(Problems problems) {
    this.problems = problems;
  }

  /**
   * The condition that the text is.
   *
   * @param of what it may speak of
   * @return absent when it is none; reported
   */
  public Optional<Condition> read(Node.Scalar text, Scope of) {
    if (text.value().length() > LONGEST) {
      problems.error(
          "long-condition",
          text.at(),
          "a condition has at most " + LONGEST + " characters",
          "say it by an attribute of the subject instead");
      return Optional.empty();
    }
    Parsed<Condition> parsed = known.computeIfAbsent(of + " " + text.value(), _ -> parse(text, of));
    return switch (parsed) {
      case Parsed.Ok<Condition>(Condition condition) -> {
        if (never.computeIfAbsent(condition, Conditions::isNever))
          problems.warning(
              "condition-never",
              text.at(),
              of.never(),
              "drop what depends on it, or see what it is to say");
        yield Optional.of(condition);
      }
      case Parsed.Wrong<Condition> wrong -> {
        problems.inside(text, wrong);
        yield Optional.empty();
      }
    };
  }

  /** Whatever rows there may be, and whatever is said of whoever asks. */
  private static boolean isNever(Condition condition) {
    return Possible.when(condition) instanceof Possible.Answer.Never;
  }

  private Parsed<Condition> parse(Node.Scalar text, Scope of) {
    if (reader.isEmpty()) reader = Optional.of(new CelReader());
    return reader.get().read(text.value(), of);
  }
}
