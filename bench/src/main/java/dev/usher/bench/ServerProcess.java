package dev.usher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./usher server} in a process of its own, asked over HTTP. Stopped when closed. */
final class ServerProcess implements AutoCloseable {
  /** What SCIM's documents are. */
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String FIRST = "the-first-administrator-of-a-benchmark";
  private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(15);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI root;

  private ServerProcess(Process process, Path portFile, Path log)
      throws IOException, InterruptedException {
    this.process = process;
    long end = System.nanoTime() + PATIENCE_NS;
    while (!Files.exists(portFile)) lookAgain(end, log);
    this.root = URI.create("http://127.0.0.1:" + Files.readString(portFile).strip());
    while (send(HttpRequest.newBuilder(root.resolve("/readyz"))).statusCode() != 200)
      lookAgain(end, log);
  }

  /**
   * Ready when it returns.
   *
   * @param folder for its notices and its log
   * @param arguments behind {@code server}
   */
  static ServerProcess start(Launcher launcher, Path folder, String... arguments)
      throws IOException, InterruptedException {
    Path portFile = folder.resolve("port");
    Path log = folder.resolve("server.log");
    List<String> words = new ArrayList<>(List.of("server"));
    words.addAll(List.of("--listen", "127.0.0.1:0", "--port-file", portFile.toString()));
    words.addAll(List.of(arguments));
    Process process =
        launcher.start(Map.of("USHER_ADMIN_TOKEN", FIRST), log, words.toArray(String[]::new));
    try {
      return new ServerProcess(process, portFile, log);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      process.destroy();
      throw failure;
    }
  }

  private void lookAgain(long end, Path log) throws IOException, InterruptedException {
    if (!process.isAlive() || System.nanoTime() > end)
      throw new IllegalStateException("no server:\n" + Files.readString(log));
    Thread.sleep(5);
  }

  /** A token for one thing. */
  String token(String scope) throws IOException, InterruptedException {
    String body =
        "{\"name\":\"bench."
            + scope.replace(':', '.')
            + "\",\"for\":\"1d\",\"scopes\":[\""
            + scope
            + "\"]}";
    return send(FIRST, "POST", "/api/v1/tokens", body).path("token").asText();
  }

  /**
   * @return what it answered; missing where that is nothing
   * @throws IllegalStateException unless it is 2xx
   */
  JsonNode send(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() / 100 != 2)
      throw new IllegalStateException(
          "%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
    return JSON.readTree(answer.body());
  }

  URI root() {
    return root;
  }

  /** The most that it has ever had of this machine's memory at once, in MiB. */
  double mostMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")))
      if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    throw new IllegalStateException("no figure of its memory: this is for Linux");
  }

  /** A connection of one's own. */
  Line line(String token) throws IOException {
    return new Line(root, token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() throws InterruptedException {
    http.shutdownNow();
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
  }
}
