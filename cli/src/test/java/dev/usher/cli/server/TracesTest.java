package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.server.OtlpReceiver.Span;
import dev.usher.engine.follow.Rota.Turn;
import dev.usher.server.log.EventLog;
import dev.usher.server.trace.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose spans somebody takes, or nobody. */
@Timeout(300)
class TracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";

  @TempDir Path folder;

  @Test
  void requests_and_turns_are_told_with_their_parts_and_without_what_anybody_sent()
      throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      String okta;
      int port;
      try (ServedShop here = served(receiver.address("traces"))) {
        okta = here.okta;
        port = here.shop.server().port();
        String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
        String ada = here.made("/Users", "{'userName':'ada.lovelace@acme.example','active':true}");
        here.join(nurses, ada);
        until("she is in", () -> here.reads("ada.lovelace"));
        here.send(
            ServedShop.FIRST,
            "GET",
            "/api/v1/ledger?after=4711",
            "",
            "traceparent",
            "00-" + TRACE + "-" + CALLER + "-01");
        here.send("usher_no_such_token_of_anybody", "GET", "/api/v1/tokens", "");
        until(
            "her turn is told",
            () ->
                turns(receiver).stream()
                    .anyMatch(turn -> !parts(receiver, turn, "carry").isEmpty()));
        until("the request is told", () -> !of(receiver, isIn(TRACE)).isEmpty());
      }

      Span turn =
          turns(receiver).stream()
              .filter(one -> !parts(receiver, one, "carry").isEmpty())
              .findFirst()
              .orElseThrow();
      assertThat(turn.parent()).as("a turn is nobody's part").isEmpty();
      assertThat(turn.about().get("usher.realm")).contains(":" + port);
      assertThat(parts(receiver, turn, "look")).isNotEmpty();
      assertThat(parts(receiver, turn, "plan")).isNotEmpty();
      assertThat(parts(receiver, turn, "carry"))
          .extracting(it -> it.about().get("usher.call"))
          .contains("run");

      assertThat(of(receiver, isIn(TRACE)))
          .as("the caller's trace goes on")
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.parent()).isEqualTo(CALLER);
                assertThat(span.name()).isEqualTo("GET /api/v1/ledger");
                assertThat(span.about()).containsEntry("http.response.status_code", "200");
              });
      assertThat(of(receiver, span -> span.name().equals("GET /api/v1/tokens")))
          .as("who is refused at the door is told of too")
          .extracting(it -> it.about().get("http.response.status_code"))
          .contains("401");
      assertThat(of(receiver, span -> span.name().startsWith("PATCH")))
          .extracting(Span::name)
          .as("by the route, not by who it was")
          .contains("PATCH /scim/v2/Groups/{id}");
      assertThat(receiver.raw())
          .contains("usher.realm")
          .doesNotContain(
              okta,
              ServedShop.FIRST,
              "usher_no_such_token",
              "of the admin",
              "lovelace",
              "4711",
              "grant select");
    }
  }

  /** Who leaves waits for no turn, traced or not. */
  @Test
  void what_cannot_wait_is_done_beside_a_turn_and_told() throws IOException {
    List<String> done = new ArrayList<>();
    Turn turn =
        new Turn() {
          @Override
          public void beside(String realm) {
            done.add(realm);
          }

          @Override
          public Instant take(String realm) {
            throw new AssertionError("it is no turn");
          }
        };
    EventLog log = new EventLog(System.err, InstantSource.system());
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (Traces traces = Traces.to(URI.create(receiver.address("traces")), "one", log)) {
        traces.turns(turn).beside("db:5432");
      }
      assertThat(done).containsExactly("db:5432");
      until("it is told", () -> !receiver.spans().isEmpty());
      assertThat(receiver.spans())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.name()).isEqualTo("beside");
                assertThat(span.about()).containsEntry("usher.realm", "db:5432");
              });
    }
  }

  @Test
  void nobody_waits_for_who_takes_them() throws IOException {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (ServedShop here = served("http://127.0.0.1:" + nobody + "/v1/traces")) {
      String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
      here.join(nurses, here.made("/Users", "{'userName':'ada@acme.example','active':true}"));
      until("ada is in", () -> here.reads("ada"));
      until("it is said", () -> here.logged().contains("traces-not-sent"));
      assertThat(here.logged().split("traces-not-sent")).as("once").hasSize(2);
    }
  }

  private ServedShop served(String traces) {
    return new ServedShop(
        folder, Map.of(Key.DATA, folder.resolve("store").toString(), Key.TRACES, traces), Map.of());
  }

  private static List<Span> turns(OtlpReceiver receiver) {
    return of(receiver, span -> span.name().equals("turn"));
  }

  private static List<Span> parts(OtlpReceiver receiver, Span turn, String name) {
    return of(
        receiver,
        span ->
            span.name().equals(name)
                && span.trace().equals(turn.trace())
                && span.parent().equals(turn.id()));
  }

  private static Predicate<Span> isIn(String trace) {
    return span -> span.trace().equals(trace);
  }

  private static List<Span> of(OtlpReceiver receiver, Predicate<Span> which) {
    return receiver.spans().stream().filter(which).toList();
  }
}
