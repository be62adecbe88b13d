package dev.usher.server.sink;

import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Event;
import dev.usher.engine.event.Sink;
import dev.usher.engine.secret.SecretReference;
import dev.usher.engine.secret.Secrets;
import dev.usher.server.sink.WebhookSignature.NoSecret;
import dev.usher.server.sink.Whereto.Forbidden;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** Sends by whichever channel it is. */
public final class Sinks implements Sink, AutoCloseable {
  /** Of the answers 4xx those that a later try may mend. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 423, 425, 429);

  private static final String NO_MAIL =
      "no mail server is named: name one in the server's configuration";

  private final Whereto whereto;
  private final Post post;
  private final CloudEventJson cloudEvents;
  private final Optional<Mail> mail;
  private final Secrets secrets;
  private final InstantSource clock;

  /**
   * @param source names this usher in its events (CloudEvents, {@code source})
   * @param patience for one delivery
   */
  public Sinks(
      URI source,
      Whereto whereto,
      SSLSocketFactory tls,
      Duration patience,
      Optional<Mail> mail,
      Secrets secrets,
      InstantSource clock) {
    this.whereto = whereto;
    this.post = new Post(tls, patience);
    this.cloudEvents = new CloudEventJson(source);
    this.mail = mail;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public Answer send(Channel channel, Event event) {
    try {
      return switch (channel) {
        case Channel.Webhook webhook -> webhook(webhook, event);
        case Channel.Slack(String address) ->
            called(
                address(address), Map.of("content-type", "application/json"), Prose.slack(event));
        case Channel.Email(var to) ->
            mail.map(server -> server.send(to, event)).orElseGet(() -> new Answer.NotNow(NO_MAIL));
      };
    } catch (SecretReference.Missing | NoSecret | Forbidden refused) {
      return new Answer.NotNow(String.valueOf(refused.getMessage()));
    }
  }

  private Answer webhook(Channel.Webhook webhook, Event event) {
    byte[] body = cloudEvents.of(event);
    long seconds = clock.instant().getEpochSecond();
    String signing = secrets.read(new SecretReference(webhook.secret()));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", CloudEventJson.MEDIA_TYPE);
    headers.put("webhook-id", event.id());
    headers.put("webhook-timestamp", String.valueOf(seconds));
    headers.put("webhook-signature", WebhookSignature.of(signing, event.id(), seconds, body));
    return called(address(webhook.address()), headers, body);
  }

  private Answer called(String address, Map<String, String> headers, byte[] body) {
    try {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put("user-agent", "usher");
      return answer(post.send(whereto.of(address), all, body));
    } catch (UnknownHostException _) {
      return new Answer.NotNow("its name leads nowhere: see how the address is written");
    } catch (IOException failure) {
      return new Answer.NotNow("no answer in time (" + failure.getClass().getSimpleName() + ")");
    }
  }

  private static Answer answer(int status) {
    if (status >= 200 && status < 300) return new Answer.Taken();
    if (status >= 300 && status < 400)
      return new Answer.Refused(
          "it answered " + status + ", and a webhook is not followed elsewhere: write where it is");
    if (status >= 400 && status < 500 && !PASSING.contains(status))
      return new Answer.Refused("it answered " + status);
    return new Answer.NotNow("it answered " + status);
  }

  private String address(String written) {
    return SecretReference.isOne(written) ? secrets.read(new SecretReference(written)) : written;
  }

  @Override
  public Optional<String> objection(Channel channel) {
    try {
      switch (channel) {
        case Channel.Webhook(String address, String secret) -> {
          if (!SecretReference.isOne(address) && Whereto.uri(address).getRawQuery() != null)
            return Optional.of(
                "the address has a query, which may hold a secret: put it into a file and write"
                    + " file:PATH");
          WebhookSignature.check(secrets.read(new SecretReference(secret)));
          whereto.of(address(address));
        }
        case Channel.Slack(String address) ->
            whereto.of(secrets.read(new SecretReference(address)));
        case Channel.Email(var to) -> {
          if (mail.isEmpty()) return Optional.of(NO_MAIL);
          if (to.isEmpty() || !to.stream().allMatch(Mail::isAddress))
            return Optional.of("who is written to is no list of mail addresses");
        }
      }
      return Optional.empty();
    } catch (UnknownHostException _) {
      return Optional.of("its name leads nowhere: see how the address is written");
    } catch (SecretReference.Missing | NoSecret | Forbidden refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() {
    post.close();
  }
}
