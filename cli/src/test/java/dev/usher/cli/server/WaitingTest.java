package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Wiring;
import dev.usher.cli.command.Commands;
import dev.usher.cli.terminal.Terminal;
import dev.usher.testkit.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a yes at a whole server, and the yes, by the command line. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class WaitingTest {
  @TempDir static Path folder;
  private ServedShop here;
  private Map<String, String> environment = Map.of();

  @BeforeAll
  void start() {
    here = new ServedShop(folder, WaitingTest::keys, Map.of());
    environment =
        Map.of(
            "USHER_TOKEN", here.token(ServedShop.FIRST, "ann", "admin"),
            "USHER_SERVER", here.server.address().toString());
  }

  @AfterAll
  void stop() {
    here.close();
  }

  private static Map<Key, String> keys(Database shop) {
    try {
      Path policy = folder.resolve("access/policy.yaml");
      Files.writeString(
          policy,
          Files.readString(policy)
                  .replace("{ prod: {} }", "{ prod: { apply: on-approval } }")
                  .replace("teams: { ", "teams: { chiefs: { group: \"okta:Chiefs\" }, ")
              + "usher: { auditors: [team:chiefs] }\n");
      return Map.of(Key.DATA, folder.resolve("store").toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private record Said(int code, String out, String err) {}

  private Said say(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            "",
            environment);
    int code =
        Commands.of(Wiring.usher(environment), terminal, () -> 0, Map.of(), words[0])
            .execute(words);
    return new Said(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Test
  void a_change_waits_and_a_yes_is_to_what_is_shown() throws Exception {
    assertThat(say("approvals").code()).isZero();
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    here.join(nurses, here.made("/Users", "{'userName':'nina','active':true}"));
    until("it waits", () -> say("approvals").out().contains("_nina"));
    Said list = say("approvals");
    assertThat(list.out()).contains("prod  ").containsIgnoringCase("create role");
    String id = list.out().split("\\s", 2)[0];
    assertThat(new JsonMapper().readTree(say("approvals", "--json").out()).findValuesAsText("id"))
        .contains(id);
    assertThat(say("approvals", id).err()).contains("usher approvals " + id + " yes");
    assertThat(say("approvals", id, "perhaps").err()).contains("verdict is yes or no");
    assertThat(say("approvals", "../tokens", "yes").code()).isEqualTo(1);
    assertThat(here.reads("nina")).isFalse();
    assertThat(say("approvals", id, "yes").err()).isEqualTo("said yes to " + id + "\n");
    until("nina is in", () -> here.reads("nina"));
    until("nothing waits", () -> say("approvals").out().equals("Nothing waits for a yes.\n"));
  }

  @Test
  void who_joins_what_is_no_small_thing_is_admitted() {
    assertThat(say("joining", "okta").out()).isEqualTo("Nobody waits to come in.\n");
    String eve = here.made("/Users", "{'userName':'eve','active':true}");
    here.made("/Groups", "{'displayName':'Chiefs','members':[{'value':'" + eve + "'}]}");
    assertThat(say("joining", "okta").out()).matches("eve  into Chiefs  since \\S+\n");
    assertThat(say("joining", "okta", "--admit", "eve").err()).contains("--into");
    assertThat(say("joining", "okta", "--admit", "zoe", "--into", "Chiefs").err())
        .contains("Nobody of that name waits there");
    Said admitted = say("joining", "okta", "--admit", "eve", "--into", "Chiefs");
    assertThat(admitted.err()).isEqualTo("admitted eve into Chiefs\n");
    assertThat(say("joining", "okta").out()).isEqualTo("Nobody waits to come in.\n");
  }

  @Test
  void whom_the_brake_holds_is_released() {
    assertThat(say("held", "okta").out()).isEqualTo("Nobody's removal waits for a yes.\n");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 12; i++)
      all.add(here.made("/Users", "{'userName':'u%02d','active':true}".formatted(i)));
    for (String one : all) assertThat(here.leaves(one).statusCode()).isIn(200, 204);
    Said held = say("held", "okta");
    assertThat(held.out()).containsPattern("u\\d\\d  is gone altogether  since ");
    long waiting = held.out().lines().count();
    assertThat(waiting).isBetween(1L, 11L);
    Said released = say("held", "okta", "--release");
    assertThat(released.err()).isEqualTo("released: removals " + waiting + "\n");
    assertThat(say("held", "okta").out()).isEqualTo("Nobody's removal waits for a yes.\n");
  }
}
