package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.server.http.Problem;
import java.util.Optional;

/**
 * How a request wants to be answered (section 7.1.2); the reason and the least revision are usher's
 * own.
 *
 * @param withReason whether each answer comes with its reason
 * @param atLeast the number of the revision that an answer has to know
 */
record Options(Semantic semantic, boolean withReason, Optional<Long> atLeast) {

  /**
   * @throws dev.usher.server.http.ProblemException 400 when these are no such options
   */
  static Options of(JsonNode options) {
    Semantic semantic = Semantic.of(options);
    JsonNode reason = options.path("reason");
    if (!reason.isMissingNode() && !reason.isBoolean())
      throw Evaluation.wrong("options.reason is true or false.");
    return new Options(semantic, reason.asBoolean(false), number(options.path("at_least")));
  }

  /** What stands behind the last dot of a revision. */
  private static Optional<Long> number(JsonNode revision) {
    if (revision.isMissingNode()) return Optional.empty();
    String text = revision.isTextual() ? revision.textValue() : "";
    String number = text.substring(text.lastIndexOf('.') + 1);
    if (text.indexOf('.') < 0 || !number.matches("[0-9]{1,18}"))
      throw Evaluation.wrong("options.at_least is a revision, as an answer's context carries it.");
    return Optional.of(Long.parseLong(number));
  }

  static RuntimeException notYet() {
    return new Problem(
            503,
            "not-yet-known",
            "Not yet known",
            "This server does not know of that revision yet: ask again, or another one.")
        .raised();
  }
}
