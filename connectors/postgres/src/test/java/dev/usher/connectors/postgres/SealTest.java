package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.testkit.Postgres;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The key that seals marks is usher's alone: where somebody may have read it there is another. */
class SealTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static final String KEY = "select key::text from usher.seal";

  private static final String MARKS =
      "select obj_description(oid, 'pg_policy') from pg_policy"
          + " where obj_description(oid, 'pg_policy') like 'usher:%'";

  @ParameterizedTest
  @MethodSource(ALL)
  void whereSomebodyElseCouldReadTheKeyItIsMadeAnewAndEveryMarkWithIt(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      Access meant =
          new Means(shop.target())
              .rows("support", "read", RowsTest.MINE, "public/orders")
              .role("support", "read", "public/customers")
              .member(carol, RowsTest.customers(1, 3), "support")
              .access();
      shop.apply(meant);
      for (String opened :
          List.of(
              "grant select on usher.seal to " + carol,
              "grant select (key) on usher.seal to " + carol,
              "grant select on usher.seal to public",
              "alter table usher.seal disable row level security",
              "drop table usher.seal")) {
        List<List<String>> key = shop.database().rows(KEY);
        List<List<String>> marks = shop.database().rows(MARKS);
        shop.database().run(opened);
        shop.apply(meant);
        assertThat(shop.database().rows(KEY)).as(opened).hasSize(1).isNotEqualTo(key);
        assertThat(shop.database().rows(MARKS))
            .as(opened)
            .hasSameSizeAs(marks)
            .doesNotContainAnyElementsOf(marks);
        for (String who : List.of(carol, shop.owner, "public")) {
          assertThat(
                  shop.database()
                      .rows(
                          "select has_any_column_privilege('%s', 'usher.seal', 'select')"
                              .formatted(who)))
              .as(opened)
              .containsExactly(List.of("f"));
        }
        assertThat(shop.plan(meant).statements()).as(opened).isEmpty();
      }
    }
  }
}
