package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;

/** How far a boxcar is gone through (section 7.1.2.1). */
enum Semantic {
  EXECUTE_ALL,
  DENY_ON_FIRST_DENY,
  PERMIT_ON_FIRST_PERMIT;

  /**
   * @throws dev.usher.server.http.ProblemException 400 when it is none of these
   */
  static Semantic of(JsonNode options) {
    if (!options.isMissingNode() && !options.isObject())
      throw Evaluation.wrong("options are to be an object, where they are there.");
    JsonNode said = options.path("evaluations_semantic");
    if (said.isMissingNode()) return EXECUTE_ALL;
    return Arrays.stream(values())
        .filter(one -> said.isTextual() && one.word().equals(said.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                Evaluation.wrong(
                    "options.evaluations_semantic is execute_all, deny_on_first_deny or"
                        + " permit_on_first_permit."));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing more is asked after such an answer. */
  boolean endsWith(boolean allowed) {
    return switch (this) {
      case EXECUTE_ALL -> false;
      case DENY_ON_FIRST_DENY -> !allowed;
      case PERMIT_ON_FIRST_PERMIT -> allowed;
    };
  }
}
