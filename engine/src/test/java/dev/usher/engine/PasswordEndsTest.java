package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.RealmWork.Sweep;
import dev.usher.engine.follow.Realms.State;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.IssueReport;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.RedisServer.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;

/**
 * A system that ends no password by itself, looked at by a server that leaves what others moved: a
 * password whose time is over is taken.
 */
class PasswordEndsTest {
  @TempDir private Path folder;
  private Instant now = Brownfield.CLOCK.instant();

  @Test
  void a_password_is_taken_at_the_next_look_whatever_is_left_there() throws Exception {
    try (RedisBrownfield there = new RedisBrownfield(Version.NEWEST, folder)) {
      Files.createDirectories(there.policy);
      Files.writeString(
          there.policy.resolve("policy.yaml"),
          """
          environments: { prod: {} }
          systems:
            cache:
              type: redis
              in: { prod: { url: "%s", admin: "env:USHER_ADMIN" } }
              keys: { orders: "orders:*" }
          people: { alice: {} }
          roles: { clerk: { can: [ { do: get, on: cache/orders } ] } }
          grants: [ { to: alice, role: clerk, in: prod } ]
          """
              .formatted(there.url()));
      LocalUsher usher = usher(there);
      RealmWork work = usher.realmWork();
      String realm = usher.policyText().realms(there.policy).iterator().next();
      Revision revision = new Revision("r1", there.policy);
      done(work.whole(revision, State.unknown(realm), Sweep.EVERYTHING, () -> false));
      IssueReport issued =
          usher.issue(there.policy, "alice", new Target("prod", "cache"), Duration.ofHours(1));
      String secret = issued.secret().orElseThrow();
      there.server.run("ACL", "SETUSER", "alice", "+set");

      State was =
          new State(
              realm,
              Optional.of("r1"),
              Optional.of("r1"),
              now,
              now,
              0,
              Optional.empty(),
              List.of());
      Result before = done(work.whole(revision, was, Sweep.AS_SAID, () -> false));
      assertThat(before.left()).as("moved by another hand").isNotEmpty();
      assertThat(comesIn(there, secret)).isTrue();

      now = now.plus(Duration.ofHours(1));
      Result after = done(work.whole(revision, was, Sweep.AS_SAID, () -> false));
      assertThat(comesIn(there, secret)).isFalse();
      assertThat(after.left()).noneMatch(one -> one.contains("password"));
      assertThat(FileLedger.beside(there.policy).read().entries())
          .filteredOn(entry -> entry.what() == What.DRIFT)
          .extracting(Entry::text)
          .anyMatch(text -> text.contains("a password's time is over"));
    }
  }

  private LocalUsher usher(RedisBrownfield there) {
    return new LocalUsher(
        new PolicyReader(() -> now),
        _ -> Optional.of(there.admin()),
        List.of(there.connector()),
        FileLedger::beside,
        () -> now,
        "server",
        new SecureRandom(),
        Duration.ofSeconds(10));
  }

  private static Result done(Result result) {
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private static boolean comesIn(RedisBrownfield there, String secret) {
    try (Connection _ = there.server.connect("alice", secret)) {
      return true;
    } catch (JedisAccessControlException refused) {
      return false;
    }
  }
}
