package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.Listen;
import dev.usher.engine.Refused;
import dev.usher.server.PemTls;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Where the server listens, with which certificate, and how others hear of it.
 *
 * @param opened holds what listens
 */
record Ports(ServerConfig config, Opened opened) {

  <T extends AutoCloseable> T http(BiFunction<Listen, Optional<Tls>, T> start) {
    return opened.keep(
        listen(Key.LISTEN, config.listen(), () -> start.apply(config.listen(), tls())));
  }

  /** Where it is wanted. */
  <T extends AutoCloseable> Optional<T> envoy(BiFunction<Listen, ServerCredentials, T> start) {
    return config
        .listenEnvoy()
        .map(
            place ->
                opened.keep(
                    listen(Key.LISTEN_ENVOY, place, () -> start.apply(place, credentials()))));
  }

  private Optional<Tls> tls() {
    return config.tls().map(files -> read(files, PemTls::of));
  }

  private ServerCredentials credentials() {
    return config
        .tls()
        .map(files -> read(files, PemTls::credentials))
        .orElseGet(InsecureServerCredentials::create);
  }

  private static <T> T read(ServerConfig.TlsFiles files, BiFunction<Path, Path, T> pem) {
    try {
      return pem.apply(files.certificate(), files.key());
    } catch (RuntimeException wrong) {
      throw new Refused(
          files.certificate()
              + " and "
              + files.key()
              + " are no certificate and its key in PEM, without a passphrase; see what they hold");
    }
  }

  private static <T> T listen(Key key, ServerConfig.Listen place, Supplier<T> start) {
    try {
      return start.get();
    } catch (UncheckedIOException | IllegalStateException failure) {
      throw new Refused(
          "nobody can listen on %s:%d (%s); stop what listens there, or name another address with --%s"
              .formatted(place.host(), place.port(), rootOf(failure), key.word()));
    }
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) root = root.getCause();
    return String.valueOf(root.getMessage());
  }

  /** To whoever waits for them, by files. */
  void tell(int port) {
    try {
      if (config.portFile().isPresent())
        opened.keep(NoticeFile.write(config.portFile().get(), port));
      if (config.pidFile().isPresent())
        opened.keep(NoticeFile.write(config.pidFile().get(), ProcessHandle.current().pid()));
    } catch (IOException failure) {
      throw new Refused(failure.getMessage() + " cannot be written; see that its folder is there");
    }
  }

  URI address(int port) {
    String host = config.listen().host();
    return URI.create(
        (config.tls().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + port);
  }
}
