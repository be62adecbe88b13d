package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A plan in a file: the report's JSON under a word that says which format it is. What is read back
 * equals what was written.
 */
public final class PlanFile {
  private static final String FORMAT = "usher-plan-1";
  private static final String NO_PLAN = "is no plan of this version of usher";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PlanFile() {}

  /**
   * @param digest of the report's JSON: what was changed by hand since is no longer what was shown
   */
  private record Written(String format, String digest, PlanReport report) {
    static Written of(PlanReport report) {
      return new Written(
          FORMAT, Canonical.sha256(Json.of(report).getBytes(StandardCharsets.UTF_8)), report);
    }
  }

  /** The file is not a plan. The message says what to do next. */
  public static final class NoPlan extends Exception {
    private static final long serialVersionUID = 1L;

    NoPlan(Path file, String why) {
      super(file + " " + why + ": plan again with --out");
    }
  }

  /** Writes the plan; only the file's owner can read it, for a plan tells much of a system. */
  public static void write(Path file, PlanReport report) throws IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    // A temporary file is its owner's alone (mode 0600) from birth.
    Path whole = Files.createTempFile(folder, ".plan", ".tmp");
    try {
      Files.writeString(whole, Json.of(Written.of(report)));
      move(whole, file);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void move(Path whole, Path file) throws IOException {
    try {
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * @throws IOException when the file cannot be read
   */
  public static PlanReport read(Path file) throws IOException, NoPlan {
    try {
      JsonNode root = JSON.readTree(Files.readString(file));
      if (!FORMAT.equals(root.path("format").textValue())) throw new NoPlan(file, NO_PLAN);
      PlanReport report = report(root.required("report"));
      if (!Written.of(report).digest().equals(text(root, "digest")))
        throw new NoPlan(file, "is not as usher wrote it");
      return report;
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeException
        | NoSuchElementException
        | NullPointerException notOne) {
      throw new NoPlan(file, NO_PLAN);
    }
  }

  private static PlanReport report(JsonNode node) {
    Map<Target, String> heads = new TreeMap<>();
    node.required("heads")
        .properties()
        .forEach(head -> heads.put(target(head.getKey()), head.getValue().textValue()));
    return new PlanReport(
        Instant.parse(text(node, "made")),
        text(node, "policy"),
        set(node, "environments", JsonNode::textValue),
        optional(node, "subject", JsonNode::textValue),
        list(node, "diagnostics", PlanFile::diagnostic),
        list(node, "plans", PlanFile::plan),
        heads,
        list(
            node,
            "notes",
            note ->
                new PlanReport.Note(text(note, "kind"), text(note, "where"), text(note, "text"))),
        list(
            node,
            "failures",
            failure ->
                new Failure(
                    text(failure, "where"), text(failure, "code"), text(failure, "message"))));
  }

  private static Plan plan(JsonNode node) {
    return new Plan(
        text(node, "realm"), text(node, "fingerprint"), list(node, "stages", PlanFile::stage));
  }

  private static Plan.Stage stage(JsonNode node) {
    return new Plan.Stage(
        node.required("id").intValue(),
        word(Plan.Phase.class, text(node, "phase")),
        target(text(node, "target")),
        node.required("atomic").booleanValue(),
        list(node, "steps", PlanFile::step));
  }

  private static Plan.Step step(JsonNode node) {
    return new Plan.Step(
        node.required("id").intValue(),
        text(node, "statement"),
        list(node, "effects", PlanFile::effect),
        word(Plan.Risk.class, text(node, "risk")));
  }

  private static Plan.Effect effect(JsonNode node) {
    return new Plan.Effect(
        word(Plan.Effect.Kind.class, text(node, "kind")),
        target(text(node, "target")),
        text(node, "group"),
        text(node, "prose"),
        set(
            node,
            "causes",
            cause -> new Cause(text(cause, "text"), optional(cause, "at", PlanFile::source))));
  }

  private static Diagnostic diagnostic(JsonNode node) {
    return new Diagnostic(
        word(Diagnostic.Severity.class, text(node, "severity")),
        text(node, "code"),
        text(node, "message"),
        optional(node, "hint", JsonNode::textValue),
        optional(node, "at", PlanFile::source),
        optional(
            node,
            "snippet",
            snippet ->
                new Diagnostic.Snippet(
                    text(snippet, "line"),
                    snippet.required("column").intValue(),
                    snippet.required("length").intValue())));
  }

  private static Source source(JsonNode node) {
    return new Source(
        text(node, "file"), node.required("line").intValue(), node.required("column").intValue());
  }

  private static Target target(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) throw new IllegalArgumentException("no target: " + text);
    return new Target(text.substring(0, slash), text.substring(slash + 1));
  }

  private static <E extends Enum<E>> E word(Class<E> type, String text) {
    return Enum.valueOf(type, text.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  private static String text(JsonNode node, String key) {
    return Optional.ofNullable(node.required(key).textValue()).orElseThrow();
  }

  private static <T> Optional<T> optional(JsonNode node, String key, Function<JsonNode, T> read) {
    return Optional.ofNullable(node.get(key)).map(read);
  }

  private static <T> List<T> list(JsonNode node, String key, Function<JsonNode, T> read) {
    List<T> list = new ArrayList<>();
    node.required(key).forEach(element -> list.add(read.apply(element)));
    return list;
  }

  private static <T> Set<T> set(JsonNode node, String key, Function<JsonNode, T> read) {
    return new HashSet<>(list(node, key, read));
  }
}
