package dev.usher.connectors.redis;

import static dev.usher.connectors.redis.Cache.meant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.core.access.Access;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** Who leaves waits for no writer, and nobody is left of them whatever the writer does. */
@ParameterizedClass
@MethodSource("dev.usher.testkit.RedisServer$Version#available")
class BesideTest {
  private static final List<Access> BOTH =
      meant().can("ann", "get", "orders").can("bob", "get", "orders").access();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameter Version version;

  @Test
  void whoever_leaves_waits_for_no_writer() {
    try (Cache cache = new Cache(version)) {
      cache.apply(BOTH);
      try (Session<RedisFact> writer = cache.applying().open();
          Session<RedisFact> beside = cache.applying().open();
          Connection ann = cache.enter("ann")) {
        assertThat(writer.lock("")).isNotInstanceOf(Lock.Busy.class);
        Plan plan = cache.applying().plan(meant().can("bob", "get", "orders").access()).plan();
        assertThat(beside.beside()).isTrue();
        assertThat(run(beside, plan)).isNotEmpty().allMatch(Outcome.Done.class::isInstance);
        assertThatThrownBy(() -> RedisWords.say(ann, "GET", "orders:1"))
            .isInstanceOf(JedisException.class);
        assertThat(cache.rules("ann")).isEmpty();
        assertThat(cache.rules("bob")).isNotEmpty();
      }
    }
  }

  /** Somebody may have come back meanwhile, and nobody would find out what became of them. */
  @Test
  void who_sleeps_beside_changes_nothing() throws Exception {
    try (Cache cache = new Cache(version)) {
      cache.apply(BOTH);
      try (Session<RedisFact> asleep = cache.applying().open()) {
        Plan plan = cache.applying().plan(meant().can("bob", "get", "orders").access()).plan();
        assertThat(asleep.beside()).isTrue();
        assertThat(connections(cache)).isEqualTo(2);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (connections(cache) > 1 && System.nanoTime() < end) Thread.sleep(50);
        List<Outcome> outcomes = new ArrayList<>();
        asleep.run(plan.stages().getFirst(), outcomes::add);
        assertThat(outcomes).isNotEmpty().allMatch(Outcome.Unknown.class::isInstance);
      }
      assertThat(cache.rules("ann")).contains(" on ");
    }
  }

  @Test
  void whose_account_may_not_wait_there_is_done_after_all_others() {
    try (Cache cache = new Cache(version)) {
      cache.server().run("ACL", "SETUSER", "usher", "-wait");
      try (Session<RedisFact> session = cache.applying().open()) {
        assertThat(session.beside()).isFalse();
        assertThat(session.inspect().facts()).isNotEmpty();
      }
    }
  }

  /** Else the server would make the account anew, and it would be nobody's. */
  @Test
  void what_was_planned_for_an_account_that_is_gone_by_then_makes_none() {
    List<Access> more =
        meant().can("ann", "get set", "orders").can("bob", "get", "orders").access();
    try (Cache cache = new Cache(version)) {
      cache.apply(BOTH);
      Plan widens = cache.applying().plan(more).plan();
      cache.apply(more);
      Plan narrows = cache.applying().plan(BOTH).plan();
      Plan leaves = cache.applying().plan(meant().can("bob", "get", "orders").access()).plan();
      cache.apply(meant().can("bob", "get", "orders").access());
      for (Plan old : List.of(widens, narrows, leaves)) {
        try (Session<RedisFact> session = cache.applying().open()) {
          assertThat(run(session, old).getFirst()).isInstanceOf(Outcome.NotDone.class);
        }
        assertThat(cache.rules("ann")).as("%s", old).isEmpty();
      }
    }
  }

  /** It would say rules of its own look, and the writer may have taken some of them since. */
  @Test
  void no_rules_are_said_anew_beside() {
    try (Cache cache = new Cache(version)) {
      cache.apply(meant().can("ann", "get set", "orders").access());
      Plan plan = cache.applying().plan(meant().can("ann", "get", "orders").access()).plan();
      String before = cache.rules("ann");
      try (Session<RedisFact> beside = cache.applying().open()) {
        assertThat(beside.beside()).isTrue();
        assertThat(run(beside, plan)).isNotEmpty().allMatch(Outcome.NotDone.class::isInstance);
      }
      assertThat(cache.rules("ann")).isEqualTo(before);
    }
  }

  /** Each step of it, for what says that something is not saved is the writer's to take away. */
  @Test
  void what_was_taken_beside_stays_taken_after_a_restart() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      cache.apply(BOTH);
      List<Access> left = meant().can("bob", "get", "orders").access();
      beside(cache, cache.applying().plan(left).plan().stages().subList(0, 2));
      cache.server().restart();
      assertThat(cache.rules("ann")).contains(" off ");
      List<Plan.Stage> rest = cache.applying().plan(left).plan().stages();
      beside(cache, rest.subList(0, rest.size() - 1));
      cache.server().restart();
      assertThat(cache.rules("ann")).isEmpty();
      assertThat(cache.rules("bob")).isNotEmpty();
    }
  }

  @Test
  void that_a_writer_has_not_saved_yet_goes_on_to_be_said() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      cache.apply(BOTH);
      Plan joins = cache.applying().plan(meant().can("cy", "get", "orders").access()).plan();
      try (Session<RedisFact> writer = cache.applying().open();
          Session<RedisFact> beside = cache.applying().open()) {
        assertThat(writer.lock(joins.fingerprint())).isInstanceOf(Lock.Held.class);
        writer.run(joins.stages().getFirst(), _ -> {});
        Plan plan = cache.applying().plan(meant().can("bob", "get", "orders").access()).plan();
        assertThat(beside.beside()).isTrue();
        assertThat(run(beside, plan).getLast()).isInstanceOf(Outcome.NotDone.class);
        assertThat(cache.rules("ann")).isEmpty();
        assertThat(cache.rules(RedisNames.LEDGER)).contains(unsaved());
      }
      // The writer is gone.
      Plan plan = cache.applying().plan(meant().access()).plan();
      try (Session<RedisFact> beside = cache.applying().open()) {
        assertThat(beside.beside()).isTrue();
        assertThat(run(beside, plan)).isNotEmpty().allMatch(Outcome.Done.class::isInstance);
      }
      assertThat(cache.rules(RedisNames.LEDGER)).doesNotContain(unsaved());
    }
  }

  private static void beside(Cache cache, List<Plan.Stage> stages) {
    try (Session<RedisFact> session = cache.applying().open()) {
      assertThat(session.beside()).isTrue();
      for (Plan.Stage stage : stages)
        session.run(stage, one -> assertThat(one).isInstanceOf(Outcome.Done.class));
    }
  }

  /** Connections of usher's. */
  private static long connections(Cache cache) {
    String all = String.valueOf(cache.server().run("CLIENT", "LIST"));
    return all.lines().filter(line -> line.contains(" user=usher ")).count();
  }

  private static String unsaved() {
    return new RedisMark.Unsaved().hash();
  }

  private static List<Outcome> run(Session<RedisFact> session, Plan plan) {
    List<Outcome> outcomes = new ArrayList<>();
    plan.stages().forEach(stage -> session.run(stage, outcomes::add));
    return outcomes;
  }
}
