package dev.usher.sdk.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.model.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private static final Target SHOP = new Target("prod", "shop-api");
  private static final RouteTable ROUTES =
      RouteTable.of(SHOP)
          .with("GET", "/orders/{id}", "read", "order:{id}")
          .with("GET", "/orders/export", "read", "report:orders")
          .with("POST", "/orders/{id}/refund", "refund", "order:{id}");

  @Test
  void theNarrowestRouteSaysWhatARequestDoes() {
    assertThat(ROUTES.operation("GET", "/orders/17?all=true"))
        .contains(new Operation(SHOP, "read", "order", "17"));
    assertThat(ROUTES.operation("GET", "/orders/a%20b"))
        .contains(new Operation(SHOP, "read", "order", "a b"));
    assertThat(ROUTES.operation("GET", "/orders/export"))
        .contains(new Operation(SHOP, "read", "report", "orders"));
    assertThat(ROUTES.operation("POST", "/orders/17/refund"))
        .contains(new Operation(SHOP, "refund", "order", "17"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/orders",
        "/orders/",
        "/orders/17/",
        "/orders/17/refund",
        "/Orders/17",
        "/orders/EXPORT",
        "/orders/%31%37",
        "/orders//17",
        "/orders/../17",
        "/orders/17%2Frefund",
        "/orders/17;a=b",
        "http://elsewhere/orders/17"
      })
  void whatNoRouteFitsIsNoOperation(String path) {
    assertThat(ROUTES.operation("GET", path)).isEmpty();
    assertThat(RouteTable.of(SHOP).operation("GET", path)).isEmpty();
  }

  @Test
  void aMethodIsMeantByTheLetter() {
    for (String method : List.of("HEAD", "get", "PUT", ""))
      assertThat(ROUTES.operation(method, "/orders/17")).as(method).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "orders/{id}, order:{id}, begins with a slash",
    "/a/{id}, order:{other}, has no {other}",
    "/a/{id}, '{id}', with its kind in front",
    "/a/{id}/{id}, order:{id}, is twice",
    "/a/x{id}, order:x, a whole segment",
    "/a/{id}, 'order:x{id}', a whole segment",
    "/orders/{number}, 'order:{number}', a request could be that of"
  })
  void aRouteThatHasNoOneMeaningIsRefused(String path, String on, String why) {
    assertThatThrownBy(() -> ROUTES.with("GET", path, "read", on))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
