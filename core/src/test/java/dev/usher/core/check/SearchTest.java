package dev.usher.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Application;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Subject.Kind;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.AttributeType;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What has a name: in an application, and in a system that cannot list what it holds. */
class SearchTest {
  private static final SipHash HASH = new SipHash(0x0123456789abcdefL, 0x2468ace013579bdfL);

  private static final SystemType APPLICATION =
      Application.of(
          Map.of(
              "order",
              new SystemType.Kind(
                  Set.of("view", "ship"), Set.of(), false, Map.of("total", AttributeType.NUMBER)),
              "invoice",
              new SystemType.Kind(Set.of("view"), Set.of())));

  private static final SystemType KEYS =
      new SystemType(
          "keys",
          "server",
          List.of(new Level("keys", Set.of("channel"))),
          Map.of(
              "server", new SystemType.Kind(Set.of(), Set.of()),
              "keys", new SystemType.Kind(Set.of("get"), Set.of()),
              "channel", new SystemType.Kind(Set.of("subscribe"), Set.of())),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of("keys", new Setting.Things("keys"), "channels", new Setting.Things("channel")),
          Set.of(),
          List.of("password"),
          63,
          new SystemType.Urls("keys:", false, Set.of()));

  private static Index index(
      SystemType type, Map<String, Map<String, List<String>>> things, Permission... can) {
    Shop shop = new Shop().person("ann", Map.of()).person("ben", Map.of());
    shop.role("r", List.of(), can).grant(Shop.one("ann"), "r", "prod");
    Policy policy = shop.policy();
    Policy.System system =
        new Policy.System(
            "shop", type, "", shop.in, Map.of(), things, "{name}", false, "token", Shop.AT);
    Policy of =
        new Policy(
            ZoneOffset.UTC,
            policy.environments(),
            Map.of("shop", system),
            Map.of(),
            policy.subjects(),
            Map.of(),
            policy.roles(),
            policy.grants(),
            List.of(),
            List.of());
    return Index.of(of, Shop.NOW, Map.of(), "r1", HASH);
  }

  private static List<String> found(
      Index index, String who, String action, String kind, Optional<Map<String, Value>> said) {
    List<String> found = new ArrayList<>();
    for (String one :
        index.search(
            Sought.RESOURCE,
            new Asked(Kind.PERSON, who, action, kind, "", said),
            _ -> true,
            "",
            100)) {
      assertThat(one).startsWith("prod/shop/");
      found.add(one.substring("prod/shop/".length()));
    }
    return found;
  }

  @Test
  void anApplicationsResourcesAreThoseThatAreSpelledOut() {
    Condition few =
        new Condition.Compare(
            new Operand.Row("total"), Condition.Op.LT, new Operand.Literal(new Value.Int(5)));
    Index index =
        index(
            APPLICATION,
            Map.of(),
            Shop.can("view", Shop.pattern("shop/order:17|9")),
            Shop.can(
                Set.of("ship"),
                Shop.pattern("shop/order:*"),
                List.of(Shop.pattern("shop/order:13")),
                Optional.empty(),
                Optional.of(few)),
            Shop.can("view", Shop.pattern("shop/invoice:1")));
    assertThat(found(index, "ann", "view", "order", Optional.empty()))
        .containsExactly("order:17", "order:9");
    assertThat(found(index, "ann", "view", "invoice", Optional.empty()))
        .containsExactly("invoice:1");
    assertThat(found(index, "ben", "view", "order", Optional.empty())).isEmpty();
    assertThat(found(index, "ann", "ship", "order", Optional.empty())).isEmpty();
    assertThat(found(index, "ann", "ship", "order", Optional.of(Map.of("total", new Value.Int(4)))))
        .containsExactly("order:17", "order:9");
    assertThat(found(index, "ann", "ship", "order", Optional.of(Map.of("total", new Value.Int(5)))))
        .isEmpty();
  }

  @Test
  void whatASystemIsSaidToHoldHasAName() {
    Index index =
        index(
            KEYS,
            Map.of(
                "keys", Map.of("carts", List.of("cart:*"), "jobs", List.of("job:*")),
                "channels", Map.of("news", List.of("news"))),
            Shop.can("get", Shop.pattern("shop/*")),
            Shop.can("get", Shop.pattern("shop/gone")),
            Shop.can("subscribe", Shop.pattern("shop/channel:*")));
    assertThat(found(index, "ann", "get", "keys", Optional.empty()))
        .containsExactly("carts", "jobs");
    assertThat(found(index, "ann", "subscribe", "channel", Optional.empty()))
        .containsExactly("channel:news");
  }
}
