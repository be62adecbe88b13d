package dev.usher.store.event;

import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Filter;
import dev.usher.engine.event.Kind;
import dev.usher.engine.event.Subscription;
import dev.usher.store.StoreFailure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.Update;

/** A subscription as a row, there and back. */
final class SubscriptionRow {
  private SubscriptionRow() {}

  static Subscription read(ResultSet row) throws SQLException {
    return new Subscription(
        row.getString("name"),
        new Filter(
            Set.copyOf(texts(row, "environments")),
            Set.copyOf(texts(row, "systems")),
            Set.copyOf(texts(row, "teams")),
            kinds(texts(row, "kinds"))),
        channel(row));
  }

  private static Channel channel(ResultSet row) throws SQLException {
    String channel = row.getString("channel");
    return switch (channel) {
      case "webhook" -> new Channel.Webhook(row.getString("address"), row.getString("secret"));
      case "slack" -> new Channel.Slack(row.getString("address"));
      case "email" -> new Channel.Email(texts(row, "recipients"));
      default -> throw newer("channel " + channel);
    };
  }

  private static Set<Kind> kinds(List<String> words) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : words) kinds.add(Kind.of(word).orElseThrow(() -> newer("kind " + word)));
    return kinds;
  }

  private static StoreFailure newer(String what) {
    return new StoreFailure(
        "a subscription in the store has the "
            + what
            + ", which this usher does not know: a newer one made it; start that one");
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }

  static Update bind(Update insert, Subscription subscription) {
    Filter filter = subscription.filter();
    insert
        .bind("name", subscription.name())
        .bind("environments", array(filter.environments()))
        .bind("systems", array(filter.systems()))
        .bind("teams", array(filter.teams()))
        .bind("kinds", filter.kinds().stream().map(Kind::word).sorted().toArray(String[]::new));
    return switch (subscription.channel()) {
      case Channel.Webhook(String address, String secret) ->
          bind(insert, "webhook", address, secret, List.of());
      case Channel.Slack(String address) -> bind(insert, "slack", address, "", List.of());
      case Channel.Email(List<String> to) -> bind(insert, "email", "", "", to);
    };
  }

  private static Update bind(
      Update insert, String channel, String address, String secret, List<String> recipients) {
    return insert
        .bind("channel", channel)
        .bind("address", address)
        .bind("secret", secret)
        .bind("recipients", recipients.toArray(new String[0]));
  }

  private static String[] array(Set<String> names) {
    return new TreeSet<>(names).toArray(new String[0]);
  }
}
