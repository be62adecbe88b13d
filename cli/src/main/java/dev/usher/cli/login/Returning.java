package dev.usher.cli.login;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.State;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usher.engine.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a browser comes back to: this machine alone, once (RFC 8252, section 7.3). */
final class Returning implements AutoCloseable {
  private static final String PATH = "/back";

  private final HttpServer http;
  private final State state;
  private final CompletableFuture<AuthorizationCode> code = new CompletableFuture<>();

  /**
   * @param state that has to come back: a code with another one is somebody else's
   */
  Returning(State state) {
    this.state = state;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException failure) {
      throw new Refused(
          "nobody can listen on 127.0.0.1 (" + failure.getMessage() + "); say --device");
    }
    http.createContext(PATH, this::back);
    http.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + PATH);
  }

  /**
   * @throws Refused when nobody comes back in time, or not with a code of this login
   */
  AuthorizationCode code(Duration patience) {
    try {
      return code.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException none) {
      throw new Refused("nobody has logged in for " + patience.toMinutes() + " minutes; try again");
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof Refused refused
          ? refused
          : new Refused("what came back is no answer to a login");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted while waiting for the browser");
    }
  }

  private void back(HttpExchange asked) throws IOException {
    String told;
    try {
      AuthorizationResponse answer =
          AuthorizationResponse.parse(
              URI.create(address() + "?" + asked.getRequestURI().getRawQuery()));
      if (!state.equals(answer.getState()))
        throw new Refused("what came back is not of this login; log in again");
      if (!answer.indicatesSuccess())
        throw new Refused(
            "nobody was let in (" + answer.toErrorResponse().getErrorObject().getCode() + ")");
      code.complete(answer.toSuccessResponse().getAuthorizationCode());
      told = "Back to the command line: it goes on there.";
    } catch (ParseException | IllegalArgumentException | Refused wrong) {
      code.completeExceptionally(
          wrong instanceof Refused ? wrong : new Refused("what came back is no answer to a login"));
      told = "That is no login. The command line says more.";
    }
    byte[] body =
        ("<!doctype html><title>usher</title><p>" + told).getBytes(StandardCharsets.UTF_8);
    asked.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    asked.sendResponseHeaders(200, body.length);
    asked.getResponseBody().write(body);
    asked.close();
  }

  @Override
  public void close() {
    http.stop(1);
  }
}
