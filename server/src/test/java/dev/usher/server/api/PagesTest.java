package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Things come and go while somebody reads a list: what is there all the time is seen once. */
@ExtendWith(Served.class)
class PagesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ApiServer server;
  private final Random random = new Random(4711);

  PagesTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  /** Some things of a kind that are there, and may come and go. */
  private interface Things {
    void come(String name);

    void go(String name);
  }

  private static String name(int number) {
    return "n%02d".formatted(number);
  }

  /**
   * @param asked for lines that have the name under that key
   */
  private void areSeenOnce(String asked, String list, String key, Things things) throws Exception {
    Set<String> stay = new TreeSet<>();
    Set<String> there = new HashSet<>();
    for (int number : IntStream.range(0, 20).map(one -> one * 3).toArray()) {
      things.come(name(number));
      there.add(name(number));
      if (number % 2 == 0) stay.add(name(number));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = read(asked + "limit=3" + cursor);
      page.path(list).forEach(line -> seen.add(line.path(key).asText()));
      assertThat(page.path(list).size()).isBetween(0, 3);
      for (int i = 0; i < 3; i++) {
        String some = name(random.nextInt(60));
        if (stay.contains(some)) continue;
        if (there.remove(some)) things.go(some);
        else if (there.add(some)) things.come(some);
      }
      cursor = "&cursor=" + page.path("next").asText();
      pages++;
    } while (cursor.length() > "&cursor=".length());
    assertThat(pages).isGreaterThan(4);
    for (String one : stay)
      assertThat(seen.stream().filter(one::equals)).as(one + " of " + seen).hasSize(1);
  }

  private void crowd(Set<String> guards) {
    try {
      Files.writeString(
          server.policy.resolve("policy.yaml"),
          """
          environments: { day: {} }
          systems:
            ash: { type: locks, in: { day: { url: "locks://ash/main", admin: "env:A" } } }
          people: { alice: {}%s }
          roles: { guard: { can: [{ do: enter, on: "ash/*" }] } }
          grants: [{ to: [alice%s], role: guard, in: [day], because: The rota }]
          """
              .formatted(
                  guards.stream().map(", %s: {}"::formatted).collect(Collectors.joining()),
                  guards.stream().map(", %s"::formatted).collect(Collectors.joining())));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private JsonNode read(String path) throws Exception {
    HttpResponse<String> answer = server.get("admin", path);
    assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void whatIsOpen() throws Exception {
    areSeenOnce(
        "/open?",
        "open",
        "subject",
        new Things() {
          @Override
          public void come(String name) {
            Instant since = Instant.EPOCH.plusSeconds(random.nextInt(1000));
            server.open.open(Set.of("ash"), List.of(name), new Said("okta", since));
          }

          @Override
          public void go(String name) {
            server.open.settle(server.open.all().stream().filter(one -> isOf(one, name)).toList());
          }

          private boolean isOf(Open one, String name) {
            return one.subject().equals(name);
          }
        });
  }

  @Test
  void accountsThatAreNobodys() throws Exception {
    areSeenOnce(
        "/orphans?",
        "orphans",
        "account",
        new Things() {
          @Override
          public void come(String name) {
            server.ash.obey("issue \"" + name + "\" \"\"");
            server.ash.obey("unblock \"" + name + "\"");
          }

          @Override
          public void go(String name) {
            server.ash.obey("shred \"" + name + "\"");
          }
        });
  }

  @Test
  void whoCan() throws Exception {
    Set<String> guards = new TreeSet<>();
    areSeenOnce(
        "/who-can?action=enter&on=day/ash/hall&",
        "who",
        "subject",
        new Things() {
          @Override
          public void come(String name) {
            guards.add(name);
            crowd(guards);
          }

          @Override
          public void go(String name) {
            guards.remove(name);
            crowd(guards);
          }
        });
  }

  @Test
  void whoIsWhoAtTheDoor() throws Exception {
    areSeenOnce(
        "/identities?",
        "identities",
        "subject",
        new Things() {
          @Override
          public void come(String name) {
            server.database.run(
                "insert into identity (issuer, sub, subject, bound)"
                    + " values ('https://id.example', '%1$s', '%1$s', now())".formatted(name));
          }

          @Override
          public void go(String name) {
            server.database.run("delete from identity where subject = '%s'".formatted(name));
          }
        });
  }

  /** A cursor is no longer than a path may be, whoever made up the name that it goes on behind. */
  @Test
  void aNameWithoutAnEnd() throws Exception {
    String endless = "x".repeat(5_000);
    for (String name : List.of("a", endless, endless + "1", endless + "2", "z"))
      server.open.open(Set.of("ash"), List.of(name), new Said("okta", Instant.EPOCH));
    Set<String> seen = new TreeSet<>();
    String cursor = "";
    for (int i = 0; i < 5; i++) {
      JsonNode page = read("/open?limit=1" + cursor);
      seen.add(page.at("/open/0/subject").asText());
      assertThat(page.has("next")).isEqualTo(i < 4);
      cursor = "&cursor=" + page.path("next").asText();
    }
    assertThat(seen).hasSize(5);
  }

  /** Nobody changes what is on a page by asking for less of it on the next. */
  @Test
  void pagesOfDifferentLengths() throws Exception {
    for (int i = 0; i < 7; i++)
      server.open.open(Set.of("ash"), List.of(name(i)), new Said("okta", Instant.EPOCH));
    String next = read("/open?limit=2").path("next").asText();
    JsonNode rest = read("/open?limit=1000&cursor=" + next);
    assertThat(rest.path("open").findValuesAsText("subject"))
        .containsExactly("n02", "n03", "n04", "n05", "n06");
    assertThat(rest.has("next")).isFalse();
  }
}
