package dev.usher.store.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.usher.store.StoreFailure;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What the store's keys are sealed with. Is kept outside the store: who has both reads everything.
 * AES-256-GCM. The first key seals, each of them opens: so one goes and another comes.
 */
public final class StoreKey {
  private static final int BYTES = 32;

  private final List<Aead> keys;

  private StoreKey(List<Aead> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * The keys that are written so.
   *
   * @param text base64 of 32 bytes, one in each line
   * @throws StoreFailure for anything else; does not show it
   */
  public static StoreKey parse(String text) {
    List<Aead> keys = new ArrayList<>();
    for (String line : text.strip().lines().toList()) keys.add(key(line.strip()));
    if (keys.isEmpty()) throw noKey();
    return new StoreKey(keys);
  }

  /** A new one, as it is written. */
  public static String make(SecureRandom random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private static Aead key(String line) {
    try {
      byte[] key = Base64.getDecoder().decode(line);
      if (key.length != BYTES) throw noKey();
      return new AesGcmJce(key);
    } catch (IllegalArgumentException | GeneralSecurityException _) {
      throw noKey();
    }
  }

  private static StoreFailure noKey() {
    return new StoreFailure(
        "what is there is no key: base64 of 32 random bytes, one in each line; openssl rand"
            + " -base64 32 makes one");
  }

  /** These, and behind them the others, which only open. */
  public StoreKey and(StoreKey older) {
    List<Aead> all = new ArrayList<>(keys);
    all.addAll(older.keys);
    return new StoreKey(all);
  }

  /** The one that seals. */
  Aead first() {
    return keys.getFirst();
  }

  List<Aead> all() {
    return keys;
  }

  @Override
  public String toString() {
    return "StoreKey[]";
  }
}
