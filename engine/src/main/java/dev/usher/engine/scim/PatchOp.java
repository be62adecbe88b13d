package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of a PATCH (RFC 7644 section 3.5.2). Entra ID begins its words with capitals.
 *
 * @param path none where the value says itself what it is of
 * @param value null where there is none
 */
public record PatchOp(Kind kind, Optional<String> path, JsonNode value) {
  private static final int MOST = 10_000;

  public enum Kind {
    ADD,
    REPLACE,
    REMOVE
  }

  /**
   * A list without operations, which Entra ID's validator sends, changes nothing.
   *
   * @throws ScimRefused for what is no PATCH
   */
  public static List<PatchOp> read(JsonNode body) {
    JsonNode operations = null;
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      if (entry.getKey().equalsIgnoreCase("Operations")) operations = entry.getValue();
      else if (!entry.getKey().equalsIgnoreCase("schemas"))
        throw wrong("A PATCH has schemas and Operations, and not " + entry.getKey() + ".");
    }
    if (operations == null || !operations.isArray())
      throw wrong("A PATCH needs a list of Operations.");
    if (operations.size() > MOST)
      throw new ScimRefused(Why.TOO_MANY, "A PATCH has at most " + MOST + " Operations.");
    List<PatchOp> all = new ArrayList<>();
    operations.forEach(one -> all.add(operation(one)));
    return all;
  }

  private static PatchOp operation(JsonNode one) {
    Optional<Kind> kind = Optional.empty();
    Optional<String> path = Optional.empty();
    JsonNode value = NullNode.getInstance();
    for (Map.Entry<String, JsonNode> entry : one.properties()) {
      JsonNode said = entry.getValue();
      switch (entry.getKey().toLowerCase(Locale.ROOT)) {
        case "op" -> kind = kind(said);
        case "path" -> path = said.isNull() ? Optional.empty() : Optional.of(text(said));
        case "value" -> value = said;
        default -> Active.mustNotBeIn(entry.getKey(), said);
      }
    }
    return new PatchOp(
        kind.orElseThrow(() -> wrong("Each operation needs an op: add, replace or remove.")),
        path.map(String::strip).filter(it -> !it.isEmpty()),
        value);
  }

  private static Optional<Kind> kind(JsonNode op) {
    return switch (op.asText().strip().toLowerCase(Locale.ROOT)) {
      case "add" -> Optional.of(Kind.ADD);
      case "replace" -> Optional.of(Kind.REPLACE);
      case "remove" -> Optional.of(Kind.REMOVE);
      default -> Optional.empty();
    };
  }

  private static String text(JsonNode path) {
    if (!path.isTextual()) throw wrong("A path is a text.");
    return path.textValue();
  }

  private static ScimRefused wrong(String detail) {
    return new ScimRefused(Why.INVALID_SYNTAX, detail);
  }
}
