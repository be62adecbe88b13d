package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Canonical;
import dev.usher.engine.report.PlanReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

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
  private record Written(String format, String digest, PlanReport report) {}

  /** By which a plan is known again: of its JSON. */
  public static String digest(PlanReport report) {
    return Canonical.sha256(Json.of(report).getBytes(StandardCharsets.UTF_8));
  }

  /** What the file holds. */
  public static String text(PlanReport report) {
    return Json.of(new Written(FORMAT, digest(report), report));
  }

  /** The file is not a plan. The message says what to do next. */
  public static final class NoPlan extends Exception {
    private static final long serialVersionUID = 1L;

    NoPlan(String named, String why) {
      super(named + " " + why + ": plan again with --out");
    }
  }

  /** Writes the plan; only the file's owner can read it, for a plan tells much of a system. */
  public static void write(Path file, PlanReport report) throws IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    // A temporary file is its owner's alone (mode 0600) from birth.
    Path whole = Files.createTempFile(folder, ".plan", ".tmp");
    try {
      Files.writeString(whole, text(report));
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
    return parse(Files.readString(file), file.toString());
  }

  /**
   * @param named what is told in front of what is wrong with it: {@code the plan}
   */
  public static PlanReport parse(String text, String named) throws NoPlan {
    try {
      JsonNode root = JSON.readTree(text);
      if (!FORMAT.equals(root.path("format").textValue())) throw new NoPlan(named, NO_PLAN);
      PlanReport report = FromJson.read(root.required("report"), PlanReport.class);
      if (!digest(report).equals(root.path("digest").textValue()))
        throw new NoPlan(named, "is not as usher wrote it");
      return report;
    } catch (JsonProcessingException | IllegalArgumentException notOne) {
      throw new NoPlan(named, NO_PLAN);
    }
  }
}
