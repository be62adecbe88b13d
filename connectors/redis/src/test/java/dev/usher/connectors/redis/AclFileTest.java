package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.RedisServer.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied is there after the server's next start, or usher says that it will not be. */
@ParameterizedClass
@MethodSource("dev.usher.testkit.RedisServer$Version#available")
class AclFileTest {
  private static final List<Access> MEANT =
      Cache.meant().can("o'hara\"x", "read write", "orders").access();

  @Parameter Version version;

  @Test
  void accounts_and_the_head_survive_a_restart() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      cache.apply(MEANT);
      try (Session<RedisFact> session = cache.applying().open()) {
        session.mark(Set.of(Cache.HERE), "7:abc");
      }
      cache.server().restart();
      try (Session<RedisFact> session = cache.applying().open()) {
        assertThat(session.inspect().heads()).isEqualTo(Map.of(Cache.HERE, "7:abc"));
      }
      assertThat(cache.applying().plan(MEANT).statements()).isEmpty();
      cache.password("o'hara\"x", Optional.empty());
      cache.server().restart();
      cache.server().connect("o'hara\"x", Cache.SECRET).close();
    }
  }

  @Test
  void what_a_crash_kept_from_the_file_is_saved_by_the_next_apply() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      Plan plan = cache.applying().plan(MEANT).plan();
      try (Session<RedisFact> session = cache.applying().open()) {
        session.lock(plan.fingerprint());
        for (Plan.Stage stage : plan.stages().subList(0, plan.stages().size() - 1)) {
          session.run(stage, one -> assertThat(one).isInstanceOf(Outcome.Done.class));
        }
      }
      assertThat(cache.rules("o'hara\"x")).isNotEmpty();
      List<String> rest = cache.apply(MEANT).statements();
      assertThat(rest).hasSize(2).first().isEqualTo("ACL SAVE");
      cache.server().restart();
      assertThat(cache.rules("o'hara\"x")).isNotEmpty();
    }
  }

  @Test
  void without_a_file_every_change_is_warned_of() {
    try (Cache cache = new Cache(version)) {
      Applying.Planned planned = cache.apply(MEANT);
      assertThat(planned.statements()).doesNotContain("ACL SAVE");
      assertThat(planned.diagnostics())
          .filteredOn(one -> one.code().equals("not-kept"))
          .singleElement()
          .satisfies(one -> assertThat(one.hint()).hasValueSatisfying(AclFileTest::namesTheFile));
      assertThat(cache.applying().plan(MEANT).diagnostics())
          .extracting(Diagnostic::code)
          .doesNotContain("not-kept");
    }
  }

  private static void namesTheFile(String hint) {
    assertThat(hint).contains("aclfile");
  }

  @Test
  void the_open_door_is_warned_of() {
    try (Cache cache = new Cache(version, "aclfile users.acl")) {
      assertThat(cache.applying().plan(MEANT).diagnostics())
          .extracting(Diagnostic::code)
          .contains("default-open");
      cache.server().run("ACL", "SETUSER", "default", "resetpass");
      assertThat(cache.applying().plan(MEANT).diagnostics())
          .extracting(Diagnostic::code)
          .doesNotContain("default-open");
    }
  }
}
