package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.core.check.Answered;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Sought;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy.Subject.Kind;
import dev.usher.engine.check.Checks.Check;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.json.RowJson;
import dev.usher.engine.token.CheckScope;
import dev.usher.server.http.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * One access evaluation request (section 6.1): who, what, on what. What it lacks is taken from the
 * defaults of a boxcar (section 7.1.1), each of these as a whole.
 *
 * @param properties of the resource: the row, or the attributes
 * @param context what conditions may read of it: texts, numbers, true and false
 */
record Evaluation(
    Entity subject,
    String action,
    Entity resource,
    JsonNode properties,
    Map<String, Value> context) {

  /** Of a name or an address, which may come back in each of ten thousand reasons. */
  private static final int LONGEST = 1_000;

  private static final String OPEN = "";

  /**
   * @param defaults what is not in it is taken from here; missing where there are none
   * @throws dev.usher.server.http.ProblemException 400 when it is no such request
   */
  static Evaluation read(JsonNode body, JsonNode defaults) {
    JsonNode subject = part("subject", body, defaults);
    JsonNode action = part("action", body, defaults);
    JsonNode resource = part("resource", body, defaults);
    return new Evaluation(
        entity("subject", subject),
        text("action", action, "name"),
        entity("resource", resource),
        properties(subject, action, resource),
        RowJson.some(part("context", body, defaults)));
  }

  /**
   * One of which a part is left open; what stands there instead of a name is not looked at (section
   * 8).
   *
   * @throws dev.usher.server.http.ProblemException 400 when it is no such request
   */
  static Evaluation open(Sought sought, JsonNode body) {
    JsonNode nothing = MissingNode.getInstance();
    JsonNode subject = part("subject", body, nothing);
    JsonNode resource = part("resource", body, nothing);
    JsonNode action = sought == Sought.ACTION ? nothing : part("action", body, nothing);
    return new Evaluation(
        sought == Sought.SUBJECT ? kind("subject", subject) : entity("subject", subject),
        sought == Sought.ACTION ? OPEN : text("action", action, "name"),
        sought == Sought.RESOURCE ? kind("resource", resource) : entity("resource", resource),
        properties(subject, action, resource),
        RowJson.some(part("context", body, nothing)));
  }

  private static Entity kind(String name, JsonNode part) {
    return new Entity(text(name, part, "type"), OPEN);
  }

  private static JsonNode part(String name, JsonNode body, JsonNode defaults) {
    JsonNode part = body.has(name) ? body.path(name) : defaults.path(name);
    boolean isNeeded = !name.equals("context");
    if (!part.isObject() && (isNeeded || !part.isMissingNode()))
      throw wrong(name + " is to be an object" + (isNeeded ? "" : ", where it is there") + ".");
    return part;
  }

  private static Entity entity(String name, JsonNode part) {
    return new Entity(text(name, part, "type"), text(name, part, "id"));
  }

  private static String text(String name, JsonNode part, String key) {
    JsonNode text = part.path(key);
    if (!text.isTextual() || text.textValue().isEmpty() || text.textValue().length() > LONGEST)
      throw wrong(name + "." + key + " is to be a text of 1 to " + LONGEST + " characters.");
    return text.textValue();
  }

  /** Of these only a resource's count: who somebody is the policy and its directories say. */
  private static JsonNode properties(JsonNode subject, JsonNode action, JsonNode resource) {
    for (JsonNode part : new JsonNode[] {subject, action, resource}) {
      JsonNode properties = part.path("properties");
      if (!properties.isMissingNode() && !properties.isObject())
        throw wrong("properties are to be an object, where they are there.");
    }
    return resource.path("properties");
  }

  static RuntimeException wrong(String what) {
    return Problem.badRequest(what).raised();
  }

  /**
   * What makes no sense to usher is denied, and not an error.
   *
   * @param sight of whoever asks: of other systems they are told no
   * @param withReason whether the reason is looked for
   */
  Answered by(Check check, CheckScope sight, boolean withReason) {
    if (!sight.sees(resource.id())) return Answered.no("the token is for checks of other systems");
    Asked asked;
    try {
      asked = asked();
    } catch (IllegalArgumentException senseless) {
      return Answered.no(String.valueOf(senseless.getMessage()));
    }
    return withReason ? check.answer(asked) : new Answered(check.allows(asked), "");
  }

  /**
   * @throws IllegalArgumentException when it makes no sense to usher
   */
  Asked asked() {
    Kind kind =
        switch (subject.type()) {
          case "user" -> Kind.PERSON;
          case "service" -> Kind.SERVICE;
          default -> throw new IllegalArgumentException("a subject's type is user or service");
        };
    return new Asked(kind, subject.id(), action, resource.type(), resource.id(), row(), context);
  }

  private Optional<Map<String, Value>> row() {
    if (properties.isEmpty()) return Optional.empty();
    try {
      return Optional.of(RowJson.read(properties));
    } catch (IllegalArgumentException unlike) {
      throw new IllegalArgumentException("resource.properties: " + unlike.getMessage(), unlike);
    }
  }
}
