package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.store.Account;
import dev.usher.store.backup.Restore;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "restore",
    description =
        "Reads a backup into an empty store. A server on it only takes away until usher recover.")
public final class RestoreCommand extends StoreCommand {
  private RestoreCommand(Terminal terminal) {
    super(terminal);
  }

  public static CommandLine line(Terminal terminal) {
    return line(new RestoreCommand(terminal));
  }

  @Override
  void run(StorePlace place, Path file) throws IOException {
    if (!Files.isReadable(file))
      throw new Refused(file + " cannot be read; see that it is there and may be read");
    switch (place) {
      case StorePlace.Remote(Account admin, Account login) -> read(file, admin, login);
      case StorePlace.Embedded(Path folder) -> {
        try (EmbeddedStore store = EmbeddedStore.start(folder, new SecureRandom())) {
          read(file, store.migrating(), store.running());
        }
      }
    }
  }

  private void read(Path file, Account owner, Account running) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long rows = Restore.read(in, owner, running, System.getProperty("user.name", "unknown"));
      terminal
          .err()
          .printf(
              "%d rows read. A server on this store only takes away until the directories have"
                  + " spoken and an administrator says: usher recover%n",
              rows);
    }
  }
}
