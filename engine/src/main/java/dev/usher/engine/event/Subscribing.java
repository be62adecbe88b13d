package dev.usher.engine.event;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.event.Subscriptions.Standing;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.SecretReference;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes subscriptions and removes them: who is told of what is itself told in the ledger. */
public final class Subscribing {
  private final Subscriptions subscriptions;
  private final Sink sink;
  private final InstantSource clock;

  public Subscribing(Subscriptions subscriptions, Sink sink, InstantSource clock) {
    this.subscriptions = subscriptions;
    this.sink = sink;
    this.clock = clock;
  }

  /** What came of a wish. */
  public sealed interface Wish {
    record Fulfilled() implements Wish {}

    /** Somebody has that name. */
    record Taken() implements Wish {}

    /** Nothing could be sent there. */
    record Undeliverable(String why) implements Wish {}
  }

  /**
   * @param by who wants it
   */
  public Wish add(Subscription wanted, String by) {
    Optional<String> objection = sink.objection(wanted.channel());
    if (objection.isPresent()) return new Wish.Undeliverable(objection.get());
    String text = wanted.name() + " is told of events, by " + words(wanted.channel());
    return subscriptions.add(wanted, told(by, text)) ? new Wish.Fulfilled() : new Wish.Taken();
  }

  /**
   * @param meant held against what is there before
   * @return false when there is none of that name
   */
  public boolean remove(String name, String by, Precondition<Standing> meant) {
    return subscriptions.remove(name, told(by, name + " is told of events no more"), meant);
  }

  private Draft told(String by, String text) {
    return new Draft(
        clock.instant(), by, What.SETTING, "usher", text, List.of(), List.of(), Optional.empty());
  }

  /** Of an address the host alone: the rest of it may be known to few. */
  private static String words(Channel channel) {
    return switch (channel) {
      case Channel.Webhook(String address, _) when SecretReference.isOne(address) ->
          "webhook at what " + address + " holds";
      case Channel.Webhook(String address, _) -> "webhook at " + URI.create(address).getHost();
      case Channel.Slack(String address) -> "Slack at what " + address + " holds";
      case Channel.Email(var to) -> "mail to " + String.join(", ", to);
    };
  }
}
