package dev.usher.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.route.Route.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static Route route(String written) {
    String[] words = written.split(" ");
    return new Route(
        words[0],
        Arrays.stream(words[1].substring(1).split("/", -1)).map(RoutesTest::part).toList(),
        "read",
        "order",
        words.length > 2 ? part(words[2]) : new Part.Literal("all"));
  }

  private static Part part(String text) {
    return text.startsWith("{")
        ? new Part.Placeholder(text.substring(1, text.length() - 1))
        : new Part.Literal(text);
  }

  private static Routes routes(String... written) {
    return new Routes(Arrays.stream(written).map(RoutesTest::route).toList());
  }

  private static RequestPath path(String target) {
    return ((RequestPath.Read.Ok) RequestPath.read(target)).path();
  }

  private static String found(Routes routes, String method, String target) {
    return switch (routes.find(method, path(target))) {
      case Routes.Sought.Found(Route route, String name) -> route + " " + name;
      case Routes.Sought.Nothing _ -> "nothing";
    };
  }

  @Test
  void aRequestIsTheNarrowestThatFits() {
    Routes routes =
        routes(
            "GET /orders/{id} {id}",
            "GET /orders/export",
            "GET /orders",
            "GET /orders/",
            "DELETE /orders/{id} {id}",
            "GET /shops/{shop}/orders/{id} {id}",
            "GET /");
    assertThat(found(routes, "GET", "/orders/17")).isEqualTo("GET /orders/{id} 17");
    assertThat(found(routes, "DELETE", "/orders/17")).isEqualTo("DELETE /orders/{id} 17");
    assertThat(found(routes, "GET", "/orders/export")).isEqualTo("GET /orders/export all");
    assertThat(found(routes, "DELETE", "/orders/export")).isEqualTo("DELETE /orders/{id} export");
    assertThat(found(routes, "GET", "/shops/a/orders/9"))
        .isEqualTo("GET /shops/{shop}/orders/{id} 9");
    assertThat(found(routes, "GET", "/")).isEqualTo("GET / all");
    assertThat(found(routes, "GET", "/orders")).isEqualTo("GET /orders all");
    assertThat(found(routes, "GET", "/orders/")).isEqualTo("GET /orders/ all");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /orders/17/",
    "GET, /orders/17/items",
    "GET, /Orders/17",
    "GET, /ORDERS/export",
    "GET, /orders/EXPORT",
    "GET, /orders/Export",
    "get, /orders/17",
    "HEAD, /orders/17",
    "POST, /orders/17",
    "GET, /",
    "GET, /order/17",
  })
  void whatNoRouteHasByTheLetterIsNothing(String method, String target) {
    Routes routes = routes("GET /orders/{id} {id}", "GET /orders/export", "DELETE /orders/{id}");
    assertThat(found(routes, method, target)).isEqualTo("nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a, GET /b, APART",
    "GET /a, POST /a, APART",
    "GET /a, GET /a/, APART",
    "GET /a/{x}, GET /a/, APART",
    "GET /a, GET /a/{x}, APART",
    "GET /a, GET /a, CLASHING",
    "GET /a, GET /A, CLASHING",
    "GET /{x}, GET /{y}, CLASHING",
    "GET /a/{x}, GET /{x}/b, CLASHING",
    "GET /A/b, GET /a/{x}, CLASHING",
    "GET /a/b, GET /a/{x}, NARROWER",
    "GET /{x}/{y}, GET /a/{x}, WIDER",
  })
  void howTwoStandToEachOther(String one, String other, Relation relation) {
    assertThat(route(one).to(route(other))).isEqualTo(relation);
    Relation back =
        switch (relation) {
          case NARROWER -> Relation.WIDER;
          case WIDER -> Relation.NARROWER;
          case APART -> Relation.APART;
          case CLASHING -> Relation.CLASHING;
        };
    assertThat(route(other).to(route(one))).isEqualTo(back);
  }

  /** Where no two clash, the order in which they are written does not count. */
  @Test
  void atRandomOneIsTheNarrowestWhateverTheOrder() {
    long seed = Long.getLong("usher.seed", 1);
    Random random = new Random(seed);
    String[] words = {"a", "b", "A", "{x}"};
    String[] asked = {"a", "b", "A", "B", "c"};
    int many = 0;
    for (int i = 0; i < 5_000; i++) {
      List<Route> some = new ArrayList<>();
      for (int n = 0; n < 6; n++) {
        Route next = route("GET /" + one(random, words) + "/" + one(random, words));
        if (some.stream().allMatch(old -> old.to(next) != Relation.CLASHING)) some.add(next);
      }
      RequestPath path = path("/" + one(random, asked) + "/" + one(random, asked));
      List<Route> fitting = some.stream().filter(route -> route.fits("GET", path)).toList();
      if (fitting.size() > 1) many++;
      List<Route> narrowest =
          fitting.stream()
              .filter(
                  route ->
                      fitting.stream()
                          .allMatch(
                              other -> other == route || route.to(other) == Relation.NARROWER))
              .toList();
      String said = "seed " + seed + ": " + some + " " + path;
      assertThat(narrowest).as(said).hasSize(fitting.isEmpty() ? 0 : 1);
      Route expected =
          narrowest.stream().filter(route -> route.isExactly(path)).findFirst().orElse(null);
      for (List<Route> order : List.of(some, some.reversed())) {
        Route found =
            new Routes(order).find("GET", path) instanceof Routes.Sought.Found(Route route, _)
                ? route
                : null;
        assertThat(found).as(said).isEqualTo(expected);
      }
    }
    assertThat(many).as("seed " + seed).isGreaterThan(100);
  }

  private static String one(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }
}
