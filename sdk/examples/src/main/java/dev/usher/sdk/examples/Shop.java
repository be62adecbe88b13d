package dev.usher.sdk.examples;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.sdk.guard.Operation;
import dev.usher.sdk.guard.RouteTable;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the three have in common: orders, and the people who come for them. */
final class Shop {
  static final Target APPLICATION = new Target("prod", "shop-api");

  static final RouteTable ROUTES =
      RouteTable.of(APPLICATION)
          .with("GET", "/orders/{id}", "read", "order:{id}")
          .with("POST", "/orders/{id}/refund", "refund", "order:{id}")
          .with("DELETE", "/orders/{id}", "cancel", "order:{id}");

  /** How to authenticate. */
  static final String CHALLENGE = "Basic realm=\"shop\"";

  /** For an example: a real application does not know anybody's password. */
  private static final List<String> PEOPLE = List.of("alice", "bob", "carol");

  private static final Map<String, Long> TOTALS = Map.of("17", 50L, "18", 500L, "99", 1L);

  private Shop() {}

  /** The order's total, if there is such an order. */
  static Optional<Long> total(String order) {
    return Optional.ofNullable(TOTALS.get(order));
  }

  /** What the shop knows of an operation's order, and of how it was asked. */
  static Operation told(Operation operation) {
    return operation
        .with(
            total(operation.name())
                .map(total -> Map.<String, Value>of("total", new Value.Int(total)))
                .orElse(Map.of()))
        .in(Map.of("channel", new Value.Text("web")));
  }

  static boolean isRight(String name, String password) {
    return PEOPLE.contains(name) && password.equals(name + "'s");
  }

  /**
   * @param header {@code Authorization} by HTTP's Basic scheme (RFC 7617)
   */
  static Optional<Principal> login(@Nullable String header) {
    if (header == null || !header.startsWith("Basic ")) return Optional.empty();
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring("Basic ".length()));
      String[] both = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      if (both.length < 2 || !isRight(both[0], both[1])) return Optional.empty();
      return Optional.of(() -> both[0]);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
