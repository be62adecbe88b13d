package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.terminal.Terminal;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.seal.FileSink;
import dev.usher.engine.seal.Sealing;
import dev.usher.engine.seal.SealingKey;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/ledger.md, as it is written there. */
class LedgerFilesTest {
  @TempDir Path folder;

  @Test
  void an_export_is_proved_by_files_alone() throws Exception {
    String open = said(0, "ledger", "key", "--out", path("sealing.key"));
    Files.writeString(folder.resolve("sealing.pub"), open);
    assertThat(open).startsWith("-----BEGIN PUBLIC KEY-----\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("sealing.key"))))
        .isEqualTo("rw-------");
    assertThat(said(1, "ledger", "key", "--out", path("sealing.key"))).contains("exists already");

    SealingKey key = SealingKey.parse(Files.readString(folder.resolve("sealing.key")));
    FileLedger ledger = new FileLedger(folder.resolve("kept.jsonl"));
    Sealing sealing =
        new Sealing(
            ledger,
            key,
            "usher-1",
            new FileSink(folder.resolve("checkpoints.jsonl")),
            InstantSource.system());
    for (String text : List.of("one", "two", "three")) {
      ledger.append(draft(text), Head.NONE);
      sealing.seal();
    }
    said(0, "ledger", "export", "--out", path("ledger.jsonl"));
    assertThat(folder.resolve("ledger.jsonl"))
        .hasSameTextualContentAs(folder.resolve("kept.jsonl"));
    assertThat(said(0, "ledger", "export"))
        .isEqualTo(Files.readString(folder.resolve("kept.jsonl")));
    assertThat(verified(0)).startsWith("proved: 3 entries");

    List<String> lines = Files.readAllLines(folder.resolve("ledger.jsonl"));
    Files.write(folder.resolve("ledger.jsonl"), lines.subList(0, 2));
    assertThat(verified(2)).contains("ends with entry 2", "removed is 3", "of 2 entries, 2 are");
    Files.writeString(
        folder.resolve("ledger.jsonl"), String.join("\n", lines).replace("\"two\"", "\"won\""));
    assertThat(verified(2)).contains("entry 2 was altered", "removed is 2");
  }

  @Test
  void what_is_no_key_is_refused_and_all_three_files_are_wanted() throws Exception {
    Files.writeString(folder.resolve("sealing.pub"), "no key");
    Files.writeString(folder.resolve("ledger.jsonl"), "");
    Files.writeString(folder.resolve("checkpoints.jsonl"), "");
    assertThat(verified(1)).contains("that is no public key");
    assertThat(said(1, "ledger", "verify", "--export", path("ledger.jsonl")))
        .contains("--checkpoints");
  }

  private String verified(int status) {
    return said(
        status,
        "ledger",
        "verify",
        "--export",
        path("ledger.jsonl"),
        "--checkpoints",
        path("checkpoints.jsonl"),
        "--key",
        path("sealing.pub"));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String said(int status, String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("USHER_LEDGER", path("kept.jsonl"));
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", environment);
    assertThat(Main.run(words, terminal)).as(String.join(" ", words)).isEqualTo(status);
    return said.toString(StandardCharsets.UTF_8);
  }

  private static Draft draft(String text) {
    return new Draft(
        Instant.EPOCH, "ann", What.RESULT, "here", text, List.of(), List.of(), Optional.empty());
  }
}
