package dev.usher.policy;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads mutated policies and holds that nothing but diagnostics comes out, in bounded time and
 * space. As a program, with seconds of CPU: {@code -Dfuzz.seconds=3600 -Dfuzz.seed=1}; one input
 * again: {@code -Dfuzz.only=INDEX}.
 */
final class PolicyFuzz {
  /** Most of a processor's time that one input may take. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** A busy machine may take this much longer than its processor's time says. */
  private static final int SLOWER = 30;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final int LARGEST = 200_000;
  private static final List<String> PIECES =
      List.of(
          "*",
          "&a ",
          "*a",
          "!x",
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "|\n",
          ">\n",
          "\"",
          "'",
          "\t",
          "\n",
          "---\n",
          "...\n",
          "# ",
          "<<: ",
          "~",
          "null",
          "no",
          "on",
          "0x",
          "1e999",
          "${USHER_VAR_HOST}",
          "${",
          "{name}",
          "**",
          "/",
          "//",
          ".",
          ":",
          "team:",
          "live:*",
          "\uFEFF",
          "\u202E",
          "😀",
          "\u0000",
          "\\u0000",
          "\\x41",
          "%YAML 1.1\n",
          "? ",
          ", ",
          "==",
          " && ",
          "!(",
          "row.",
          "subject.",
          "has(",
          "timestamp(\"",
          "in [",
          "2027-13-01",
          "999999999-01-01",
          "P1D",
          "0h",
          "999999d",
          "file:",
          "env:",
          "jdbc:postgresql://",
          "?user=",
          "@",
          "(",
          ")",
          "f(a, b)",
          "grants:\n",
          "roles:\n",
          "people:\n");

  private final long seed;
  private final List<String> corpus;
  private final Path folder;

  PolicyFuzz(long seed, Path folder) throws IOException {
    this.seed = seed;
    this.folder = folder;
    this.corpus = corpus();
  }

  /** Inputs read, the processor's time for all, for the longest and its number; what was found. */
  record Figures(
      long inputs, Duration used, Duration longest, long slowest, List<String> findings) {}

  private static List<String> corpus() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return texts;
  }

  /**
   * @param length of the processor's time
   * @param told what there is so far, after each minute of it
   */
  Figures run(Duration length, Consumer<Figures> told) throws Exception {
    List<String> findings = new ArrayList<>();
    Duration used = Duration.ZERO;
    Duration longest = Duration.ZERO;
    long slowest = 0;
    long index = 0;
    ExecutorService reader = Executors.newSingleThreadExecutor(PolicyFuzz::daemon);
    try {
      for (; used.compareTo(length) < 0 && findings.size() < 20; index++) {
        String input = input(index);
        Future<Duration> reading = reader.submit(() -> check(input));
        try {
          Duration took = reading.get(LONGEST.toSeconds() * SLOWER, TimeUnit.SECONDS);
          if (took.compareTo(longest) > 0) {
            longest = took;
            slowest = index;
          }
          boolean minute = used.plus(took).toMinutes() > used.toMinutes();
          used = used.plus(took);
          if (minute) told.accept(new Figures(index, used, longest, slowest, findings));
          if (took.compareTo(LONGEST) > 0) findings.add("input " + index + ": took " + took);
        } catch (TimeoutException _) {
          findings.add("input " + index + ": no end");
          break;
        } catch (ExecutionException failure) {
          findings.add("input " + index + ": " + trace(failure.getCause()));
        }
      }
    } finally {
      reader.shutdownNow();
    }
    return new Figures(index, used, longest, slowest, findings);
  }

  private static Thread daemon(Runnable task) {
    // The stack that a command's main thread has, not more.
    Thread thread = new Thread(null, task, "reader", 1 << 20);
    thread.setDaemon(true);
    return thread;
  }

  private static String trace(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    for (StackTraceElement each : failure.getStackTrace()) {
      if (text.length() > 1500) break;
      text.append("\n    at ").append(each);
    }
    return text.toString();
  }

  /** How much of the processor's time it took. */
  private Duration check(String input) {
    long begun = THREADS.getCurrentThreadCpuTime();
    PolicyReader.Result result;
    try {
      Files.writeString(folder.resolve("case.yaml"), input, StandardCharsets.ISO_8859_1);
      result = GoldenTest.read(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
    if (errors == result.policy().isPresent()) throw new AssertionError("a policy with errors");
    List<Diagnostic> placed =
        result.diagnostics().stream().filter(each -> each.at().isPresent()).toList();
    if (!placed.equals(
        placed.stream().sorted(Comparator.comparing(each -> each.at().orElseThrow())).toList())) {
      throw new AssertionError("not in order");
    }
    String text = Diagnostics.render(result.diagnostics());
    if (text.length() > 2_000_000) throw new AssertionError("too much text: " + text.length());
    if (text.codePoints()
        .anyMatch(point -> Character.isISOControl(point) && point != '\n' && point != '\t')) {
      throw new AssertionError("a control character in a message");
    }
    return Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begun);
  }

  /** The input of that number: always the same for one seed. Latin-1, so that any byte can be. */
  String input(long index) {
    // Mixed, so that the inputs of two seeds are not each other's further on (SplitMix64).
    Random random = new Random(seed ^ (index + 1) * 0x9E3779B97F4A7C15L);
    StringBuilder text = new StringBuilder(pick(random, corpus));
    if (random.nextInt(3) == 0) text.append('\n').append(pick(random, corpus));
    int times = 1 + random.nextInt(8);
    for (int i = 0; i < times && text.length() < LARGEST; i++) mutate(random, text);
    return text.length() > LARGEST ? text.substring(0, LARGEST) : text.toString();
  }

  private void mutate(Random random, StringBuilder text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(30));
    switch (random.nextInt(9)) {
      case 0 -> text.delete(at, end);
      case 1, 2 -> text.insert(at, piece(random));
      case 3 -> text.replace(at, end, piece(random));
      case 4 -> text.insert(at, text.substring(at, end));
      case 5 -> text.insert(at, (char) random.nextInt(256));
      case 6 ->
          text.insert(
              at, piece(random).repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 40)));
      case 7 -> {
        String other = pick(random, corpus);
        int from = random.nextInt(other.length() + 1);
        text.insert(at, other, from, Math.min(other.length(), from + random.nextInt(200)));
      }
      default -> moveLine(random, text);
    }
  }

  private static void moveLine(Random random, StringBuilder text) {
    List<String> lines = new ArrayList<>(text.toString().lines().toList());
    if (lines.size() < 2) return;
    String line = lines.remove(random.nextInt(lines.size()));
    lines.add(random.nextInt(lines.size() + 1), " ".repeat(random.nextInt(4)) + line);
    text.setLength(0);
    text.append(String.join("\n", lines)).append('\n');
  }

  private static String piece(Random random) {
    String piece = pick(random, PIECES);
    return new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void print(Figures figures) {
    System.out.printf(
        "%d inputs in %d s, longest %d ms (input %d), %d findings%n",
        figures.inputs(),
        figures.used().toSeconds(),
        figures.longest().toMillis(),
        figures.slowest(),
        figures.findings().size());
  }

  public static void main(String[] arguments) throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Path folder = Files.createTempDirectory("usher-fuzz");
    PolicyFuzz fuzz = new PolicyFuzz(seed, folder);
    Long only = Long.getLong("fuzz.only");
    if (only != null) {
      System.out.println(fuzz.input(only));
      fuzz.check(fuzz.input(only));
      return;
    }
    Duration length = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3600));
    System.out.println("seed " + seed);
    Figures figures = fuzz.run(length, PolicyFuzz::print);
    print(figures);
    figures.findings().forEach(System.out::println);
    Files.deleteIfExists(folder.resolve("case.yaml"));
    Files.deleteIfExists(folder);
  }
}
