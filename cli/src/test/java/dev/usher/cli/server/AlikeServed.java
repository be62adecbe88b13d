package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.server.AlikePolicy.Style;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server that gets one policy after the other, and a directory with a newcomer.
 *
 * @param issuer of its application's tokens
 * @param ann the token of an administrator who has a name
 * @param hook the secret of its webhook
 * @param crew the directory's id of the group
 * @param newcomer likewise of whom it brings
 */
record AlikeServed(
    ServedShop here,
    Path folder,
    String issuer,
    String ann,
    String hook,
    LocalUsher usher,
    String crew,
    String newcomer) {
  /**
   * For one step, whatever else the machine has to do: what takes longer stands still. How many
   * steps there are has no limit.
   */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int TRIES = 200;

  /** One in so many is not. */
  private static final int CALM = 5;

  private static final int FORBIDS = 3;
  private static final Style CARRIED = new Style(true, false);
  private static final Pattern REFUSED = Pattern.compile("policy\\.yaml:([0-9]+):");
  private static final Pattern SHOP = Pattern.compile("\\bs([0-9]+)(?:/|role)");

  static AlikeServed of(ServedShop here, Path folder, String issuer, String hook) {
    String group =
        here.made(
            "/Groups",
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group'],'displayName':'Crew'}");
    String user =
        here.made(
            "/Users",
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'%s','active':true}"
                .formatted(AlikeShop.NEWCOMER));
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
    return new AlikeServed(here, folder, issuer, ann, hook, usher, group, user);
  }

  /** A policy that is not the server's. */
  private Path draft(String text) throws IOException {
    Path draft = Files.createDirectories(folder.resolve("draft"));
    Files.writeString(draft.resolve("policy.yaml"), text);
    return draft;
  }

  /** What one shop's policy means. */
  Path meant(AlikePolicy policy) throws IOException {
    return draft(policy.meant(systems(List.of(policy.shop()))));
  }

  /** One for each shop, most times such as a database can carry. */
  List<AlikePolicy> drawn(RandomGenerator random) throws IOException {
    Style style = new Style(random.nextInt(CALM) > 0, random.nextInt(FORBIDS) > 0);
    List<AlikePolicy> all = new ArrayList<>();
    for (AlikeShop shop : AlikeShop.all()) all.add(drawn(shop, style, random));
    return all;
  }

  /** Others for these shops, such as a database can carry. */
  List<AlikePolicy> instead(List<AlikePolicy> all, Set<AlikeShop> of, RandomGenerator random)
      throws IOException {
    List<AlikePolicy> others = new ArrayList<>();
    for (AlikePolicy one : all)
      others.add(of.contains(one.shop()) ? drawn(one.shop(), CARRIED, random) : one);
    return others;
  }

  /** One that has no errors. */
  private AlikePolicy drawn(AlikeShop shop, Style style, RandomGenerator random)
      throws IOException {
    String wrong = "";
    for (int i = 0; i < TRIES; i++) {
      AlikePolicy policy = AlikePolicy.draw(shop, issuer, style, random);
      ValidateReport report = usher.validate(draft(text(List.of(policy))));
      if (!report.hasErrors()) return policy;
      wrong =
          report.diagnostics().stream()
              .filter(one -> one.isError())
              .map(Object::toString)
              .collect(Collectors.joining("\n"));
    }
    throw new AssertionError("no policy is right: " + wrong);
  }

  private String text(List<AlikePolicy> all) {
    return AlikePolicy.text(systems(all.stream().map(AlikePolicy::shop).toList()), all);
  }

  private String systems(List<AlikeShop> shops) {
    String schemas = shops.stream().map(AlikeShop::schema).collect(Collectors.joining(", "));
    return """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
            schemas: [%s]
        """
            .formatted(here.shop.url(), here.shop.tag(), schemas)
        + shops.stream().map(AlikeServed::application).collect(Collectors.joining());
  }

  private static String application(AlikeShop shop) {
    return """
      %s:
        type: application
        in: { prod: {} }
        resources:
          order:
            actions: [read, refund, close]
            attributes: { total: number, region: text, placed: timestamp, paid: boolean }
          report: { actions: [read] }
        routes:
          - { method: [GET, HEAD], path: "/orders/{id}", do: read, on: "order:{id}" }
          - { method: POST, path: "/orders/{id}/refund", do: refund, on: "order:{id}" }
          - { method: DELETE, path: "/orders/{id}", do: close, on: "order:{id}" }
          - { method: GET, path: /orders/export, do: read, on: "report:orders" }
    """
        .formatted(shop.application());
  }

  /**
   * The policies are in force when it returns.
   *
   * @return of whom the database refuses a line, so that nothing is carried out; else nobody
   */
  Set<AlikeShop> carry(List<AlikePolicy> all) throws IOException {
    // Somebody who would break a never keeps it from coming into force.
    if (forbids(all)) leaves();
    else joins();
    String before = revision();
    String text = text(all);
    Path next = Files.writeString(folder.resolve("next"), text);
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
          PATIENCE,
          () -> {
            String now = revision();
            if (now.equals(before)) accept();
            boolean isTried = !now.equals(before) && realms("tried").equals(List.of(now));
            return isTried && (isCarried(now) || !refused(text).isEmpty());
          });
    } catch (AssertionError late) {
      throw new AssertionError(head() + " " + realms("failure"), late);
    }
    return isCarried(revision()) ? Set.of() : refused(text);
  }

  /** What the log says, from that byte on, of requests that were denied. */
  String denied(int from) {
    return here.logged(from)
        .lines()
        .filter(line -> line.contains("gateway-denied"))
        .collect(Collectors.joining("\n"));
  }

  /** Whether one of them has a never, which whoever joins may break. */
  static boolean forbids(List<AlikePolicy> all) {
    return all.stream().anyMatch(one -> one.never().isPresent());
  }

  /** The policies in force are known; and who joins then, of whom a never may speak. */
  void known(AlikeAuthZen authzen, List<AlikePolicy> all) {
    List<AlikeQuestion> any = List.of(AlikeQuestion.any(all.getFirst().shop()));
    String revision = revision() + ".";
    until(
        "the policy is known",
        PATIENCE,
        () -> authzen.answers(any).revision().startsWith(revision));
    if (!forbids(all)) return;
    String before = authzen.answers(any).revision();
    joins();
    until("who joined is known", PATIENCE, () -> !authzen.answers(any).revision().equals(before));
  }

  private boolean isCarried(String revision) {
    return realms("revision").equals(List.of(revision));
  }

  /** By their lines; what fails for another reason would be a fault of the plan's. */
  private Set<AlikeShop> refused(String text) {
    List<String> lines = text.lines().toList();
    return realms("failure").stream()
        .flatMap(why -> REFUSED.matcher(why).results())
        .map(line -> lines.get(Integer.parseInt(line.group(1)) - 1))
        .map(
            line -> {
              Matcher shop = SHOP.matcher(line);
              assertThat(shop.find()).as(line).isTrue();
              return new AlikeShop(Integer.parseInt(shop.group(1)));
            })
        .collect(Collectors.toSet());
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

  private void joins() {
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
