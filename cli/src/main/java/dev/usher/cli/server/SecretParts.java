package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.engine.secret.Keeping;
import dev.usher.engine.secret.KeptSecrets;
import dev.usher.engine.secret.Keyless;
import dev.usher.engine.secret.SecretPlaces;
import dev.usher.engine.secret.Secrets;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Once;
import dev.usher.server.http.Route;
import dev.usher.server.secret.SecretRoutes;
import dev.usher.store.StoreFailure;
import dev.usher.store.secret.PostgresSecrets;
import dev.usher.store.secret.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The secrets that the server needs, and how they come into the store. */
record SecretParts(Secrets secrets, List<Route> routes) {

  /**
   * Opens what the store keeps.
   *
   * @throws StoreFailure when the key is not the one that it was sealed with
   */
  static SecretParts start(
      ServerConfig config,
      Jdbi jdbi,
      JsonBody json,
      Once once,
      InstantSource clock,
      SecureRandom random) {
    KeptSecrets kept =
        key(config, random)
            .<KeptSecrets>map(key -> PostgresSecrets.open(jdbi, key))
            .orElseGet(Keyless::new);
    return new SecretParts(
        new SecretPlaces(name -> Optional.ofNullable(System.getenv(name)), kept),
        new SecretRoutes(new Keeping(kept, clock), json, once).routes());
  }

  /** A store of one's own has one of its own, which only opens once another is named. */
  private static Optional<StoreKey> key(ServerConfig config, SecureRandom random) {
    return switch (config.store()) {
      case StorePlace.Embedded(Path folder) -> {
        StoreKey own = own(folder.resolve("secret-key"), random);
        yield Optional.of(config.storeKey().map(named -> named.and(own)).orElse(own));
      }
      case StorePlace.Remote _ -> config.storeKey();
    };
  }

  /** Written whole or not at all, for its owner alone. */
  private static StoreKey own(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(
            half,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, StoreKey.make(random) + "\n");
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return StoreKey.parse(Files.readString(file));
    } catch (IOException failure) {
      throw new StoreFailure(
          file + " cannot be read or written; mend its permissions or its disk", failure);
    }
  }
}
