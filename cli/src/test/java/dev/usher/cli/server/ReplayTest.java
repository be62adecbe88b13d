package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was said once is said again by somebody who overheard it. Codes, states and nonces of a
 * login are {@link LoginTest}'s.
 */
@Timeout(300)
class ReplayTest {
  private static final String HOOK = "correct horse battery staple";

  @TempDir Path folder;
  private ServedShop here;

  @BeforeEach
  void start() {
    here =
        new ServedShop(
            folder,
            Map.of(
                Key.DATA, folder.resolve("store").toString(), Key.POLICY_HOOK, "env:HOOK_SECRET"),
            Map.of("HOOK_SECRET", HOOK));
  }

  @AfterEach
  void stop() {
    here.close();
  }

  /** Word for word, as it was taken before. */
  @Test
  void what_a_directory_said_is_not_taken_when_its_token_is_revoked() {
    String admin = here.token(ServedShop.FIRST, "ann", "admin");
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
    here.join(nurses, ada);
    until("ada is in", () -> here.reads("ada"));
    assertThat(here.leaves(ada).statusCode()).isLessThan(300);
    until("ada is out", () -> !here.is("ada"));
    revoke(admin, "okta");

    assertThat(
            here.send(
                    here.okta,
                    "PUT",
                    "/scim/v2/Users/" + ada,
                    "{'userName':'ada@acme.example','active':true}")
                .statusCode())
        .isEqualTo(401);
    assertThat(here.joins(nurses, ada).statusCode()).isEqualTo(401);
    assertThat(here.send(here.okta, "GET", "/scim/v2/Users/" + ada, "").statusCode())
        .isEqualTo(401);
    assertThat(here.is("ada")).isFalse();
    // The new one has its name, and does not bring the old one back.
    String again = here.token(admin, "okta", "scim:okta");
    assertThat(here.send(again, "GET", "/scim/v2/Users/" + ada, "").statusCode()).isEqualTo(200);
    assertThat(here.joins(nurses, ada).statusCode()).isEqualTo(401);
  }

  @Test
  void an_administrators_token_opens_nothing_once_it_is_revoked_nor_do_its_keys_give_an_answer() {
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    String bea = here.token(ann, "bea", "admin");
    String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
    here.join(nurses, here.made("/Users", "{'userName':'ada@acme.example','active':true}"));
    until("ada is in", () -> here.reads("ada"));
    HttpResponse<String> shown = suspended(bea, "{'dryRun':true}");
    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    assertThat(suspended(bea, "{'dryRun':true}").body()).as("as it was").isEqualTo(shown.body());
    HttpResponse<String> other = suspended(bea, "{}");
    assertThat(other.statusCode()).as(other.body()).isEqualTo(422);
    assertThat(here.reads("ada")).as("not suspended").isTrue();
    revoke(ann, "bea");
    assertThat(suspended(bea, "{'dryRun':true}").statusCode()).isEqualTo(401);
    assertThat(here.send(bea, "GET", "/api/v1/tokens", "").statusCode()).isEqualTo(401);
    // A key is of whoever sent it: to somebody else it is new, and tells nothing of what was.
    assertThat(suspended(ann, "{}").statusCode()).isEqualTo(200);
  }

  /** There is no time in it: what it brings about is a look at what is there, and no more. */
  @Test
  void a_webhook_that_is_sent_again_has_nothing_done_twice() throws Exception {
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    HttpResponse<String> before = here.send(ann, "GET", "/api/v1/policy/head", "");
    int entries = entries(ann);
    for (int i = 0; i < 50; i++)
      assertThat(
              here.send("", "POST", "/hooks/policy", BODY, "X-Hub-Signature-256", signature())
                  .statusCode())
          .isEqualTo(202);
    assertThat(
            here.send("", "POST", "/hooks/policy", BODY + " ", "X-Hub-Signature-256", signature())
                .statusCode())
        .isEqualTo(401);
    HttpResponse<String> after = here.send(ann, "GET", "/api/v1/policy/head", "");
    assertThat(ServedShop.json(after).path("inForce"))
        .isEqualTo(ServedShop.json(before).path("inForce"));
    assertThat(entries(ann)).isEqualTo(entries);
  }

  private static final String BODY = "{}";

  private static String signature() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HOOK.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(BODY.getBytes(StandardCharsets.UTF_8)));
  }

  private int entries(String token) {
    return ServedShop.json(here.send(token, "GET", "/api/v1/ledger", "")).path("entries").size();
  }

  private HttpResponse<String> suspended(String token, String body) {
    return here.send(token, "POST", "/api/v1/subjects/ada/suspend", body, "Idempotency-Key", "one");
  }

  private void revoke(String by, String name) {
    for (var one : ServedShop.json(here.send(by, "GET", "/api/v1/tokens", "")).path("tokens"))
      if (one.path("name").asText().equals(name))
        assertThat(
                here.send(by, "DELETE", "/api/v1/tokens/" + one.path("id").asText(), "")
                    .statusCode())
            .isLessThan(300);
  }
}
