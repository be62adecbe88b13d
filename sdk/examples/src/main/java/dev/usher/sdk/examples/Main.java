package dev.usher.sdk.examples;

import dev.usher.sdk.UsherChecks;
import dev.usher.sdk.guard.Denial;
import dev.usher.sdk.guard.Guard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/**
 * {@code servlet|spring|helidon [PORT]}: starts that example, until it is ended. It follows the
 * server that {@code USHER_SERVER} names, with {@code USHER_TOKEN}; without one a stand-in, whose
 * policy is {@code sdk/examples/policy.yaml}.
 */
final class Main {
  private static final int PORT = 8080;

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String server = System.getenv("USHER_SERVER");
    URI address =
        server == null
            ? StandIn.of(Path.of("sdk/examples/policy.yaml")).address()
            : URI.create(server);
    String token = Objects.requireNonNullElse(System.getenv("USHER_TOKEN"), "");
    try (UsherChecks checks =
        UsherChecks.follow(
            address,
            () -> token,
            InstantSource.system(),
            failure -> System.err.println("usher is not heard: " + failure.getMessage()))) {
      Guard guard = new Guard(checks, denial -> System.err.println(shown(denial)));
      int port = args.length > 1 ? Integer.parseInt(args[1]) : PORT;
      try (Running running = start(args.length > 0 ? args[0] : "", guard, port)) {
        System.err.println(
            "curl -i -u \"alice:alice's\" http://127.0.0.1:" + running.port() + "/orders/17");
        Thread.currentThread().join();
      }
    }
  }

  /** On one line, whatever a request wanted to write into the log. */
  private static String shown(Denial denial) {
    return denial.toString().replaceAll("\\p{Cntrl}", "?");
  }

  private static Running start(String name, Guard guard, int port) {
    return switch (name) {
      case "servlet" -> ServletShop.start(guard, port);
      case "spring" -> SpringShop.start(guard, port);
      case "helidon" -> HelidonShop.start(guard, port);
      default -> throw new IllegalArgumentException("name one: servlet, spring or helidon");
    };
  }
}
