package dev.usher.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.terminal.Ink;

/** What a server goes by besides its policy, as it tells it. */
public record SettingsText(Ink ink) {

  /** Who somebody is at the door. */
  public String identities(JsonNode identities) {
    if (identities.isEmpty()) return "Nobody has logged in yet.\n";
    Table table = new Table("");
    for (JsonNode one : identities)
      table.row(
          ink.strong(plain(one, "subject")),
          plain(one, "sub"),
          "of " + plain(one, "issuer"),
          "since " + plain(one, "bound"));
    return table.toString();
  }

  /** That there are secrets, and not what they are. */
  public String secrets(JsonNode secrets) {
    if (secrets.isEmpty()) return "The store keeps no secrets.\n";
    Table table = new Table("");
    for (JsonNode one : secrets)
      table.row(
          ink.strong("store:" + plain(one, "name")),
          "by " + plain(one, "by"),
          "since " + plain(one, "since"));
    return table.toString();
  }

  /** Who is told, of what, how; and what could not be told. */
  public String subscriptions(JsonNode subscriptions) {
    if (subscriptions.isEmpty()) return "Nobody is told of anything.\n";
    Table table = new Table("");
    for (JsonNode one : subscriptions)
      table.row(
          ink.strong(plain(one, "name")),
          channel(one.path("channel")),
          narrowed(one),
          "by " + plain(one, "by"),
          one.has("failure")
              ? ink.bad(plain(one, "failure"))
              : one.path("dead").asInt() > 0
                  ? ink.bad("not told of " + one.path("dead").asInt())
                  : ink.good("told"));
    return table.toString();
  }

  /** What one of those could not be told. */
  public String deadLetters(JsonNode letters) {
    if (letters.isEmpty()) return "All could be told.\n";
    Table table = new Table("");
    for (JsonNode one : letters)
      table.row(
          ink.strong(plain(one, "entry")),
          plain(one, "kind"),
          plain(one, "text"),
          "given up " + plain(one, "since"),
          ink.bad(plain(one, "failure")));
    return table.toString();
  }

  private static String channel(JsonNode channel) {
    if (channel.has("to")) return "mail to " + texts(channel.path("to"));
    return (channel.has("secret") ? "webhook " : "chat ") + plain(channel, "address");
  }

  private static String narrowed(JsonNode one) {
    StringBuilder out = new StringBuilder();
    for (String key : new String[] {"kinds", "environments", "systems", "teams"})
      if (!one.path(key).isEmpty())
        out.append(out.isEmpty() ? "of " : ", ").append(texts(one.path(key)));
    return out.isEmpty() ? "of everything" : out.toString();
  }

  private static String texts(JsonNode array) {
    StringBuilder out = new StringBuilder();
    for (JsonNode one : array) out.append(out.isEmpty() ? "" : " ").append(plain(one.asText()));
    return out.toString();
  }

  private static String plain(JsonNode one, String key) {
    return plain(one.path(key).asText());
  }

  /** An issuer calls people as it likes, and a terminal obeys. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
  }
}
