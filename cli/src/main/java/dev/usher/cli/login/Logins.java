package dev.usher.cli.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.engine.Refused;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Who somebody is at which server, in a file that they alone can read. A login that is over is made
 * anew when it is asked for; by one command at a time, for an issuer may take a refresh token once.
 */
public final class Logins {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<PosixFilePermission> OURS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path folder;
  private final Path file;
  private final InstantSource clock;

  private Logins(Path config, InstantSource clock) {
    this.folder = config.resolve("usher");
    this.file = folder.resolve("logins.json");
    this.clock = clock;
  }

  /** Under XDG_CONFIG_HOME, or ~/.config. */
  public static Logins of(Map<String, String> environment) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path home =
        config.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
            : Path.of(config);
    return new Logins(home, InstantSource.system());
  }

  /**
   * What is shown to the server; nothing where nobody is logged in there.
   *
   * @throws Refused when the login is over and cannot be made anew
   */
  public Optional<String> token(ServerAddress server) {
    if (!Files.exists(file)) return Optional.empty();
    Optional<Login> login = find(server, read());
    if (login.isEmpty()) return Optional.empty();
    if (!login.get().isOver(clock.instant())) return login.map(Login::token);
    return Optional.of(locked(() -> anew(server)).token());
  }

  /** Another command may have been there first. */
  private Login anew(ServerAddress server) throws IOException {
    Login login = find(server, read()).orElseThrow(() -> over(server));
    if (!login.isOver(clock.instant())) return login;
    String refresh = login.refresh().orElseThrow(() -> over(server));
    Login next =
        IssuerClient.of(URI.create(login.issuer()), login.client())
            .refreshed(refresh)
            .orElseThrow(() -> over(server));
    put(server, next);
    return next;
  }

  private static Refused over(ServerAddress server) {
    return new Refused("your login at " + server + " is over; say usher login --server " + server);
  }

  void keep(ServerAddress server, Login login) {
    locked(
        () -> {
          put(server, login);
          return login;
        });
  }

  private void put(ServerAddress server, Login login) throws IOException {
    ObjectNode all = read();
    ObjectNode one = all.putObject(server.toString());
    one.put("issuer", login.issuer()).put("client", login.client());
    one.put("token", login.token()).put("expires", login.expires().toString());
    login.refresh().ifPresent(refresh -> one.put("refresh", refresh));
    write(all);
  }

  /**
   * Forgets it.
   *
   * @return what there was
   */
  Optional<Login> forget(ServerAddress server) {
    if (!Files.exists(file)) return Optional.empty();
    return locked(
        () -> {
          ObjectNode all = read();
          Optional<Login> login = find(server, all);
          all.remove(server.toString());
          write(all);
          return login;
        });
  }

  private static Optional<Login> find(ServerAddress server, JsonNode all) {
    JsonNode one = all.path(server.toString());
    if (!one.isObject()) return Optional.empty();
    try {
      return Optional.of(
          new Login(
              one.path("issuer").asText(),
              one.path("client").asText(),
              one.path("token").asText(),
              Instant.parse(one.path("expires").asText()),
              Optional.ofNullable(one.path("refresh").textValue())));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private ObjectNode read() {
    try {
      if (!Files.exists(file)) return JSON.createObjectNode();
      if (isPosix() && !OURS.containsAll(Files.getPosixFilePermissions(file)))
        throw new Refused(
            file + " holds your logins and others may read it; say chmod 600 " + file);
      return JSON.readTree(Files.readString(file)) instanceof ObjectNode all
          ? all
          : JSON.createObjectNode();
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }

  /** There whole or not at all, and nobody else's from its first moment on. */
  private void write(ObjectNode all) throws IOException {
    Path half = file.resolveSibling("logins.json.half");
    Files.deleteIfExists(half);
    if (isPosix()) Files.createFile(half, PosixFilePermissions.asFileAttribute(OURS));
    Files.writeString(half, all.toPrettyString() + "\n");
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException;
  }

  private <T> T locked(Work<T> work) {
    try {
      if (!Files.isDirectory(folder)) make();
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("logins.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = lock(channel)) {
        return work.done();
      }
    } catch (IOException failure) {
      throw unusable(failure);
    }
  }

  /** Within one process a lock is refused rather than waited for. */
  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException taken) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private void make() throws IOException {
    Files.createDirectories(folder);
    if (isPosix())
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private Refused unusable(IOException failure) {
    return new Refused(
        "%s cannot be used (%s); see that its folder is yours"
            .formatted(file, failure.getMessage()));
  }
}
