package dev.usher.server.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.usher.server.sink.Whereto.Called;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS it is the name that counts, though an address is called. */
class TlsPostTest {
  private static final String PASSWORD = "changeit";

  @Test
  void theCertificateIsHeldAgainstTheName(@TempDir Path folder) throws Exception {
    SSLContext tls = tls(folder.resolve("keys.p12"));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    try (Post post = new Post(tls.getSocketFactory(), Duration.ofSeconds(10));
        Post stranger =
            new Post(SSLContext.getDefault().getSocketFactory(), Duration.ofSeconds(10))) {
      assertThat(post.send(called("hooks.example", port), Map.of(), new byte[0])).isEqualTo(204);
      assertThatThrownBy(() -> post.send(called("other.example", port), Map.of(), new byte[0]))
          .isInstanceOf(SSLHandshakeException.class);
      assertThatThrownBy(() -> stranger.send(called("hooks.example", port), Map.of(), new byte[0]))
          .isInstanceOf(SSLHandshakeException.class);
    } finally {
      server.stop(0);
    }
  }

  private static Called called(String host, int port) {
    return new Called(true, host, InetAddress.getLoopbackAddress(), port, "/");
  }

  private static SSLContext tls(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=hooks",
                "-ext",
                "SAN=dns:hooks.example",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    // A certificate of one's own is trusted where it is among those trusted.
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("own", keys.getCertificate("mykey"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
