package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.access.Access;
import dev.usher.testkit.RedisServer.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server cannot carry is refused with what to do instead. */
@ParameterizedClass
@MethodSource("dev.usher.testkit.RedisServer$Version#available")
class RefusedTest {
  @Parameter Version version;

  private static List<String> errors(Cache cache, List<Access> meant) {
    Applying.Planned planned = cache.applying().plan(meant);
    assertThat(planned.diagnostics())
        .allSatisfy(one -> assertThat(one.hint()).isPresent())
        .allSatisfy(one -> assertThat(one.at()).isPresent());
    return planned.errors();
  }

  @Test
  void different_actions_on_different_things_before_7() {
    try (Cache cache = new Cache(version)) {
      List<Access> meant =
          Cache.meant().can("ann", "get", "orders").can("ann", "set", "sessions").access();
      if (version == Version.OLDEST)
        assertThat(errors(cache, meant)).containsExactly("needs-selectors");
      else assertThat(cache.apply(meant).errors()).isEmpty();
    }
  }

  @Test
  void a_command_that_the_server_does_not_have_when_it_is_named() {
    try (Cache cache = new Cache(version)) {
      List<Access> byName = Cache.meant().can("ann", "get lcs", "orders").access();
      List<Access> byBundle = Cache.meant().can("ann", "read", "orders").access();
      if (version == Version.OLDEST) {
        assertThat(errors(cache, byName)).containsExactly("unknown-command");
      } else {
        assertThat(errors(cache, byName)).isEmpty();
      }
      assertThat(cache.apply(byBundle).errors()).isEmpty();
    }
  }

  @Test
  void sort_where_it_reads_any_key() {
    try (Cache cache = new Cache(version)) {
      List<Access> meant = Cache.meant().can("ann", "sort", "orders").access();
      if (version == Version.OLDEST)
        assertThat(errors(cache, meant)).containsExactly("unknown-command");
      else assertThat(errors(cache, meant)).isEmpty();
    }
  }

  @Test
  void patterns_that_overlap() {
    try (Cache cache = new Cache(version)) {
      cache.naming(Map.of("orders", List.of("orders:*"), "big", List.of("or*"), "b", List.of("b")));
      assertThat(errors(cache, Cache.meant().access())).containsExactly("overlapping-patterns");
    }
  }

  @Test
  void patterns_that_redis_would_misread() {
    try (Cache cache = new Cache(version)) {
      cache.naming(Map.of("orders", List.of("o'clock")));
      assertThat(errors(cache, Cache.meant().access())).containsExactly("bad-pattern");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s*", "[a-z]*", "??????S", "NoAck"})
  void patterns_by_which_xreadgroup_reads_any_stream(String pattern) {
    try (Cache cache = new Cache(version)) {
      cache.naming(Map.of("orders", List.of(pattern)));
      assertThat(errors(cache, Cache.meant().access())).containsExactly("bad-pattern");
      cache.naming(Map.of("orders", List.of("*")));
      assertThat(errors(cache, Cache.meant().access())).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "usher.ledger", "usher", "a b", "(a", ""})
  void accounts_that_cannot_be(String name) {
    try (Cache cache = new Cache(version)) {
      List<Access> meant = Cache.meant().can(name, "get", "orders").access();
      assertThat(errors(cache, meant)).hasSize(1).first().isIn("account-name", "lock-out");
    }
  }

  @Test
  void urls_that_are_none() {
    for (String url :
        List.of(
            "redis://u:p@h:1", "rediss://h", "redis://h:99999", "redis://h/1", "redis://h?a=b")) {
      assertThatThrownBy(() -> RedisUrl.parse(url))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(RedisUrl.parse("redis://LOCALHOST").realmKey()).isEqualTo("localhost:6379");
    assertThat(RedisUrl.parse("redis://[::1]:7").realmKey()).isEqualTo("localhost:7");
    assertThat(RedisUrl.parse("redis://Cache.Prod:7?tls=true").realmKey())
        .isEqualTo("cache.prod:7");
  }
}
