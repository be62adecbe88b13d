package dev.usher.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;

/** TLS by files in PEM (RFC 7468). */
public final class PemTls {
  private PemTls() {}

  /**
   * @param certificate the server's, followed by those that lead to a root
   * @param key the server's, without a passphrase
   * @throws RuntimeException when one cannot be read, or they do not belong together
   */
  public static Tls of(Path certificate, Path key) {
    Keys keys = keys(certificate, key);
    return Tls.builder()
        .privateKey(keys.privateKey().orElseThrow())
        .privateKeyCertChain(keys.certChain())
        .addEnabledProtocol("TLSv1.3")
        .addEnabledProtocol("TLSv1.2")
        .build();
  }

  /**
   * The same for gRPC.
   *
   * @throws RuntimeException likewise
   */
  public static ServerCredentials credentials(Path certificate, Path key) {
    Keys keys = keys(certificate, key);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "usher",
          keys.privateKey().orElseThrow(),
          new char[0],
          keys.certChain().toArray(Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      return TlsServerCredentials.newBuilder().keyManager(managers.getKeyManagers()).build();
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Keys keys(Path certificate, Path key) {
    return Keys.builder()
        .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(certificate)))
        .build();
  }
}
