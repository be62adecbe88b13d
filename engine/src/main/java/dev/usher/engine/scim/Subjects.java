package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Visible;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory's user as a subject of the policy. */
public final class Subjects {
  private static final int LONGEST = 200;

  private Subjects() {}

  /**
   * What somebody new is called.
   *
   * @throws ScimRefused when the rule gives no name, or none that the policy could write
   */
  public static String name(Directory.Id rule, ObjectNode document) {
    String userName = document.path("userName").asText();
    Optional<String> name =
        rule.of(
            userName,
            email(document),
            Optional.of(document.path("externalId").asText()).filter(it -> !it.isEmpty()));
    if (name.isEmpty())
      throw new ScimRefused(
          Why.INVALID_VALUE,
          "People of this directory are called by their "
              + switch (rule) {
                case USER_NAME_BEFORE_AT, USER_NAME -> "userName";
                case EMAIL_BEFORE_AT -> "mail address";
                case EXTERNAL_ID -> "externalId";
              }
              + ", which "
              + userName
              + " has not: send one.");
    if (!isName(name.get()))
      throw new ScimRefused(
          Why.INVALID_VALUE,
          "\"%s\" is no name for a person: at most %d characters that show, without a colon and without spaces around them."
              .formatted(Words.shown(name.get()), LONGEST));
    return name.get();
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.equals(name.strip())
        && name.length() <= LONGEST
        && name.indexOf(':') < 0
        && !name.equals("*")
        && name.codePoints().noneMatch(Visible::isHidden);
  }

  /** The primary address, else that for work, else the first. */
  public static Optional<String> email(ObjectNode document) {
    Optional<String> work = Optional.empty();
    Optional<String> first = Optional.empty();
    for (JsonNode one : document.path("emails")) {
      Optional<String> address =
          Optional.of(one.path("value").asText().strip()).filter(it -> !it.isEmpty());
      if (address.isEmpty()) continue;
      if (one.path("primary").asBoolean()) return address;
      if (work.isEmpty() && one.path("type").asText().equalsIgnoreCase("work")) work = address;
      if (first.isEmpty()) first = address;
    }
    return work.isPresent() ? work : first;
  }

  /**
   * With what the policy maps.
   *
   * @param attributes names in the policy, and where in the document their values are
   */
  public static Person person(
      String name, ObjectNode document, Map<String, Target> attributes, Set<String> groups) {
    Map<String, Value> values = new HashMap<>();
    attributes.forEach(
        (attribute, target) ->
            value(found(document, target)).ifPresent(value -> values.put(attribute, value)));
    return new Person(name, values, email(document), groups);
  }

  private static List<JsonNode> found(ObjectNode document, Target target) {
    JsonNode owner =
        target.extension().isEmpty() ? document : document.path(target.extension().get());
    JsonNode node = target.attribute().map(owner::path).orElse(owner);
    List<JsonNode> found = new ArrayList<>();
    if (node.isArray()) node.forEach(found::add);
    else if (!node.isMissingNode()) found.add(node);
    target.filter().ifPresent(filter -> found.removeIf(one -> !Filters.matches(filter, one)));
    // Of a value with parts it is the value that is meant: RFC 7643 section 2.4.
    String sub = target.sub().orElse("value");
    found.replaceAll(one -> one.isObject() ? one.path(sub) : one);
    found.removeIf(one -> !one.isValueNode() || one.isNull());
    return found;
  }

  /** Nothing for what is not there: an attribute that somebody has not. */
  private static Optional<Value> value(List<JsonNode> found) {
    if (found.isEmpty()) return Optional.empty();
    if (found.size() == 1) return Optional.of(value(found.getFirst()));
    return Optional.of(new Value.Many(found.stream().map(Subjects::value).toList()));
  }

  private static Value value(JsonNode node) {
    if (node.isBoolean()) return new Value.Bool(node.booleanValue());
    if (node.isIntegralNumber() && node.canConvertToLong()) return new Value.Int(node.longValue());
    if (node.isNumber()) return new Value.Decimal(node.doubleValue());
    return new Value.Text(node.asText());
  }
}
