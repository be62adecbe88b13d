package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Value;
import dev.usher.testkit.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One database of a server that lets nobody in holds up nobody in the others. */
@Timeout(300)
class ShutTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
        - { to: "team:support", role: support, in: [prod, dev] }
      """;

  private static final Map<String, Value> CUSTOMERS =
      Map.of("customers", new Value.Many(List.of(new Value.Int(7))));

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() throws Exception {
    here = new Followed(folder);
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Writers");
    until("both are in", () -> can("prod", "ada", "SELECT") && here.open.all().isEmpty());
    until("all is true", () -> isAt("one"));
  }

  @AfterEach
  void stop() {
    here.close();
  }

  /** By a look at them alone. That of dev is the first, by which all of them are looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void whoJoinsMovesAndLeavesIsServedInTheOthers(String away) throws Exception {
    lets(away, false);
    here.say("zoe", "Readers");
    until("zoe is in", () -> can(other(away), "zoe", "SELECT"));
    until("the other is told", () -> isTold(away));
    here.say("zoe", "Writers");
    until("zoe has moved", () -> can(other(away), "zoe", "INSERT"));
    here.say("ada");
    until("ada is gone", () -> !here.is(at(other(away)), "ada_" + other(away)));
    assertThat(here.is(at(other(away)), "zoe_" + away)).isFalse();
    assertThat(isIn("bo", away)).as("what others have there").isTrue();
    lets(away, true);
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(can(away, "zoe", "INSERT")).isTrue();
    assertThat(here.is(at(away), "ada_" + away)).isFalse();
  }

  /** By a look at all: their role is not there yet. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void theFirstOfARoleIsServedInTheOthersToo(String away) throws Exception {
    lets(away, false);
    here.know("sam", CUSTOMERS, "Support");
    until("sam is in", () -> can(other(away), "sam", "SELECT"));
    until("the other is told", () -> isTold(away));
    assertThat(isIn("bo", away)).as("what others have there").isTrue();
    lets(away, true);
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(can(away, "sam", "SELECT")).isTrue();
  }

  private boolean isTold(String away) {
    return here.open.all().stream()
        .anyMatch(
            one ->
                one.attempts() > 0
                    && one.failure().orElse("").contains(away + "/shop-db cannot be reached"));
  }

  private static String other(String environment) {
    return environment.equals("dev") ? "prod" : "dev";
  }

  private Database at(String environment) {
    return environment.equals("dev") ? here.dev : here.prod;
  }

  /** Whether anybody may connect to that database. */
  private void lets(String environment, boolean in) {
    String name = at(environment).name();
    at(other(environment))
        .run(
            "alter database " + name + " allow_connections " + in,
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                + name
                + "'");
  }

  private boolean can(String environment, String name, String action) {
    return here.can(at(environment), name + "_" + environment, action);
  }

  /** Whether somebody is in a role there, and may log in, as the cluster says. */
  private boolean isIn(String name, String environment) {
    return !at(other(environment))
        .rows(
            "select 1 from pg_auth_members m join pg_roles r on r.oid = m.member and r.rolcanlogin"
                + " join pg_roles g on g.oid = m.roleid and g.rolname like 'usher_"
                + environment
                + "_%' where r.rolname = '"
                + name
                + "_"
                + environment
                + "'")
        .isEmpty();
  }

  private boolean isAt(String policy) {
    return here.realms.all().stream().anyMatch(one -> one.revision().equals(Optional.of(policy)));
  }
}
