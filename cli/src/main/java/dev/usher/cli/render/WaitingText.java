package dev.usher.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.terminal.Ink;

/** What waits at a server for somebody's yes, as the server tells it; the longest first. */
public record WaitingText(Ink ink) {

  /** Changes, each with its statements: these, and no others, are what a yes is to. */
  public String approvals(JsonNode approvals) {
    if (approvals.isEmpty()) return "Nothing waits for a yes.\n";
    StringBuilder out = new StringBuilder();
    for (JsonNode one : approvals) {
      out.append(
          new Table("")
              .row(
                  ink.strong(plain(one, "id")),
                  plain(one, "environment"),
                  plain(one, "realm"),
                  "since " + plain(one, "asked")));
      for (JsonNode statement : one.path("statements"))
        statement
            .asText()
            .lines()
            .forEach(line -> out.append("  ").append(plain(line)).append('\n'));
    }
    return out.toString();
  }

  /** Removals. */
  public String held(JsonNode held) {
    if (held.isEmpty()) return "Nobody's removal waits for a yes.\n";
    Table table = new Table("");
    for (JsonNode one : held)
      table.row(
          ink.strong(plain(one, "subject")),
          one.has("group") ? "leaves " + plain(one, "group") : "is gone altogether",
          "since " + plain(one, "since"));
    return table.toString();
  }

  /** Who is to come in. */
  public String joining(JsonNode joining) {
    if (joining.isEmpty()) return "Nobody waits to come in.\n";
    Table table = new Table("");
    for (JsonNode one : joining)
      table.row(
          ink.strong(plain(one, "member")),
          "into " + plain(one, "group"),
          "since " + plain(one, "since"));
    return table.toString();
  }

  private static String plain(JsonNode one, String key) {
    return plain(one.path(key).asText());
  }

  /** A directory names groups as it likes, and a terminal obeys: a yes is to what is seen. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
  }
}
