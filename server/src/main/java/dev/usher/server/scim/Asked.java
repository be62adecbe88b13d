package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import dev.usher.engine.scim.Filters;
import dev.usher.engine.scim.ScimQuery;
import dev.usher.engine.scim.ScimQuery.From;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a list or a search is asked for: parameters in the URL, or a body (section 3.4.3). */
record Asked(Map<String, String> parameters) {
  /** Resources on a page, where it is not said, and at most. */
  static final int USUAL = 100;

  static final int MOST = 1_000;

  static Asked of(ServerRequest request) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : request.query().names())
      all.put(name, String.join(",", request.query().all(name)));
    return new Asked(all);
  }

  static Asked of(JsonNode body) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      JsonNode value = entry.getValue();
      List<String> texts = new ArrayList<>();
      if (value.isArray()) value.forEach(one -> texts.add(one.asText()));
      else if (!value.isNull()) texts.add(value.asText());
      if (!value.isNull()) all.put(entry.getKey(), String.join(",", texts));
    }
    return new Asked(all);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name)).map(String::strip);
  }

  private Optional<String> said(String name) {
    return text(name).filter(it -> !it.isEmpty());
  }

  Wanted wanted() {
    return Wanted.of(
        said("attributes").map(List::of).orElse(List.of()),
        said("excludedAttributes").map(List::of).orElse(List.of()));
  }

  ScimQuery query() {
    Optional<String> cursor = text("cursor");
    Why wrong = cursor.isPresent() ? Why.INVALID_COUNT : Why.INVALID_VALUE;
    long count = said("count").map(it -> number("count", it, wrong)).orElse((long) USUAL);
    if (cursor.isPresent() && count < 0)
      throw new ScimRefused(Why.INVALID_COUNT, "count is not less than 0.");
    return new ScimQuery(
        said("filter").map(Filters::parse),
        said("sortBy").map(Asked::path),
        said("sortOrder").filter(it -> it.equalsIgnoreCase("descending")).isPresent(),
        cursor.<From>map(From.Cursor::new).orElseGet(() -> new From.Index(start())),
        Math.toIntExact(Math.clamp(count, 0, MOST)));
  }

  /** The place of the first that is wanted; 0 where it is asked for by a cursor. */
  long first() {
    return text("cursor").isPresent() ? 0 : start();
  }

  private long start() {
    return Math.max(
        1, said("startIndex").map(it -> number("startIndex", it, Why.INVALID_VALUE)).orElse(1L));
  }

  private static long number(String name, String text, Why why) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new ScimRefused(why, name + " is a whole number.");
    }
  }

  private static Path path(String text) {
    try {
      return Path.fromString(text);
    } catch (BadRequestException | IllegalArgumentException _) {
      throw new ScimRefused(Why.INVALID_PATH, "sortBy is an attribute, such as userName.");
    }
  }
}
