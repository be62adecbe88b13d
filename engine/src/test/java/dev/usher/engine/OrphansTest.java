package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.report.OrphanReport.Orphan;
import dev.usher.engine.report.OrphanReport.Owned;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that nobody answers for, in real databases of two clusters, old and new. */
class OrphansTest {
  @TempDir Path folder;
  private Shops shops;
  private Usher usher;
  private Database prod;
  private Database dev;

  @BeforeEach
  void open() {
    shops = new Shops(folder);
    usher = shops.usher();
    prod = shops.database(Shops.PROD);
    dev = shops.database(Shops.DEV);
    apply();
  }

  @AfterEach
  void close() {
    shops.close();
  }

  private void apply() {
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    assertThat(usher.apply(shops.policy, plan, Progress.silent()).isWhole()).isTrue();
  }

  private void offboard(String who, Optional<String> successor) {
    usher.offboardAtOnce(shops.policy, who, successor, _ -> {}, Progress.silent());
  }

  private List<Orphan> of(String account) {
    return usher.orphans(shops.policy).orphans().stream()
        .filter(one -> one.account().equals(account))
        .toList();
  }

  @Test
  void a_leaver_who_owns_something_is_shown_with_all_kinds_of_it_until_somebody_has_it() {
    String[] hers = {
      "create schema hers authorization alice",
      "set role alice",
      "create table hers.\"a table\" (id int)",
      "create view hers.v as select 1 as one",
      "create function hers.f(int) returns int language sql as 'select 1'",
      "create type hers.mood as enum ('good')",
      "reset role"
    };
    prod.run(hers);
    dev.run(hers);
    assertThat(of("alice")).as("she answers for it").isEmpty();

    offboard("alice", Optional.empty());
    List<Orphan> found = of("alice");
    assertThat(found).as("in each cluster").hasSize(2);
    Orphan one = found.getFirst();
    assertThat(one.ours()).isTrue();
    assertThat(one.opens()).isFalse();
    assertThat(one.subject()).contains("alice");
    assertThat(one.next()).contains("usher offboard alice --successor WHO");
    assertThat(one.owned()).isEqualTo(5);
    assertThat(found)
        .flatExtracting(Orphan::owns)
        .contains(
            owned("schema", "hers", "dev"),
            owned("table", "hers.\"a table\"", "dev"),
            owned("view", "hers.v", "prod"),
            owned("function", "hers.f(integer)", "prod"),
            owned("type", "hers.mood", "prod"))
        .hasSize(10);

    offboard("alice", Optional.of("bob"));
    assertThat(of("alice")).isEmpty();
    assertThat(dev.rows("select tableowner from pg_tables where schemaname = 'hers'"))
        .containsExactly(List.of("bob"));
  }

  private static Owned owned(String kind, String name, String environment) {
    return new Owned(kind, name, Optional.of(environment + "/shop-db"));
  }

  /** What belongs to the cluster, and what is in a database that the policy does not name. */
  @Test
  void much_is_counted_and_some_of_it_named_also_where_usher_does_not_look() {
    try (Database other = dev.server().database()) {
      dev.run("create schema hers authorization alice");
      for (int i = 0; i < 30; i++)
        dev.run(
            "create table hers.t" + i + " (id int)", "alter table hers.t" + i + " owner to alice");
      other.run("create schema hers authorization alice", "create table t (id int)");
      other.run(
          "alter table t owner to alice", "alter database " + other.name() + " owner to alice");
      offboard("alice", Optional.empty());
      Orphan alice = of("alice").getFirst();
      assertThat(alice.owned()).isEqualTo(34);
      assertThat(alice.owns())
          .hasSize(20)
          .contains(new Owned("database", other.name(), Optional.empty()))
          .contains(new Owned("things", "2 in database " + other.name(), Optional.empty()));
    }
  }

  @Test
  void who_can_log_in_is_one_by_what_they_own_too_and_a_role_that_nobody_made_is_none() {
    String stranger = dev.role("stranger_" + dev.tag(), "login");
    String keeper = dev.role("keeper_" + dev.tag(), "nologin");
    dev.run(
        "create schema of_stranger authorization " + stranger,
        "create schema of_keeper authorization " + keeper);
    assertThat(of(keeper)).isEmpty();
    Orphan one = of(stranger).getFirst();
    assertThat(one.ours()).isFalse();
    assertThat(one.opens()).isTrue();
    assertThat(one.subject()).isEmpty();
    assertThat(one.next()).isEmpty();
    assertThat(one.owns()).containsExactly(owned("schema", "of_stranger", "dev"));
  }

  @Test
  void who_is_suspended_comes_back_and_answers_for_theirs() {
    dev.run("create schema hers authorization alice");
    PlanReport plan = usher.suspend(shops.policy, "alice", Progress.silent());
    assertThat(usher.apply(shops.policy, plan, Progress.silent()).isWhole()).isTrue();
    assertThat(of("alice")).isEmpty();
  }
}
