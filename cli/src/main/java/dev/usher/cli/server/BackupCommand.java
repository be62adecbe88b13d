package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.store.Account;
import dev.usher.store.backup.Backup;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "backup",
    description = "Writes a server's whole store to a file, while it goes on working.")
public final class BackupCommand extends StoreCommand {
  private BackupCommand(Terminal terminal) {
    super(terminal);
  }

  public static CommandLine line(Terminal terminal) {
    return line(new BackupCommand(terminal));
  }

  @Override
  void run(StorePlace place, Path file) throws IOException {
    switch (place) {
      case StorePlace.Remote(Account admin, Account _) -> write(admin, file);
      case StorePlace.Embedded(Path folder) -> {
        Optional<Account> answering = EmbeddedStore.answering(folder);
        if (answering.isPresent()) {
          write(answering.get(), file);
          return;
        }
        if (!Files.exists(folder.resolve("data")))
          throw new Refused(folder + " holds no store; name the one of the server with --data");
        try (EmbeddedStore store = EmbeddedStore.start(folder, new SecureRandom())) {
          write(store.migrating(), file);
        }
      }
    }
  }

  /** To a new file that its owner alone can read; one that is not whole is not left there. */
  private void write(Account owner, Path file) throws IOException {
    WritableByteChannel made = made(file);
    boolean isWhole = false;
    try (OutputStream out = Channels.newOutputStream(made)) {
      long rows = Backup.write(owner, out, InstantSource.system().instant());
      isWhole = true;
      terminal.err().printf("%d rows in %s%n", rows, file);
    } finally {
      if (!isWhole) Files.deleteIfExists(file);
    }
  }

  /** What is there is neither written over nor followed, and nobody puts a link in between. */
  private static WritableByteChannel made(Path file) throws IOException {
    try {
      return Files.newByteChannel(
          file,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException there) {
      throw new Refused(file + " is there already; name another one");
    }
  }
}
