package dev.usher.engine.event;

import java.util.List;

/** How somebody is told. Holds no secret: only where one is. */
public sealed interface Channel {
  /**
   * CloudEvents 1.0 by POST, signed as Standard Webhooks want it.
   *
   * @param address {@code https://…}, or {@code env:NAME} or {@code file:PATH} that hold it
   * @param secret {@code env:NAME} or {@code file:PATH} that hold {@code whsec_…}
   */
  record Webhook(String address, String secret) implements Channel {}

  /**
   * One line of text by POST, as Slack and those like it take it.
   *
   * @param address {@code env:NAME} or {@code file:PATH}: who knows the address may post there
   */
  record Slack(String address) implements Channel {}

  /** A mail to each. */
  record Email(List<String> to) implements Channel {
    public Email {
      to = List.copyOf(to);
    }
  }
}
