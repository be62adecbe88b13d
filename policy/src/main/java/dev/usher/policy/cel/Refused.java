package dev.usher.policy.cel;

import dev.usher.core.condition.Condition;
import dev.usher.core.model.Parsed;

/**
 * Ends the reading of one condition: CEL has this, our subset has not. Never leaves the package.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Parsed.Wrong<Condition> wrong;

  Refused(Parsed.Wrong<Condition> wrong) {
    super(wrong.message(), null, false, false);
    this.wrong = wrong;
  }

  Parsed.Wrong<Condition> wrong() {
    return wrong;
  }
}
