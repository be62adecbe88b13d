package dev.usher.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.usher.cli.login.IssuerClient.Waiting;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Somebody logs in at the issuer that a server trusts, and out again. */
public final class LoggingIn {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ServerAddress server;
  private final Terminal terminal;
  private final Logins logins;

  public LoggingIn(ServerAddress server, Terminal terminal) {
    this.server = server;
    this.terminal = terminal;
    this.logins = Logins.of(terminal.environment());
  }

  /**
   * Logs in, and keeps it if the server lets that one in.
   *
   * @param issuer which of several
   * @param device whether somebody types a code elsewhere: there is no browser here
   * @return what the server says of who it is: {@code /api/v1/me}
   * @throws Refused when somebody is not let in
   */
  public JsonNode in(Optional<String> issuer, boolean device) {
    JsonNode way = way(issuer);
    IssuerClient client =
        IssuerClient.of(URI.create(way.path("issuer").asText()), way.path("client").asText());
    Login login = device ? byDevice(client) : byBrowser(client);
    try (ServerClient asking = new ServerClient(server, Optional.of(login.token()))) {
      JsonNode me = asking.get("/api/v1/me");
      logins.keep(server, login);
      return me;
    }
  }

  /**
   * From then on nobody is logged in there.
   *
   * @return whether somebody was
   */
  public boolean out() {
    Optional<Login> was = logins.forget(server);
    was.ifPresent(LoggingIn::revoke);
    return was.isPresent();
  }

  /** What is forgotten here is so whether or not the issuer can be reached. */
  private static void revoke(Login login) {
    if (login.refresh().isEmpty()) return;
    try {
      IssuerClient.of(URI.create(login.issuer()), login.client()).revoke(login.refresh().get());
    } catch (Refused away) {
      // It ends by itself.
    }
  }

  private JsonNode way(Optional<String> issuer) {
    try (ServerClient asking = new ServerClient(server, Optional.empty())) {
      List<JsonNode> all = asking.get("/api/v1/login").path("issuers").valueStream().toList();
      List<JsonNode> named =
          all.stream()
              .filter(
                  one -> issuer.filter(name -> !name.equals(one.path("issuer").asText())).isEmpty())
              .toList();
      if (named.size() == 1) return named.getFirst();
      if (all.isEmpty())
        throw new Refused(
            "the server at %s takes tokens alone; set USHER_TOKEN to one, or have its operator list an issuer"
                .formatted(server));
      String there =
          String.join(", ", all.stream().map(one -> one.path("issuer").asText()).toList());
      throw new Refused("say which with --issuer; there are " + there);
    }
  }

  private Login byBrowser(IssuerClient client) {
    State state = new State(32);
    Nonce nonce = new Nonce(32);
    CodeVerifier verifier = new CodeVerifier();
    try (Returning returning = new Returning(state)) {
      URI page = client.page(returning.address(), state, nonce, verifier);
      terminal.err().println("Log in with your browser at");
      terminal.err().println("  " + page);
      if (terminal.canAsk()) Browser.show(page, terminal.environment());
      AuthorizationCode code = returning.code(PATIENCE);
      return client.of(code, returning.address(), nonce, verifier);
    }
  }

  private Login byDevice(IssuerClient client) {
    CodeVerifier verifier = new CodeVerifier();
    DeviceAuthorizationSuccessResponse device = client.device(verifier);
    terminal.err().println("Log in, on any machine, at");
    terminal.err().println("  " + device.getVerificationURI());
    terminal.err().println("and say there " + device.getUserCode().getValue());
    if (device.getVerificationURIComplete() != null)
      terminal.err().println("or at once at " + device.getVerificationURIComplete());
    long end = System.nanoTime() + Duration.ofSeconds(device.getLifetime()).toNanos();
    long pause = Math.max(1, device.getInterval());
    while (System.nanoTime() < end) {
      pause(pause);
      switch (client.of(device.getDeviceCode(), verifier)) {
        case Waiting.In(Login login) -> {
          return login;
        }
        // RFC 8628, section 3.5.
        case Waiting.NotYet(boolean slower) -> pause += slower ? 5 : 0;
      }
    }
    throw new Refused("nobody has logged in in time; try again");
  }

  private static void pause(long seconds) {
    try {
      Thread.sleep(Duration.ofSeconds(seconds));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted while waiting for the login");
    }
  }
}
