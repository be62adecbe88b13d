package dev.usher.server.sink;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Visible;
import dev.usher.engine.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An event for people to read. What others named is made visible, so that no name is a command. */
final class Prose {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Prose() {}

  /** The subject of a mail. */
  static String title(Event event) {
    return Visible.line(
        "[usher] "
            + event.kind().word().replace('.', ' ')
            + event.place().map(place -> " in " + place).orElse(""));
  }

  static String text(Event event) {
    StringBuilder text = new StringBuilder();
    text.append(Visible.line(event.text())).append("\n\n");
    for (String cause : event.why()) text.append("- ").append(Visible.line(cause)).append('\n');
    if (!event.why().isEmpty()) text.append('\n');
    return text.append("By ")
        .append(Visible.line(event.by()))
        .append(", ")
        .append(event.at())
        .append("; entry ")
        .append(event.number())
        .append(" of the ledger.\n")
        .toString();
  }

  /**
   * {@code {"text": …}}, with the three signs escaped that would make links and calls to a whole
   * channel (Slack, "Formatting text for app surfaces").
   */
  static byte[] slack(Event event) {
    List<String> first = event.why().stream().limit(3).toList();
    String text =
        title(event)
            + ": "
            + Visible.line(event.text())
            + (first.isEmpty() ? "" : " (" + Visible.line(String.join("; ", first)) + ")");
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return JSON.createObjectNode().put("text", escaped).toString().getBytes(StandardCharsets.UTF_8);
  }
}
