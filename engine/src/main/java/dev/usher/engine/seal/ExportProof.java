package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Proof;
import dev.usher.core.ledger.Proving;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.report.LedgerProofReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Proves an export by checkpoints: files alone, without a store, a server or a policy. */
public final class ExportProof {
  private ExportProof() {}

  /**
   * @param export a ledger's lines
   * @param checkpoints files of their lines
   * @param keys whose signatures count
   * @throws IOException when a file cannot be read
   */
  public static LedgerProofReport of(Path export, List<Path> checkpoints, List<SealKey> keys)
      throws IOException {
    Checkpoints sealed = Checkpoints.read(checkpoints, keys);
    Proving proving = new Proving(sealed.genuine());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(export), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine())
        EntryJson.parse(line).ifPresentOrElse(proving::next, proving::unreadable);
    }
    Proof proof = proving.end();
    List<String> problems = new ArrayList<>(sealed.problems());
    problems.addAll(proof.problems());
    return new LedgerProofReport(
        proof.entries(),
        sealed.genuine().size(),
        proof.proved().number(),
        sealed.genuine().stream().map(Checkpoint::at).max(Comparator.<Instant>naturalOrder()),
        proof.altered(),
        problems);
  }
}
