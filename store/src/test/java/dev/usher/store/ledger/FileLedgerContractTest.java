package dev.usher.store.ledger;

import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.ports.LedgerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerContractTest extends LedgerContract {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("ledger.jsonl");
  }

  @Override
  LedgerStore open() {
    return new FileLedger(file());
  }

  @Override
  Map<String, String> writer() {
    return Map.of(Writer.FILE, file().toString());
  }

  @Override
  void lose() throws IOException {
    Files.delete(file());
  }
}
