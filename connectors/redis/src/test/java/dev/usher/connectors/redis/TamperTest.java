package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.testkit.RedisServer.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever others write into accounts of usher's is found, told, and taken. */
@ParameterizedClass
@MethodSource("dev.usher.testkit.RedisServer$Version#available")
class TamperTest {
  private static final List<Access> MEANT =
      Cache.meant()
          .can("ann", "get", "orders")
          .can("ann", "get", "sessions")
          .can("ann", "publish", "channel:news")
          .access();

  @Parameter Version version;

  private List<List<String>> rules() {
    List<List<String>> all =
        new ArrayList<>(
            List.of(
                List.of("allkeys"),
                List.of("allchannels"),
                List.of("+@all"),
                List.of("+set"),
                List.of("+config"),
                List.of("+config|set"),
                List.of("-ping"),
                List.of("~elsewhere:*"),
                List.of("resetkeys", "~orders:*", "~session:*"),
                List.of("&other"),
                List.of("+subscribe"),
                List.of("off"),
                List.of("skip-sanitize-payload"),
                List.of("#" + RedisMark.For.target(Cache.HERE, true).hash()),
                List.of("#" + RedisMark.For.target(new Target("no", "more"), false).hash())));
    if (version != Version.OLDEST) {
      all.add(List.of("(~* +get)"));
      all.add(List.of("(+flushall)"));
      all.add(List.of("%W~orders:*", "+set"));
      all.add(List.of("(%R~orders:* +set)"));
    }
    return all;
  }

  /** Each gives something that is in no sum over things: to say it is the same would be wrong. */
  @Test
  void what_opens_a_part_of_a_thing_is_found_told_and_mended() {
    List<List<String>> hidden =
        List.of(
            // SET on one of the two patterns of sessions.
            List.of("resetkeys", "clearselectors", "%R~session:*", "~sess:*", "~orders:*", "+set"),
            // SET without GET needs no more than that.
            List.of(
                "resetkeys",
                "clearselectors",
                "%W~orders:*",
                "~session:*",
                "~sess:*",
                "+set",
                "+del",
                "-get"));
    List<List<Access>> meant =
        List.of(
            Cache.meant().can("ann", "get", "sessions").can("ann", "get set", "orders").access(),
            Cache.meant().can("ann", "del", "orders").can("ann", "del set", "sessions").access());
    if (version == Version.OLDEST) return; // it has no keys that are half open
    for (int i = 0; i < hidden.size(); i++) {
      try (Cache cache = new Cache(version)) {
        cache.apply(meant.get(i));
        assertThat(powers(cache)).isEmpty();
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "ann"));
        words.addAll(hidden.get(i));
        cache.server().run(words.toArray(String[]::new));
        assertThat(powers(cache)).as("%s", hidden.get(i)).isNotEmpty();
        assertThat(cache.apply(meant.get(i)).statements()).as("%s", hidden.get(i)).isNotEmpty();
        assertThat(powers(cache)).isEmpty();
      }
    }
  }

  @Test
  void a_second_password_is_told_and_taken_with_the_first() {
    try (Cache cache = new Cache(version)) {
      cache.apply(MEANT);
      cache.password("ann", Optional.empty());
      assertThat(cache.applying().plan(MEANT).statements()).isEmpty();
      cache.server().run("ACL", "SETUSER", "ann", ">another");
      assertThat(powers(cache)).containsExactly(RedisInspect.TWO_PASSWORDS);
      assertThat(cache.apply(MEANT).statements()).isNotEmpty();
      for (String password : List.of("another", Cache.SECRET)) {
        assertThat(cache.rules("ann"))
            .doesNotContain(HexFormat.of().formatHex(RedisMark.sha256(password)));
      }
    }
  }

  @Test
  void each_is_found_and_mended() {
    try (Cache cache = new Cache(version)) {
      cache.apply(MEANT);
      String before = cache.rules("ann");
      for (List<String> rule : rules()) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "ann"));
        words.addAll(rule);
        cache.server().run(words.toArray(String[]::new));
        assertThat(cache.apply(MEANT).statements()).as("%s", rule).isNotEmpty();
        assertThat(cache.rules("ann").split(" "))
            .as("%s", rule)
            .containsExactlyInAnyOrder(before.split(" "));
      }
    }
  }

  @Test
  void what_it_gives_beyond_any_policy_is_told_as_powers() {
    try (Cache cache = new Cache(version)) {
      cache.apply(MEANT);
      assertThat(powers(cache)).isEmpty();
      cache.server().run("ACL", "SETUSER", "ann", "~elsewhere:*", "&other", "+config|set");
      assertThat(powers(cache)).contains("keys elsewhere:*", "channels other", "config|set");
    }
  }

  private static Set<String> powers(Cache cache) {
    try (Session<RedisFact> session = cache.applying().open()) {
      return session
          .probe(new Probe(Set.of("ann"), Optional.empty(), true))
          .findFirst()
          .orElseThrow()
          .powers();
    }
  }

  @Test
  void one_who_lost_its_mark_is_a_stranger_and_is_told_what_to_do() {
    try (Cache cache = new Cache(version)) {
      cache.apply(MEANT);
      cache.server().run("ACL", "SETUSER", "ann", "nopass");
      assertThat(cache.applying().plan(MEANT).diagnostics())
          .filteredOn(one -> one.code().equals("account-exists"))
          .singleElement()
          .satisfies(one -> assertThat(one.hint().orElse("")).contains("ACL DELUSER ann"));
    }
  }

  @Test
  void usher_s_own_account_for_the_ledger_stays_closed_and_powerless() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      cache.apply(MEANT);
      try (Session<RedisFact> session = cache.applying().open()) {
        session.mark(Set.of(Cache.HERE), "7:abc");
      }
      cache.server().run("ACL", "SETUSER", RedisNames.LEDGER, "on", "+@all", "~*");
      assertThat(cache.apply(MEANT).statements()).isNotEmpty();
      assertThat(cache.rules(RedisNames.LEDGER))
          .contains(" off ")
          .contains("-@all")
          .doesNotContain("+");
    }
  }

  @Test
  void an_account_of_a_target_that_is_no_more_leaves() {
    try (Cache cache = new Cache(version)) {
      Target old = new Target("old", "cache");
      cache.applying(old).apply(new Meant(old).can("ann", "get", "orders").access());
      assertThat(cache.rules("ann")).isNotEmpty();
      cache.apply(Cache.meant().access());
      assertThat(cache.rules("ann")).isEmpty();
    }
  }

  @Test
  void a_key_space_that_is_named_otherwise_is_given_anew() {
    try (Cache cache = new Cache(version)) {
      List<Access> meant = Cache.meant().can("ann", "get", "orders").access();
      cache.apply(meant);
      cache.naming(Map.of("orders", List.of("o:*"))).apply(meant);
      assertThat(cache.rules("ann")).contains("~o:* ").doesNotContain("orders:*");
    }
  }

  @Test
  void a_password_that_has_ended_is_taken_and_nothing_tells_its_hash() {
    try (Cache cache = new Cache(version)) {
      cache.apply(MEANT);
      Instant end = Instant.now();
      cache.password("ann", Optional.of(end));
      cache.server().connect("ann", Cache.SECRET).close();
      List<Access> later =
          Cache.meant()
              .can("ann", "get", "orders")
              .can("ann", "get", "sessions")
              .can("ann", "publish", "channel:news")
              .accessAt(end.plusSeconds(1));
      List<String> statements = cache.apply(later).statements();
      assertThat(statements).isNotEmpty();
      String hash = HexFormat.of().formatHex(RedisMark.sha256(Cache.SECRET));
      assertThat(statements).noneMatch(line -> line.contains(hash));
      assertThat(cache.rules("ann")).doesNotContain(hash).contains(" on ");
    }
  }
}
