package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.testkit.Postgres;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a live target cannot carry is refused, with the line that asks for it. */
class CompileTest {
  private static Shop shop;

  @BeforeAll
  static void open() {
    shop = new Shop(Postgres.oldest());
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static Means means() {
    return new Means(shop.target());
  }

  private static List<Diagnostic> diagnostics(Access meant) {
    return shop.plan(meant).desired().diagnostics();
  }

  private static List<String> codes(Means means) {
    return diagnostics(means.access()).stream().map(Diagnostic::code).toList();
  }

  @Test
  void anExceptThatMatchesNothingMightLetSomethingBeSeen() {
    Access meant =
        means()
            .role("r", "read", "public/*", "-public/customers.e_mail")
            .member("u1", "r")
            .access();
    assertThat(diagnostics(meant))
        .anySatisfy(
            one -> {
              assertThat(one.code()).isEqualTo("except-matches-nothing");
              assertThat(one.isError()).isTrue();
              assertThat(one.at()).contains(Shop.HERE);
            });
    assertThat(
            codes(
                means().role("r", "read", "public/*", "-public/customers.email").member("u1", "r")))
        .isEmpty();
  }

  @Test
  void columnsThatNoTableHasAreRefused() {
    assertThat(
            codes(
                means()
                    .columns("r", "select", Set.of("id", "e_mail"), "public/*")
                    .member("u1", "r")))
        .containsExactly("unknown-column");
  }

  @Test
  void aRightThatMatchesNothingIsAWarningAndARoleThatGivesNothingAnError() {
    assertThat(
            codes(
                means()
                    .role("r", "read", "public/*")
                    .role("r", "read", "public/gone")
                    .member("u1", "r")))
        .containsExactly("matches-nothing");
    assertThat(codes(means().role("r", "read", "public/gone").member("u1", "r")))
        .containsExactly("matches-nothing", "gives-nothing");
  }

  @Test
  void maintainIsUnknownBefore17AndOwnIsNotCarriedOutYet() {
    assertThat(codes(means().role("r", "maintain", "public/*").member("u1", "r")))
        .contains("unsupported-here");
    assertThat(codes(means().role("r", "own", "public/*").member("u1", "r")))
        .contains("not-carried-out-yet");
  }

  @Test
  void accountsThatCannotBeAreRefused() {
    for (String name : List.of("public", "none", "pg_x", "x".repeat(64), "ü".repeat(32), "")) {
      assertThat(codes(means().role("r", "read", "public/*").member(name, "r")))
          .as(name)
          .containsExactly("account-name");
    }
    assertThat(codes(means().role("r", "read", "public/*").member(shop.usher, "r")))
        .containsExactly("lock-out");
  }

  @Test
  void aRoleThatIsThereIsAConflictUnlessItIsAdopted() {
    String there = shop.database().role("there_" + shop.database().tag(), "login");
    assertThat(codes(means().role("r", "read", "public/*").member(there, "r")))
        .containsExactly("role-exists");
    assertThat(codes(means().role("r", "read", "public/*").member(there, true, "r"))).isEmpty();
    assertThat(
            codes(means().role("r", "read", "public/*").member(shop.server.superuser(), true, "r")))
        .containsExactly("adopt-superuser");
  }

  @Test
  void aGroupRolesNameThatIsTakenSaysHowToGiveItBack() {
    String group = PostgresNames.group(shop.target(), "taken");
    shop.database().role(group, "nologin");
    assertThat(
            diagnostics(means().role("taken", "read", "public/*").member("u1", "taken").access()))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.code()).isEqualTo("role-exists");
              assertThat(one.hint().orElseThrow()).contains("COMMENT ON ROLE", "usher:");
            });
  }

  @Test
  void whatUsherCannotGrantIsSaidWithTheGrantThatMendsIt() {
    shop.database().run("create table public.theirs (id int)");
    try {
      assertThat(diagnostics(means().role("r", "read", "public/theirs").member("u1", "r").access()))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.code()).isEqualTo("not-owner");
                assertThat(one.hint().orElseThrow()).contains("GRANT \"postgres\" TO");
              });
    } finally {
      shop.database().run("drop table public.theirs");
    }
  }

  @Test
  void schemasMustBeSaid() {
    List<String> before = shop.settings.get("schemas");
    try {
      shop.settings.put("schemas", List.of());
      assertThat(codes(means())).containsExactly("no-schemas");
      shop.settings.put("schemas", List.of("public", "usher", "pg_catalog", "nowhere"));
      assertThat(codes(means()))
          .containsExactly("schema-not-managed", "schema-not-managed", "unknown-schema");
    } finally {
      shop.settings.put("schemas", before);
    }
  }

  @Test
  void aSerialColumnBringsItsSequenceAndAnIdentityColumnDoesNot() {
    List<String> statements =
        shop.plan(
                means()
                    .role("r", "insert", "public/customers", "public/orders")
                    .member("u1", "r")
                    .access())
            .statements();
    assertThat(statements)
        .anyMatch(sql -> sql.contains("GRANT USAGE ON SEQUENCE \"public\".\"customers_id_seq\" TO"))
        .noneMatch(sql -> sql.contains("orders_id_seq"));
  }

  @Test
  void whatGoesDownTheSameWayIsOneStatement() {
    Access meant =
        means()
            .role("a", "select", "public/*", "billing/*")
            .role("b", "select", "public/*", "billing/*")
            .member("u1", "a", "b")
            .access();
    assertThat(shop.plan(meant).statements())
        .filteredOn(sql -> sql.startsWith("GRANT SELECT"))
        .hasSize(1);
  }

  @Test
  void partitionsAndChildrenMatchNothingByThemselves() {
    assertThat(
            shop.plan(means().access())
                .observed()
                .catalogues()
                .get(shop.target())
                .entries()
                .keySet())
        .extracting(Object::toString)
        .contains("prod/shop/public/log", "prod/shop/public/function:p(public.mood)")
        .doesNotContain("prod/shop/public/log_2026", "prod/shop/public/child");
  }

  @Test
  void aColumnThatIsNamedLikeAHiddenOneIsHiddenFromItsFirstMoment() {
    String alice = shop.account("curious");
    Access meant =
        means().role("r", "read", "public/*", "-public/*.email").member(alice, "r").access();
    shop.apply(meant);
    shop.database().run("alter table orders add column email text, add column note text");
    try {
      assertThat(readable(alice)).containsExactly("customer", "id", "total");
      shop.apply(meant);
      assertThat(readable(alice)).containsExactly("customer", "id", "note", "total");
    } finally {
      shop.database().run("alter table orders drop column email, drop column note");
    }
  }

  private static List<String> readable(String account) {
    return shop
        .database()
        .rows(
            """
            select attname from pg_attribute where attrelid = 'orders'::regclass and attnum > 0
            and not attisdropped and has_column_privilege('%s', attrelid, attnum, 'select')
            order by 1
            """
                .formatted(account))
        .stream()
        .map(List::getFirst)
        .toList();
  }
}
