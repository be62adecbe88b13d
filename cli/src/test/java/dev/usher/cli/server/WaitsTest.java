package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
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
}
