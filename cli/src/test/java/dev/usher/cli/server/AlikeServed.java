package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.ValidateReport;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A server that gets one policy after the other, and a directory with a newcomer.
 *
 * @param ann the token of an administrator who has a name
 * @param hook the secret of its webhook
 * @param crew the directory's id of the group
 * @param newcomer likewise of whom it brings
 */
record AlikeServed(
    ServedShop here,
    Path folder,
    String ann,
    String hook,
    LocalUsher usher,
    String crew,
    String newcomer) {
  private static final int TRIES = 200;

  static AlikeServed of(ServedShop here, Path folder, String hook) {
    String group =
        here.made(
            "/Groups",
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group'],'displayName':'Crew'}");
    String user =
        here.made(
            "/Users",
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'%s','active':true}"
                .formatted(AlikePolicy.NEWCOMER));
    InstantSource clock = InstantSource.system();
    LocalUsher usher =
        new LocalUsher(
            new PolicyReader(clock),
            _ -> Optional.empty(),
            List.of(new PostgresConnector(clock)),
            FileLedger::beside,
            clock,
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(3));
    String ann = here.token(ServedShop.FIRST, "ann", "admin");
    return new AlikeServed(here, folder, ann, hook, usher, group, user);
  }

  /** A policy that is not the server's. */
  Path draft(String name, String text) throws IOException {
    Path draft = Files.createDirectories(folder.resolve(name));
    Files.writeString(draft.resolve("policy.yaml"), text);
    return draft;
  }

  /** One that has no errors. */
  AlikePolicy next(String systems, String issuer, RandomGenerator random) throws IOException {
    String wrong = "";
    for (int i = 0; i < TRIES; i++) {
      AlikePolicy policy = AlikePolicy.draw(systems, issuer, random);
      ValidateReport report = usher.validate(draft("draft", policy.text()));
      if (!report.hasErrors()) return policy;
      wrong =
          report.diagnostics().stream()
              .filter(one -> one.isError())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
    }
    throw new AssertionError("no policy is right: " + wrong);
  }

  /**
   * The policy is in force when it returns.
   *
   * @return whether it is carried out; else a line of it is refused, and nothing of it is done
   */
  boolean carry(AlikePolicy policy) throws IOException {
    // Somebody who would break a never keeps it from coming into force.
    if (policy.never().isPresent()) leaves();
    else joins();
    String before = revision();
    Path next = Files.writeString(folder.resolve("next"), policy.text());
    Files.move(
        next,
        folder.resolve("access/policy.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(here.send("", "POST", "/hooks/policy", "{}", "X-Gitlab-Token", hook).statusCode())
        .isEqualTo(202);
    try {
      until(
          "the next policy was tried",
          () -> {
            String now = revision();
            if (now.equals(before)) accept();
            boolean isTried = !now.equals(before) && realms("tried").equals(List.of(now));
            return isTried && (isCarried(now) || isRefused());
          });
    } catch (AssertionError late) {
      throw new AssertionError(head() + " " + realms("failure"), late);
    }
    return isCarried(revision());
  }

  private boolean isCarried(String revision) {
    return realms("revision").equals(List.of(revision));
  }

  /** What fails for another reason would be a fault of the plan's. */
  private boolean isRefused() {
    return realms("failure").stream().anyMatch(why -> why.startsWith("policy.yaml:"));
  }

  /** A never that is gone, or another one, waits for somebody's yes. */
  private void accept() {
    JsonNode head = head();
    assertThat(head.path("head").asText()).as(head.toString()).isNotIn("broken", "unread");
    if (!head.path("head").asText().equals("held")) return;
    HttpResponse<String> accepted =
        here.send(
            ann,
            "POST",
            "/api/v1/policy/head/accept",
            "{'fingerprint':'%s'}".formatted(head.path("fingerprint").asText()));
    assertThat(accepted.statusCode()).as(accepted.body()).isNotEqualTo(403);
  }

  void joins() {
    here.join(crew, newcomer);
  }

  private void leaves() {
    String path = "/scim/v2/Groups/" + crew;
    String patch =
        "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'remove','path':'members'}]}";
    assertThat(here.send(here.okta, "PATCH", path, patch).statusCode()).isIn(200, 204);
  }

  private List<String> realms(String field) {
    return ServedShop.json(here.send(ann, "GET", "/api/v1/realms", "")).findValuesAsText(field);
  }

  /** Of the policy in force. */
  String revision() {
    return head().at("/inForce/revision").asText();
  }

  private JsonNode head() {
    return ServedShop.json(here.send(ann, "GET", "/api/v1/policy/head", ""));
  }
}
