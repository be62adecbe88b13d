package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who leaves and is tied to nothing is gone by a look at the cluster alone; nobody else is touched.
 */
class ExitsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Access[] reading(Shop shop, String... accounts) {
    return shop.databases.keySet().stream()
        .map(target -> reading(target, accounts))
        .toArray(Access[]::new);
  }

  private static Access reading(Target target, String... accounts) {
    Means means = new Means(target).role("analyst", "read", "public/*");
    for (String account : accounts) means.member(account, "analyst");
    return means.access();
  }

  /** As the engine does for who is no longer anybody. */
  private static List<String> leave(Shop shop, Access... meant) {
    try (Session<PostgresFact> session = shop.open()) {
      ObservedState<PostgresFact> exits = session.exits();
      var desired = shop.connector.compileExits(shop.realm(), List.of(meant), exits);
      var stages = shop.connector.arrange(shop.realm(), Diff.between(desired, exits), exits);
      Plan plan = new Plan(shop.realm().key(), shop.connector.fingerprint(exits), stages);
      List<Outcome> outcomes = new ArrayList<>();
      shop.run(session, plan, outcomes::add);
      outcomes.forEach(Shop::mustBeDone);
      return Shop.statements(plan);
    }
  }

  private static String state(Shop shop, String account) {
    return shop
        .database()
        .rows("select rolcanlogin from pg_roles where rolname = '" + account + "'")
        .stream()
        .map(row -> "t".equals(row.getFirst()) ? "open" : "closed")
        .findFirst()
        .orElse("gone");
  }

  private static List<List<String>> all(Shop shop, String... but) {
    String names = String.join("', '", but);
    return shop.database()
        .rows(
            ("select r.rolname, r.rolcanlogin, g.rolname, shobj_description(r.oid, 'pg_authid')"
                    + " from pg_roles r left join pg_auth_members m on m.member = r.oid"
                    + " left join pg_roles g on g.oid = m.roleid"
                    + " where r.rolname not in ('%1$s') and coalesce(g.rolname, '') not in ('%1$s')"
                    + " order by 1, 3")
                .formatted(names));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIsTiedToNothingIsGoneAndNobodyElseIsTouched(Postgres server) throws Exception {
    try (Shop shop = new Shop(server, "prod", "staging")) {
      String alice = shop.account("alice");
      String carol = shop.account("carol");
      shop.apply(reading(shop, alice, carol));
      List<List<String>> others = all(shop, alice);
      try (Connection session = shop.database().connectAs(alice)) {
        assertThat(Sql.rows(session, "select count(*) from public.orders")).hasSize(1);
        leave(shop, reading(shop, carol));
        assertThatThrownBy(() -> Sql.rows(session, "select 1"))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(state(shop, alice)).isEqualTo("gone");
      assertThat(all(shop, alice)).isEqualTo(others);
      assertThat(shop.plan(reading(shop, carol)).statements()).as("left to do").isEmpty();
      assertThat(leave(shop, reading(shop, carol))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIsTiedToAnythingIsClosedAndStaysForTheWholeLook(Postgres server) {
    String[] ties = {
      "grant select on billing.\"Odd \"\"Name\"\"\" to \"%s\"",
      "alter table public.log owner to \"%s\"",
      "create policy p on public.customers to \"%s\"",
      "alter default privileges in schema public grant select on tables to \"%s\"",
      "grant \"%s\" to current_user",
    };
    try (Shop shop = new Shop(server)) {
      String carol = shop.account("carol");
      String[] leavers = new String[ties.length];
      Arrays.setAll(leavers, i -> shop.account("leaver" + i));
      String[] everybody = Arrays.copyOf(leavers, leavers.length + 1);
      everybody[leavers.length] = carol;
      shop.apply(reading(shop, everybody));
      for (int i = 0; i < ties.length; i++) shop.database().run(ties[i].formatted(leavers[i]));
      List<List<String>> others = all(shop, leavers);
      leave(shop, reading(shop, carol));
      for (int i = 0; i < ties.length; i++)
        assertThat(state(shop, leavers[i])).as(ties[i]).isEqualTo("closed");
      assertThat(all(shop, leavers)).isEqualTo(others);
    }
  }
}
