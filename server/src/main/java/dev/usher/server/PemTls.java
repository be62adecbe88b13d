package dev.usher.server;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Path;

/** TLS by files in PEM (RFC 7468). */
public final class PemTls {
  private PemTls() {}

  /**
   * @param certificate the server's, followed by those that lead to a root
   * @param key the server's, without a passphrase
   * @throws RuntimeException when one cannot be read, or they do not belong together
   */
  public static Tls of(Path certificate, Path key) {
    Keys keys =
        Keys.builder()
            .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(certificate)))
            .build();
    return Tls.builder()
        .privateKey(keys.privateKey().orElseThrow())
        .privateKeyCertChain(keys.certChain())
        .addEnabledProtocol("TLSv1.3")
        .addEnabledProtocol("TLSv1.2")
        .build();
  }
}
