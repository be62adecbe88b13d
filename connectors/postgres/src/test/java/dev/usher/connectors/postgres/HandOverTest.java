package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What usher's account is lent to hand over what a leaver had outlives no transaction, and is not
 * in the way of what it does as others.
 */
@Tag("long")
class HandOverTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static final Target PROD = new Target("prod", "shop");

  private static void own(Leaving scene, Database database) {
    String alice = Leaving.named(scene.alice);
    database.run(
        "create schema hers authorization " + alice,
        "create table hers.t (id int)",
        "alter table hers.t owner to " + alice);
  }

  private static String noDropping(Database database) {
    database.run(
        "create function public.no() returns event_trigger language plpgsql"
            + " as $$ begin raise exception 'not now'; end $$");
    return "create event trigger no on ddl_command_start when tag in ('DROP OWNED')"
        + " execute function public.no()";
  }

  /** Something is in the way of the hand-over there by the time it is begun. */
  private static void mustFail(
      Session<PostgresFact> session, Leaving scene, Database where, Target target) {
    String hook = noDropping(where);
    Consumer<Plan.Stage> before =
        stage -> {
          if (stage.phase() == Phase.REVOKE && stage.target().equals(target)) where.run(hook);
        };
    assertThatThrownBy(
            () ->
                scene.shop.offboard(
                    session, Map.of(scene.alice, scene.bob), before, scene.meant(scene.bob)))
        .hasMessageContaining("not now");
    where.run("drop event trigger no");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whereItFailsInTheSecondDatabaseNothingOfItIsLeftBehind(Postgres server) {
    try (Leaving scene = new Leaving(server, "dev", "prod")) {
      scene.all.forEach(one -> own(scene, one));
      List<List<String>> before = scene.ushers();
      try (Session<PostgresFact> session = scene.shop.open()) {
        mustFail(session, scene, scene.all.getLast(), PROD);
      }
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theHeirMayHaveGivenTheLeaverSomethingElsewhere(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String alice = Leaving.named(scene.alice);
      String bob = Leaving.named(scene.bob);
      String landlord = scene.other("landlord");
      Database other = scene.elsewhere(landlord);
      other.run(
          "set role " + landlord,
          "create schema app",
          "grant usage on schema app to " + alice + ", " + bob,
          "create table app.t (id int)",
          "grant select on app.t to " + bob + " with grant option",
          "set role " + bob,
          "grant select on app.t to " + alice,
          "reset role",
          "create table app.his (id int)",
          "alter table app.his owner to " + bob,
          "create policy hers on app.his to " + alice + " using (true)");
      own(scene, other);
      own(scene, scene.prod);
      List<List<String>> before = scene.ushers();
      scene.leave();
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
    }
  }

  /** A cluster whose second database is another account's, as a secret for each allows. */
  private static String another(Leaving scene) {
    Shop shop = scene.shop;
    Database second = scene.all.getLast();
    String another = shop.account("usher_too");
    second.run(AdminScript.role(another));
    second.run(AdminScript.owner(another, shop.owner));
    second.run(AdminScript.database(another, second.name(), shop.server.major()));
    second.run("reassign owned by " + shop.usher + " to " + another);
    return another;
  }

  private static Session<PostgresFact> open(Leaving scene, String another) {
    return scene.shop.connector.open(
        scene.shop.realm(),
        target -> new Login(target.equals(PROD) ? another : scene.shop.usher, new char[0]),
        Shop.LIMIT);
  }

  private static List<String> memberships(Leaving scene, String account) {
    return scene
        .prod
        .rows(
            "select roleid::regrole from pg_auth_members where member = '"
                + account
                + "'::regrole order by 1")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void anAccountThatMadeNobodyIsLentWhatItNeedsByTheOneThatDid(Postgres server) {
    try (Leaving scene = new Leaving(server, "dev", "prod")) {
      scene.all.forEach(one -> own(scene, one));
      String another = another(scene);
      Database second = scene.all.getLast();
      String late = second.role("late_" + second.tag(), "nologin");
      second.run(AdminScript.owner(another, late));
      second.run(
          // Older than who owns this, alice and bob would be taken for the grantor: of nothing.
          "alter table public.log owner to " + late,
          "set role " + late,
          "grant all on public.log to "
              + Leaving.named(scene.alice)
              + ", "
              + Leaving.named(scene.bob)
              + " with grant option");
      List<List<String>> before = scene.ushers();
      List<String> anothers = memberships(scene, another);
      try (Session<PostgresFact> session = open(scene, another)) {
        scene.shop.offboard(
            session, Map.of(scene.alice, scene.bob), _ -> {}, scene.meant(scene.bob));
      }
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(scene.ushers()).as("what usher's account has").isEqualTo(before);
      assertThat(memberships(scene, another)).isEqualTo(anothers);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatWasLentToSuchAnAccountAndNotGivenBackTheNextPlanTakes(Postgres server) {
    try (Leaving scene = new Leaving(server, "dev", "prod")) {
      scene.all.forEach(one -> own(scene, one));
      String another = another(scene);
      List<String> before = memberships(scene, another);
      try (Session<PostgresFact> session = open(scene, another)) {
        mustFail(session, scene, scene.all.getLast(), PROD);
      }
      // Before 16 it lends that to itself, and gives it back there.
      if (server.major() >= 16) assertThat(memberships(scene, another)).contains(scene.bob);
      try (Session<PostgresFact> session = open(scene, another)) {
        Shop.Planned planned = scene.shop.plan(session, scene.meant(scene.bob));
        scene.shop.run(session, planned.plan(), Shop::mustBeDone);
      }
      assertThat(memberships(scene, another)).isEqualTo(before);
    }
  }

  /** The service of the machine allows no prepared transactions. */
  static List<Postgres> embedded() {
    return List.of(Postgres.newest(), Postgres.oldest());
  }

  private static void prepare(Database database, String account, String gid) {
    try (Connection session = database.connectAs(account)) {
      Sql.run(session, "begin", "prepare transaction " + Sql.text(gid));
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** Prepared by alice, who is then taken out while somebody ends it before usher does. */
  private static void leave(Leaving scene, Runnable meanwhile) {
    String gid = gid(scene);
    prepare(scene.prod, scene.alice, gid);
    Consumer<Plan.Stage> ended =
        stage -> {
          if (stage.atomic()) return;
          scene.prod.run("rollback prepared " + Sql.text(gid));
          meanwhile.run();
        };
    try (Session<PostgresFact> session = scene.shop.open()) {
      scene.shop.offboard(session, Map.of(scene.alice, scene.bob), ended, scene.meant(scene.bob));
    }
  }

  private static String gid(Leaving scene) {
    return "it's of " + scene.alice;
  }

  @ParameterizedTest
  @MethodSource("embedded")
  void whatWasPreparedAndHasJustEndedIsAsItWasToBe(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      List<List<String>> before = scene.ushers();
      leave(scene, () -> {});
      assertThat(Traces.of(scene.all, scene.oid, scene.alice)).isEmpty();
      assertThat(scene.ushers()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("embedded")
  void whereWhatWasPreparedCannotBeEndedNothingLentIsLeftBehind(Postgres server) {
    try (Leaving scene = new Leaving(server)) {
      String gid = gid(scene);
      List<String> before = memberships(scene, scene.shop.usher);
      assertThatThrownBy(() -> leave(scene, () -> prepare(scene.prod, server.superuser(), gid)))
          .hasMessageContaining("permission denied to finish prepared transaction");
      assertThat(memberships(scene, scene.shop.usher)).isEqualTo(before);
      scene.prod.run("rollback prepared " + Sql.text(gid));
    }
  }
}
