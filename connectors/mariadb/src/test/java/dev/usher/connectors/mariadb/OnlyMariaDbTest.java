package dev.usher.connectors.mariadb;

import static dev.usher.connectors.mariadb.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.testkit.MariaDb;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What MariaDB alone has. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
class OnlyMariaDbTest {
  @Parameter MariaDb server;

  @Test
  void the_hash_of_a_password_is_what_the_server_makes_of_it() {
    String odd = "größe 日本 \" ' \\ 🙂";
    assertThat(server.rows("select password(" + text(odd) + ")").getFirst().getFirst())
        .isEqualTo(NativePassword.hash(odd.toCharArray()));
  }

  @Test
  void a_grant_to_public_is_left_alone_and_told() {
    // PUBLIC is a row for good once it has been given anything: not on a server that others share.
    Assumptions.assumeTrue(
        MariaDb.newest().equals(Optional.of(server)), "only on a server of the tests' own");
    try (Shop shop = Shop.of(server)) {
      String alice = shop.name("alice");
      Access access = shop.access(shop.first(), "insert", "*", alice);
      shop.apply(access);
      server.run("grant select on " + shop.table("orders") + " to public");
      try (Session<MariaDbFact> session = shop.open(Duration.ofSeconds(20))) {
        var orders =
            dev.usher.core.model.Resource.of(
                shop.first(), dev.usher.core.model.Segment.plain("orders"));
        assertThat(session.paths(alice, "select", orders)).containsExactly("PUBLIC");
        assertThat(session.paths(alice, "insert", orders))
            .containsExactly("member of " + shop.ground.names().group(shop.first(), "reader"));
        assertThat(shop.left(access)).isEmpty();
        assertThat(session.inspect().facts().keySet())
            .anySatisfy(fact -> assertThat(fact.holder()).isEqualTo("PUBLIC"));
      } finally {
        server.run("revoke select on " + shop.table("orders") + " from public");
      }
    }
  }
}
