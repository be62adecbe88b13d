package dev.usher.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.LiveProgress;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A directory says over SCIM who joins, moves and leaves; the databases are asked what is so. */
record FollowingScreen(Screen screen, ServerClient you, ServerClient directory, Company company) {
  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_MS = 20;

  private interface Question {
    boolean isSo() throws IOException, SQLException;
  }

  /**
   * @return whether the databases came to say what the directory had said
   */
  boolean show() throws IOException, SQLException, InterruptedException {
    screen.head(
        "The server follows",
        "It has read the policy and makes it true on each system by itself. A directory, say Okta,",
        "then tells it over SCIM who is there; after each word we ask prod's own database.");
    boolean whole;
    try (LiveProgress progress = screen.terminal().progress()) {
      progress.told("server", "makes the policy true everywhere", 0, 0);
      whole = told("every environment is as the policy says", this::isTrueEverywhere);
    }
    String analysts = made("Groups", named("displayName", "Analysts"));
    String bookkeepers = made("Groups", named("displayName", "Bookkeepers"));
    String nina = made("Users", named("userName", "nina@acme.example").put("active", true));

    member(analysts, "add", nina);
    whole &= told("nina joins the analysts: she reads orders", () -> can("public.orders"));
    whole &= screen.check(!can("billing.invoices"), "  and no bills");
    member(bookkeepers, "add", nina);
    member(analysts, "remove", nina);
    whole &= told("she moves to the bookkeepers: she reads bills", () -> can("billing.invoices"));
    ObjectNode gone = operation("replace");
    gone.putObject("value").put("active", false);
    patch("Users/" + nina, gone);
    return whole & told("she leaves: no account is left", () -> !isThere());
  }

  private boolean told(String what, Question question)
      throws IOException, SQLException, InterruptedException {
    long begin = System.nanoTime();
    boolean is = question.isSo();
    while (!is && System.nanoTime() - begin < PATIENCE.toNanos()) {
      Thread.sleep(LOOK_MS);
      is = question.isSo();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return screen.check(is, String.format(Locale.ROOT, "%s (%.1f s)", what, seconds));
  }

  private boolean isTrueEverywhere() {
    JsonNode realms = you.all("/api/v1/realms").path("realms");
    int made = 0;
    for (JsonNode realm : realms) if (realm.path("revision").isTextual()) made++;
    return made == 2 + company.stores().count();
  }

  private boolean isThere() throws IOException, SQLException {
    return ask("select count(*) from pg_roles where rolname = 'nina'").equals("1");
  }

  private boolean can(String table) throws IOException, SQLException {
    return isThere()
        && ask("select has_table_privilege('nina', '" + table + "', 'SELECT')").equals("t");
  }

  private String ask(String sql) throws IOException, SQLException {
    List<String> answer = company.prod().ask("shop", sql);
    return answer.getFirst();
  }

  private String made(String kind, ObjectNode resource) {
    return directory.post("/scim/v2/" + kind, resource).path("id").asText();
  }

  private void member(String group, String op, String who) {
    ObjectNode operation = operation(op).put("path", "members");
    operation.putArray("value").addObject().put("value", who);
    patch("Groups/" + group, operation);
  }

  private void patch(String what, ObjectNode operation) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("schemas").add(PATCH);
    body.putArray("Operations").add(operation);
    ServerClient.Answer answer = directory.send("PATCH", "/scim/v2/" + what, Optional.of(body));
    if (!answer.isGood()) throw new IllegalStateException("the server refuses: " + answer);
  }

  private static ObjectNode operation(String op) {
    return named("op", op);
  }

  private static ObjectNode named(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value);
  }
}
