package dev.usher.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Filter;
import dev.usher.engine.event.Kind;
import dev.usher.engine.event.Subscription;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what somebody wants to be told, and refuses what is not known. */
final class SubscriptionBody {
  private static final int MOST = 1_000;
  private static final int LONGEST = 2_000;

  private SubscriptionBody() {}

  /**
   * @throws ProblemException 400 for what is no subscription
   */
  static Subscription read(JsonNode body) {
    keys(body, "name", "environments", "systems", "teams", "kinds", "channel");
    Filter filter =
        new Filter(
            names(body, "environments"),
            names(body, "systems"),
            names(body, "teams"),
            names(body, "kinds").stream().map(SubscriptionBody::kind).collect(Collectors.toSet()));
    try {
      return new Subscription(text(body, "name"), filter, channel(body.path("channel")));
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(wrong.getMessage() + ".").raised();
    }
  }

  private static Channel channel(JsonNode channel) {
    return switch (text(channel, "kind")) {
      case "webhook" -> {
        keys(channel, "kind", "address", "secret");
        yield new Channel.Webhook(text(channel, "address"), text(channel, "secret"));
      }
      case "slack" -> {
        keys(channel, "kind", "address");
        yield new Channel.Slack(text(channel, "address"));
      }
      case "email" -> {
        keys(channel, "kind", "to");
        yield new Channel.Email(List.copyOf(names(channel, "to")));
      }
      default -> throw wrong("A channel's kind is webhook, slack or email.");
    };
  }

  private static Kind kind(String word) {
    return Kind.of(word)
        .orElseThrow(
            () ->
                wrong(
                    "There is no such kind of event; there are "
                        + Arrays.stream(Kind.values())
                            .map(Kind::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static void keys(JsonNode object, String... known) {
    if (!object.isObject()) throw wrong("A JSON object is wanted, with " + list(known) + ".");
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (!List.of(known).containsAll(names))
      throw wrong("There is a key that is not known here; there are " + list(known) + ".");
  }

  private static String list(String... names) {
    return String.join(", ", names);
  }

  private static String text(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > LONGEST)
      throw wrong(key + " is missing, or no text of at most " + LONGEST + " characters.");
    return value.textValue();
  }

  /** Texts of an array; none when it is not there. */
  private static Set<String> names(JsonNode object, String key) {
    JsonNode array = object.path(key);
    if (array.isMissingNode()) return Set.of();
    if (!array.isArray() || array.size() > MOST)
      throw wrong(key + " is no array of at most " + MOST + " texts.");
    Set<String> names = new TreeSet<>();
    for (JsonNode name : array) {
      if (!name.isTextual() || name.textValue().isBlank() || name.textValue().length() > LONGEST)
        throw wrong(key + " is no array of texts.");
      names.add(name.textValue());
    }
    return names;
  }

  /** Numbers of entries; none when it is not there. */
  static List<Long> entries(JsonNode body) {
    keys(body, "entries");
    JsonNode array = body.path("entries");
    if (array.isMissingNode()) return List.of();
    List<Long> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.isIntegralNumber() ? number.longValue() : 0));
    if (!array.isArray() || numbers.isEmpty() || numbers.size() > MOST || numbers.contains(0L))
      throw wrong("entries is no array of up to " + MOST + " numbers; leave it out for all.");
    return numbers;
  }

  static ProblemException wrong(String detail) {
    return Problem.badRequest(detail).raised();
  }
}
