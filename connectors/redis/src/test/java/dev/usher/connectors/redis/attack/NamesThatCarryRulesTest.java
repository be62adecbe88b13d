package dev.usher.connectors.redis.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.redis.Cache;
import dev.usher.connectors.redis.Meant;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/** Names that are rules, commands or the protocol itself, to whoever reads them so. */
class NamesThatCarryRulesTest {
  private static final List<String> ATTACKS =
      List.of(
          "on",
          "nopass",
          "+@all",
          "~*",
          "%RW~*",
          "&*",
          ">evil",
          "#" + "0".repeat(64),
          "reset",
          "\"a\"b\"",
          "'a'",
          "a\\x20b\\",
          "user",
          "*3",
          "$-1",
          "x\u2028y\u00e9\uD83D\uDE00",
          "x on nopass ~* +@all",
          "x\r\nACL SETUSER evil on nopass ~* +@all",
          "x\nuser evil on nopass ~* &* +@all",
          "x\u0000y",
          "(+@all)",
          "x)",
          "x\u00a0on");

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void noAccountsNameIsARule(Version version) {
    try (Cache cache = new Cache(version, "aclfile users.acl", "acl-pubsub-default allchannels")) {
      Meant meant = Cache.meant();
      List<String> accounts = new ArrayList<>();
      for (String attack : ATTACKS) {
        List<String> errors =
            cache.applying().plan(Cache.meant().can(attack, "get", "orders").access()).errors();
        if (errors.isEmpty()) {
          accounts.add(attack);
          meant.can(attack, "get", "orders");
        } else {
          assertThat(errors).as(attack).containsExactly("account-name");
        }
      }
      assertThat(accounts).hasSize(16);
      List<?> before = (List<?>) cache.server().run("ACL", "USERS");
      cache.apply(meant.access());
      for (boolean restarted : List.of(false, true)) {
        if (restarted) cache.server().restart();
        List<String> there = new ArrayList<>();
        ((List<?>) cache.server().run("ACL", "USERS")).forEach(name -> there.add("" + name));
        before.forEach(name -> there.remove("" + name));
        there.remove("usher.ledger");
        assertThat(there).containsExactlyInAnyOrderElementsOf(accounts);
        for (String account : accounts) onlyReads(cache, account);
      }
      cache.apply(Cache.meant().access());
      assertThat((List<?>) cache.server().run("ACL", "USERS")).hasSize(before.size() + 1);
    }
  }

  private static void onlyReads(Cache cache, String account) {
    try (Connection connection = cache.enter(account)) {
      RedisWords.say(connection, "GET", "orders:1");
      for (String[] words :
          new String[][] {
            {"GET", "x"}, {"SET", "orders:1", "x"}, {"ACL", "LIST"}, {"SUBSCRIBE", "x"}
          }) {
        assertThatThrownBy(() -> RedisWords.say(connection, words))
            .as(account)
            .isInstanceOf(JedisDataException.class)
            .hasMessageStartingWith("NOPERM");
      }
    }
  }

  /** What is kept of a ledger is written into rules too. */
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void noLedgersHeadIsARule(Version version) {
    try (Cache cache = new Cache(version);
        Session<?> session = cache.applying().open()) {
      for (String head : List.of("x ~* +@all on", "x\r\n+@all", "x\" +@all \"", "on nopass")) {
        session.mark(Set.of(Cache.HERE), head);
        assertThat(session.inspect().heads()).isEqualTo(Map.of(Cache.HERE, head));
        assertThat(cache.rules("usher.ledger")).contains(" off ").endsWith("-@all");
      }
    }
  }
}
