package dev.usher.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Load over HTTP by wrk, a program of its own: it sends the same requests again and again, from
 * connections that are kept alive.
 */
final class Wrk {
  private static final int CONNECTIONS = 16;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern WRONG = Pattern.compile("Non-2xx|Socket errors");

  private final URI address;
  private final Path script;

  /** Requests a second, and how long the slowest of a hundred took, in milliseconds. */
  record Load(double rate, double p99) {}

  /**
   * @param script written here
   * @param bodies JSON, sent in turn
   */
  Wrk(URI address, Path script, String token, List<String> bodies) throws IOException {
    this.address = address;
    this.script = script;
    StringBuilder lua = new StringBuilder("local all = {\n");
    bodies.forEach(body -> lua.append("[==[").append(body).append("]==],\n"));
    lua.append("}\nlocal requests = {}\nlocal next = 0\nfunction init()\n")
        .append("  local headers = { [\"Content-Type\"] = \"application/json\"")
        .append(token.isEmpty() ? "" : ", [\"Authorization\"] = \"Bearer " + token + "\"")
        .append(" }\n  for i, body in ipairs(all) do\n")
        .append("    requests[i] = wrk.format(\"POST\", nil, headers, body)\n  end\nend\n")
        .append("function request()\n  next = next % #requests + 1\n")
        .append("  return requests[next]\nend\n");
    Files.writeString(script, lua);
  }

  /**
   * @throws IllegalStateException when not every request was answered with 2xx, or wrk is not there
   */
  Load load(int seconds) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "wrk",
                  "-t1",
                  "-c" + CONNECTIONS,
                  "-d" + seconds + "s",
                  "--latency",
                  "-s",
                  script.toString(),
                  address.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException absent) {
      throw new IllegalStateException("no wrk here: install it (Debian's package wrk)", absent);
    }
    String said = new String(process.getInputStream().readAllBytes());
    Matcher rate = RATE.matcher(said);
    Matcher p99 = P99.matcher(said);
    if (process.waitFor() != 0 || WRONG.matcher(said).find() || !rate.find() || !p99.find())
      throw new IllegalStateException("wrk against " + address + ":\n" + said);
    return new Load(
        Double.parseDouble(rate.group(1)), Double.parseDouble(p99.group(1)) * ms(p99.group(2)));
  }

  private static double ms(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1_000;
    };
  }
}
