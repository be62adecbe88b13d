package dev.usher.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.terminal.Ink;

/** A server's tokens, the newest first. Times are UTC, to the minute. */
public record TokensText(Ink ink) {

  /**
   * @param tokens as the server tells them
   */
  public String render(JsonNode tokens) {
    if (tokens.isEmpty()) return "There are no tokens yet.\n";
    Table table = new Table("");
    for (JsonNode token : tokens) {
      StringBuilder scopes = new StringBuilder();
      for (JsonNode scope : token.path("scopes"))
        scopes.append(scopes.isEmpty() ? "" : " ").append(scope.asText());
      table.row(
          token.path("id").asText(),
          ink.strong(token.path("name").asText()),
          scopes.toString(),
          token.has("owner") ? "of " + token.path("owner").asText() : ink.faint("nobody's"),
          "by " + token.path("by").asText(),
          token.has("used") ? "used " + minute(token, "used") : ink.faint("never used"),
          token.has("revoked")
              ? ink.bad("revoked " + minute(token, "revoked"))
              : "until " + minute(token, "expires"));
    }
    return table.toString();
  }

  /** {@code 2026-11-29 08:15} of an instant in ISO 8601. */
  private static String minute(JsonNode token, String key) {
    String instant = token.path(key).asText();
    return instant.length() < 16 ? instant : instant.substring(0, 16).replace('T', ' ');
  }
}
