package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Head;
import dev.usher.engine.Refused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A key that signs checkpoints, with both its halves. It shows the public one alone. */
public final class SealingKey {
  private final PrivateKey secret;
  private final SealKey open;

  private SealingKey(PrivateKey secret, SealKey open) {
    this.secret = secret;
    this.open = open;
  }

  /** A new one. */
  public static SealingKey make() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(SealKey.ALGORITHM).generateKeyPair();
      return new SealingKey(pair.getPrivate(), new SealKey(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  /**
   * @param pem as {@link #pem} writes it: the private half in PKCS#8, and the public one
   * @throws Refused when one is missing or they do not belong together; tells nothing of them
   */
  public static SealingKey parse(String pem) {
    byte[] bytes = Pem.read(Pem.PRIVATE, pem).orElseThrow(SealingKey::none);
    SealKey open = SealKey.parse(pem);
    try {
      SealingKey key =
          new SealingKey(
              KeyFactory.getInstance(SealKey.ALGORITHM)
                  .generatePrivate(new PKCS8EncodedKeySpec(bytes)),
              open);
      Checkpoint trial =
          Checkpoint.of(Head.NONE, Instant.EPOCH, "", Optional.empty(), List.of(), open.id());
      if (!open.hasSigned(key.sign(trial)))
        throw new Refused(
            "the two halves of the key do not belong together; make one with usher ledger key");
      return key;
    } catch (GeneralSecurityException notOne) {
      throw none();
    }
  }

  private static Refused none() {
    return new Refused(
        "the key for checkpoints is no private key of Ed25519 in PEM (PKCS#8) with its public half"
            + " behind it; make one with usher ledger key");
  }

  /** Both halves; a secret. */
  public String pem() {
    return Pem.write(Pem.PRIVATE, secret.getEncoded()) + open.pem();
  }

  public SealKey open() {
    return open;
  }

  public Checkpoint sign(Checkpoint checkpoint) {
    try {
      Signature signature = Signature.getInstance(SealKey.ALGORITHM);
      signature.initSign(secret);
      signature.update(checkpoint.signed());
      return checkpoint.signed(Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of Ed25519 cannot sign", e);
    }
  }

  @Override
  public String toString() {
    return "key " + open.id();
  }
}
