package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.engine.Refused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The public half of a key that signs checkpoints, Ed25519 (RFC 8032). By it anybody can tell a
 * checkpoint of ours.
 */
public record SealKey(PublicKey key) {
  static final String ALGORITHM = "Ed25519";

  /**
   * @param pem X.509, as {@code usher ledger key} and {@code openssl pkey -pubout} write it
   * @throws Refused when it is no such key
   */
  public static SealKey parse(String pem) {
    byte[] bytes =
        Pem.read(Pem.PUBLIC, pem)
            .orElseThrow(
                () ->
                    new Refused(
                        "that is no public key: give what usher ledger key prints, from -----BEGIN"
                            + " PUBLIC KEY----- on"));
    try {
      return new SealKey(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes)));
    } catch (GeneralSecurityException notOne) {
      throw new Refused("the public key is not one of Ed25519; make one with usher ledger key");
    }
  }

  public String pem() {
    return Pem.write(Pem.PUBLIC, key.getEncoded());
  }

  /** See {@link Checkpoint#id}. */
  public String id() {
    return Checkpoint.id(key.getEncoded());
  }

  /** Whether this key's other half signed it. */
  public boolean hasSigned(Checkpoint checkpoint) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(checkpoint.signed());
      return signature.verify(Base64.getDecoder().decode(checkpoint.signature()));
    } catch (SignatureException | IllegalArgumentException notOne) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }
}
