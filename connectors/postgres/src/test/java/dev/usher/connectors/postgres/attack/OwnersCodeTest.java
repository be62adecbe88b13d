package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.postgres.Means;
import dev.usher.connectors.postgres.Shop;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table's owner has code of their own hang on it: none of it runs in usher's session. */
class OwnersCodeTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void triggersDefaultsChecksIndexesCastsAndOperatorsOfAnOwnerAreNotRun(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      Things.mine(trap);
      Everything.happens(shop, shop.account("carol"));
      trap.mustNotHaveSprung();
      trap.springsBy("insert into public.orders (customer, total) values (1, 1)");
    }
  }

  /** A comparison that only the owner's operator or cast could answer is not made. */
  @ParameterizedTest
  @MethodSource(ALL)
  void aConditionIsNeverAnsweredByTheOwnersOperator(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      Things.mine(trap);
      trap.asOwner("insert into public.orders (customer, total, checked) values (1, 1, 'x')");
      String carol = shop.account("carol");
      for (String column : List.of("label", "checked", "span")) {
        Means means =
            new Means(shop.target())
                .rows(
                    "support",
                    "select",
                    new Condition.Compare(
                        new Operand.Row(column), Op.EQ, new Operand.Literal(new Value.Text("$$"))),
                    "public/orders")
                .member(carol, "support");
        Shop.Planned planned = shop.plan(means.access());
        if (planned.errors().isEmpty()) {
          shop.apply(means.access());
          shop.database()
              .run(
                  "set session authorization \"" + carol + "\"",
                  "select count(*) from public.orders");
        } else {
          assertThat(planned.errors()).containsOnly("rows-not-carried");
        }
      }
      trap.mustNotHaveSprung();
    }
  }

  /** Whoever may create where usher keeps its things was there first. */
  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsSetUpInUshersSchemaBeforeUsherComesIsNotTouched(Postgres server) {
    List<String> squatters =
        List.of(
            "create table usher.attributes (account name, attribute text, flag boolean, whole"
                + " bigint, number float8, word text, flags boolean[], wholes bigint[], numbers"
                + " float8[], words text[]); create trigger trap before insert or delete on"
                + " usher.attributes for each row execute function evil.trigger()",
            "create view usher.attributes as select evil.spring() as account, 'x' as attribute",
            "create view usher.ledger as select evil.spring() as head");
    for (String squatter : squatters) {
      try (Shop shop = new Shop(server)) {
        Trap trap = new Trap(shop);
        Things.make(trap);
        shop.database()
            .run(
                "create schema usher",
                "grant all on schema usher to public",
                "grant all on schema usher to " + shop.owner);
        trap.asOwner(squatter, "grant all on all tables in schema usher to public");
        String carol = shop.account("carol");
        assertThatThrownBy(() -> shop.apply(Everything.meant(shop, carol)))
            .as(squatter)
            .isInstanceOf(TargetFailure.class)
            .hasMessageContaining("belongs to " + shop.owner);
        try (Session<PostgresFact> session = shop.open()) {
          assertThatThrownBy(() -> session.mark(Set.of(shop.target()), "head"))
              .isInstanceOf(TargetFailure.class);
          Everything.probe(session, shop.owner);
        }
        trap.mustNotHaveSprung();
      }
    }
  }

  /** Types and functions there are nothing that usher calls by a bare name. */
  @ParameterizedTest
  @MethodSource(ALL)
  void typesAndFunctionsInUshersSchemaAreNotUsed(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      shop.database()
          .run(
              "create schema usher authorization " + shop.usher,
              "grant all on schema usher to " + shop.owner);
      trap.asOwner(
          "create domain usher.name as pg_catalog.name check (evil.spring())",
          "create domain usher.text as pg_catalog.text check (evil.spring())",
          "create function usher.now() returns timestamptz language plpgsql"
              + " as $$ begin perform evil.spring(); return null; end $$");
      Everything.happens(shop, shop.account("carol"));
      trap.mustNotHaveSprung();
    }
  }

  /** A superuser made it, and its function is somebody's who may write another into it. */
  @ParameterizedTest
  @MethodSource(ALL)
  void anEventTriggerThatWouldRunAnothersCodeStopsThePlan(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      trap.asOwner(
          "create function evil.event() returns event_trigger language plpgsql"
              + " as $$ begin perform evil.spring(); end $$");
      shop.database()
          .run("create event trigger hook on ddl_command_start execute function evil.event()");
      String carol = shop.account("carol");
      Shop.Planned planned = shop.plan(Everything.meant(shop, carol));
      assertThat(planned.errors()).containsExactly("event-trigger");
      trap.springsBy("create table public.sprung ()");
      for (String mended :
          List.of(
              "alter event trigger hook disable", "alter function evil.event() security definer")) {
        shop.database().run("alter event trigger hook enable", mended);
        assertThat(shop.plan(Everything.meant(shop, carol)).errors()).as(mended).isEmpty();
      }
      shop.database().run("alter event trigger hook disable");
      Everything.happens(shop, carol);
      trap.mustNotHaveSprung();
    }
  }

  /**
   * It was not there when it was planned, or somebody's plan is made whatever else is refused: who
   * is to go is shut out, for that fires none.
   */
  @ParameterizedTest
  @MethodSource(ALL)
  void underAnEventTriggerOfAnothersOnlyWhatFiresNoneIsDone(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      shop.apply(Everything.meant(shop, shop.account("carol")));
      Plan plan = shop.plan(Everything.meant(shop, shop.account("dora"))).plan();
      List<Outcome> outcomes = new ArrayList<>();
      try (Session<PostgresFact> session = shop.open()) {
        assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
        trap.asOwner(
            "create function evil.event() returns event_trigger language plpgsql"
                + " as $$ begin perform evil.spring(); end $$");
        for (String when : List.of("ddl_command_start", "ddl_command_end", "sql_drop"))
          shop.database()
              .run(
                  "create event trigger "
                      + when
                      + " on "
                      + when
                      + " execute function evil.event()");
        plan.stages().forEach(stage -> session.run(stage, outcomes::add));
      }
      trap.mustNotHaveSprung();
      assertThat(outcomes).hasAtLeastOneElementOfType(Outcome.Done.class);
      assertThat(outcomes)
          .filteredOn(Outcome.NotDone.class::isInstance)
          .isNotEmpty()
          .anyMatch(
              outcome -> outcome.toString().contains("the event trigger ddl_command_end calls"));
    }
  }
}
