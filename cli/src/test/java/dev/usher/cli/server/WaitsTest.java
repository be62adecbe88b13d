package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a yes on a whole server: who may say it, and who hears that it is wanted. */
@Timeout(300)
class WaitsTest {
  @TempDir Path folder;
  private ServedShop here;

  @BeforeEach
  void start() {
    here = new ServedShop(folder, Map.of(Key.DATA, folder.resolve("store").toString()), Map.of());
  }

  @AfterEach
  void stop() {
    here.close();
  }

  @Test
  void a_yes_is_not_taken_from_whoever_has_the_first_administrators_token() {
    Map<String, String> yeses =
        Map.of(
            "/api/v1/directories/okta/release", "{}",
            "/api/v1/directories/okta/admit", "{'group':'Nurses','member':'ada'}",
            "/api/v1/names/ada/free", "{}",
            "/api/v1/approvals/a1b2", "{'verdict':'yes'}",
            "/api/v1/policy/head/accept", "{'fingerprint':'a1b2'}",
            "/api/v1/past/recover", "{}");
    yeses.forEach(
        (path, yes) -> {
          HttpResponse<String> nobodys = here.send(ServedShop.FIRST, "POST", path, yes);
          assertThat(nobodys.statusCode()).as(path + nobodys.body()).isEqualTo(403);
          assertThat(ServedShop.json(nobodys).path("code").asText()).as(path).isEqualTo("nameless");
        });
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    yeses.forEach(
        (path, yes) ->
            assertThat(here.send(ann, "POST", path, yes).statusCode()).as(path).isNotEqualTo(403));
  }

  /**
   * Five of twelve may go; the others wait, whoever wants to hear of it does, and one by name goes.
   */
  @Test
  void a_mass_removal_waits_loudly_and_a_single_named_one_does_not() {
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(here.made("/Users", "{'userName':'p%d@acme.example','active':true}".formatted(i)));
      here.join(nurses, ids.getLast());
      // The role is there from its first member on, whoever comes next.
      if (i == 0) until("the first is in", () -> here.reads("p0"));
    }
    until("all are in", () -> in(12).size() == 12);
    assertThat(metrics(ann)).doesNotContain("usher_removals_held{");
    for (int i = 0; i < 8; i++) assertThat(here.leaves(ids.get(i)).statusCode()).isLessThan(300);
    until("five are gone", () -> in(5).isEmpty());
    until("it is told", () -> here.logged().contains("approval-wanted"));
    assertThat(in(8)).containsExactly("p5", "p6", "p7");
    assertThat(metrics(ann)).contains("usher_removals_held{directory=\"okta\"} 3.0");
    assertThat(remarks()).contains("removals: 3").doesNotContain("okta", "p5");
    List<JsonNode> wanted = wanted(ann);
    assertThat(wanted).isNotEmpty();
    assertThat(wanted.get(0).path("where").asText()).isEqualTo("directory okta");
    assertThat(wanted.get(0).path("text").asText()).contains("that okta says wait for a yes");

    HttpResponse<String> named = here.send(ann, "POST", "/api/v1/subjects/p5/offboard", "{}");
    assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
    until("one by name is gone", () -> in(8).equals(List.of("p6", "p7")));

    HttpResponse<String> yes = here.send(ann, "POST", "/api/v1/directories/okta/release", "{}");
    assertThat(ServedShop.json(yes).path("by").asText()).isEqualTo("token:ann");
    until("the rest is gone", () -> in(8).isEmpty());
    until("that is told", () -> here.logged().contains("approval-wanted-over"));
    assertThat(in(12)).hasSize(4);
    assertThat(metrics(ann)).doesNotContain("usher_removals_held{");
    // Once, and again only where a minute passed.
    assertThat(wanted(ann)).hasSizeBetween(1, 2);
  }

  /** Who of the first so many is there. */
  private List<String> in(int most) {
    return IntStream.range(0, most).mapToObj(i -> "p" + i).filter(here::reads).toList();
  }

  private String metrics(String token) {
    return here.send(token, "GET", "/metrics", "").body();
  }

  private String remarks() {
    return ServedShop.json(here.send("", "GET", "/readyz", "")).path("remarks").toString();
  }

  private List<JsonNode> wanted(String token) {
    List<JsonNode> all = new ArrayList<>();
    ServedShop.json(here.send(token, "GET", "/api/v1/ledger?limit=1000", ""))
        .path("lines")
        .forEach(all::add);
    return all.stream().filter(entry -> entry.path("what").asText().equals("wanted")).toList();
  }
}
