package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a request speaks of {@code active} in a way that usher does not understand. To pass over
 * that would answer "done" and leave a leaver in.
 */
final class Active {
  private static final Pattern NAMED =
      Pattern.compile("(?<![a-z0-9_])active(?![a-z0-9_])", Pattern.CASE_INSENSITIVE);

  private Active() {}

  /** Whether the word is part of a path or a key. */
  static boolean isNamed(String path) {
    return NAMED.matcher(path).find();
  }

  /**
   * @throws ScimRefused when the key, or one within the value, names it
   */
  static void mustNotBeIn(String key, JsonNode value) {
    if (isNamed(key)) throw notUnderstood(key);
    mustNotBeIn(value);
  }

  static void mustNotBeIn(JsonNode value) {
    for (Map.Entry<String, JsonNode> entry : value.properties())
      mustNotBeIn(entry.getKey(), entry.getValue());
    if (value.isArray()) value.forEach(Active::mustNotBeIn);
  }

  static ScimRefused notUnderstood(String where) {
    return new ScimRefused(
        Why.INVALID_VALUE,
        "\""
            + where
            + "\" speaks of active and is not understood, so nothing was done: send \"active\":"
            + " true or false.");
  }
}
