package dev.usher.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.server.OwnServer;
import dev.usher.cli.server.RunningServer;
import dev.usher.cli.server.Ushers;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The demo's environments under a server that follows a policy and a directory, until Ctrl-C. */
final class ServedDemo {
  private final Ushers ushers;
  private final Terminal terminal;
  private final Screen screen;

  ServedDemo(Ushers ushers, Terminal terminal) {
    this.ushers = ushers;
    this.terminal = terminal;
    this.screen = new Screen(terminal);
  }

  /**
   * @param binaries where servers' programs are unpacked, once for all runs
   * @param listen HOST:PORT
   */
  int run(Path binaries, String listen) throws IOException, SQLException, InterruptedException {
    try (DemoPlace place = DemoPlace.make()) {
      try {
        if (!story(place, binaries, listen)) return ExitCode.ERROR;
        new CountDownLatch(1).await(); // a signal ends it: the place has a hook for that
        return ExitCode.OK;
      } catch (IOException | SQLException | RuntimeException failure) {
        if (place.isInterrupted()) return ExitCode.ERROR;
        throw failure;
      }
    }
  }

  /**
   * @return whether all came out as it must; then all of it goes on
   */
  boolean story(DemoPlace place, Path binaries, String listen)
      throws IOException, SQLException, InterruptedException {
    Company company;
    try (LiveProgress progress = terminal.progress()) {
      progress.told("demo", "starting two PostgreSQL servers, a MariaDB and a Redis", 0, 0);
      company = place.open(binaries);
    }
    DemoPolicy policy = DemoPolicy.write(place, company);
    policy.directorySpeaks();
    String first = Company.secret();
    RunningServer server = serve(place, policy, listen, first);
    ServerAddress address = ServerAddress.of(Optional.of(server.address().toString()), Map.of());
    String yours;
    try (ServerClient bootstrap = new ServerClient(address, Optional.of(first))) {
      yours = token(bootstrap, "you", "admin");
    }
    String okta;
    try (ServerClient you = new ServerClient(address, Optional.of(yours))) {
      okta = token(you, "okta", "scim:okta");
    }
    try (ServerClient you = new ServerClient(address, Optional.of(yours));
        ServerClient directory = new ServerClient(address, Optional.of(okta))) {
      Path token = place.secret("token", yours);
      Path header = place.secret("scim-header", "Authorization: Bearer " + okta);
      boolean whole = new FollowingScreen(screen, you, directory, company).show();
      if (whole) new ServedScreen(screen, address, place, token, header).show();
      return whole;
    }
  }

  private RunningServer serve(DemoPlace place, DemoPolicy policy, String listen, String first)
      throws IOException {
    PrintStream log =
        new PrintStream(
            Files.newOutputStream(place.folder().resolve("server.log")),
            true,
            StandardCharsets.UTF_8);
    OwnServer server = new OwnServer(policy.folder(), place.folder().resolve("store"), listen, log);
    try (LiveProgress progress = terminal.progress()) {
      return place.keepOpen(server.start(ushers, first, progress));
    }
  }

  private static String token(ServerClient client, String name, String scope) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name).put("for", "12h").putArray("scopes").add(scope);
    return client.post("/api/v1/tokens", body).path("token").asText();
  }
}
