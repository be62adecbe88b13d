package dev.usher.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.terminal.Ink;

/** Which policy is in force at a server, and what became of the one at its source. */
public record PolicyHeadText(Ink ink) {

  /**
   * @param head as the server tells it
   */
  public String render(JsonNode head) {
    StringBuilder out = new StringBuilder("source    " + plain(head, "source") + "\n");
    JsonNode now = head.path("inForce");
    out.append("in force  ");
    if (now.isMissingNode()) out.append(ink.bad("none without errors has been seen"));
    else {
      out.append(ink.strong(plain(now, "revision"))).append(", since ").append(plain(now, "since"));
      if (now.has("acceptedBy")) out.append(", accepted by ").append(plain(now, "acceptedBy"));
    }
    out.append("\nhead      ");
    switch (head.path("head").asText()) {
      case "in-force" -> out.append(ink.good("is that one"));
      case "held" ->
          out.append(plain(head, "revision"))
              .append(ink.bad(" waits for a yes"))
              .append(authors(head));
      case "broken" -> out.append(plain(head, "revision")).append(ink.bad(" has errors"));
      case "unread" -> out.append(ink.bad("cannot be read"));
      default -> out.append("has not been looked at yet");
    }
    out.append('\n');
    for (JsonNode why : head.path("why")) out.append("  ").append(plain(why.asText())).append('\n');
    for (JsonNode found : head.path("diagnostics")) out.append(found(found));
    if (head.has("fingerprint"))
      out.append("Another administrator than its authors says yes to exactly that:\n")
          .append("  usher policy accept ")
          .append(plain(head, "fingerprint"))
          .append('\n');
    return out.toString();
  }

  private static String authors(JsonNode head) {
    StringBuilder out = new StringBuilder();
    for (JsonNode author : head.path("authors"))
      out.append(out.isEmpty() ? ", by " : ", ").append(plain(author.asText()));
    return out.toString();
  }

  private static String found(JsonNode diagnostic) {
    JsonNode at = diagnostic.path("at");
    String place =
        at.isMissingNode() ? "" : plain(at, "file") + ":" + at.path("line").asText() + ": ";
    return "  "
        + place
        + plain(diagnostic, "severity")
        + " ["
        + plain(diagnostic, "code")
        + "]: "
        + plain(diagnostic, "message")
        + "\n";
  }

  private static String plain(JsonNode one, String key) {
    return plain(one.path(key).asText());
  }

  /** A file's author calls it as they like, and a terminal obeys: a yes is to what is seen. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
  }
}
