package dev.usher.store.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.KeptSecrets;
import dev.usher.engine.secret.SecretReference.Missing;
import dev.usher.store.StoreFailure;
import dev.usher.store.ledger.PostgresLedger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Secrets as rows, in an envelope (Tink, AES-256-GCM): each is sealed with the store's own key,
 * with its name as associated data, so that one row cannot be put in another's place; that key
 * stands in the store sealed with a {@link StoreKey}. It is read anew each time: another server may
 * have made it anew.
 */
public final class PostgresSecrets implements KeptSecrets {
  private static final byte[] OF_KEYS = "usher: keys of secrets".getBytes(StandardCharsets.UTF_8);

  private final Jdbi jdbi;
  private final StoreKey key;

  private PostgresSecrets(Jdbi jdbi, StoreKey key) {
    this.jdbi = jdbi;
    this.key = key;
  }

  /**
   * Makes the store's own key where there is none yet, or where none of these keys opens it and it
   * seals nothing: so a backup without secrets comes back though the key was lost with its disk.
   * Seals it with the first of these keys where it was sealed with another of them.
   *
   * @throws StoreFailure when none of them opens it, and there are secrets
   */
  public static PostgresSecrets open(Jdbi jdbi, StoreKey key) {
    try {
      AeadConfig.register();
      jdbi.useTransaction(handle -> begin(handle, key));
      return new PostgresSecrets(jdbi, key);
    } catch (GeneralSecurityException failure) {
      throw new StoreFailure("secrets cannot be sealed: see Java's security providers", failure);
    }
  }

  private static void begin(Handle handle, StoreKey key) throws GeneralSecurityException {
    // Two servers that start at once make one key.
    handle
        .createUpdate("insert into secret_keys (sealed) values (:sealed) on conflict do nothing")
        .bind("sealed", sealed(made(), key.first()))
        .execute();
    byte[] there =
        handle.createQuery("select sealed from secret_keys for update").mapTo(byte[].class).one();
    if (opened(there, key.first()).isPresent()) return;
    boolean isForNothing =
        handle.createQuery("select count(*) from secret").mapTo(Long.class).one() == 0
            && key.all().stream().allMatch(one -> opened(there, one).isEmpty());
    KeysetHandle keys = isForNothing ? made() : opened(there, key);
    handle
        .createUpdate("update secret_keys set sealed = :sealed")
        .bind("sealed", sealed(keys, key.first()))
        .execute();
  }

  private static KeysetHandle made() throws GeneralSecurityException {
    return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
  }

  private static byte[] sealed(KeysetHandle keys, Aead key) throws GeneralSecurityException {
    return TinkProtoKeysetFormat.serializeEncryptedKeyset(keys, key, OF_KEYS);
  }

  private static KeysetHandle opened(byte[] sealed, StoreKey key) {
    return key.all().stream()
        .flatMap(one -> opened(sealed, one).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new StoreFailure(
                    "the store's secrets are sealed with another key than that of --store-key:"
                        + " name that one, or write it there in a second line; if it is lost, so"
                        + " are they: have the store's owner DELETE FROM usher_store.secret, start"
                        + " again, and put them there anew"));
  }

  private static Optional<KeysetHandle> opened(byte[] sealed, Aead key) {
    try {
      return Optional.of(TinkProtoKeysetFormat.parseEncryptedKeyset(sealed, key, OF_KEYS));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static Aead aead(KeysetHandle keys) throws GeneralSecurityException {
    return keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  @Override
  public List<Kept> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select name, by, since from secret order by name")
                .map(PostgresSecrets::kept)
                .list());
  }

  private static Kept kept(ResultSet row, StatementContext context) throws SQLException {
    return new Kept(
        row.getString("name"), row.getString("by"), row.getTimestamp("since").toInstant());
  }

  private static Optional<Kept> there(Handle handle, String name) {
    return handle
        .createQuery("select name, by, since from secret where name = :name")
        .bind("name", name)
        .map(PostgresSecrets::kept)
        .findOne();
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Row(byte[] keys, String name, byte[] sealed) {}

  @Override
  public Optional<String> find(String name) {
    // In one statement: keys and secrets are made anew together.
    Optional<Row> found =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select k.sealed keys, s.name, s.sealed
                        from secret s cross join secret_keys k where s.name = :name
                        """)
                    .bind("name", name)
                    .map(
                        (row, _) ->
                            new Row(
                                row.getBytes("keys"),
                                row.getString("name"),
                                row.getBytes("sealed")))
                    .findOne());
    return found.map(row -> opened(row, opened(row.keys(), key)));
  }

  private static String opened(Row row, KeysetHandle keys) {
    try {
      return new String(
          aead(keys).decrypt(row.sealed(), ofSecret(row.name())), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException _) {
      throw new Missing(
          "the secret "
              + row.name()
              + " in the store was altered, or sealed for another name: put it there again");
    }
  }

  private static byte[] sealed(String name, String secret, KeysetHandle keys)
      throws GeneralSecurityException {
    return aead(keys).encrypt(secret.getBytes(StandardCharsets.UTF_8), ofSecret(name));
  }

  private static byte[] ofSecret(String name) {
    return ("usher: secret " + name).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void put(String name, String secret, Draft told, Precondition<Kept> meant) {
    change(
        handle -> {
          // Nobody makes the keys anew meanwhile, or puts the first of that name.
          KeysetHandle keys = keys(handle);
          meant.hold(there(handle, name));
          handle
              .createUpdate(
                  """
                  insert into secret (name, sealed, by, since) values (:name, :sealed, :by, :at)
                  on conflict (name) do update
                  set sealed = excluded.sealed, by = excluded.by, since = excluded.since
                  """)
              .bind("name", name)
              .bind("sealed", sealed(name, secret, keys))
              .bind("by", told.by())
              .bind("at", Timestamp.from(told.at()))
              .execute();
          PostgresLedger.append(handle, told, Head.NONE);
        });
  }

  @Override
  public boolean remove(String name, Draft told, Precondition<Kept> meant) {
    return jdbi.inTransaction(
        handle -> {
          oneAtATime(handle);
          meant.hold(there(handle, name));
          if (handle.execute("delete from secret where name = ?", name) == 0) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  @Override
  public void rotate(Draft told) {
    change(
        handle -> {
          KeysetHandle old = keys(handle);
          KeysetHandle anew = made();
          List<Row> rows =
              handle
                  .createQuery("select name, sealed from secret")
                  .map(
                      (row, _) ->
                          new Row(new byte[0], row.getString("name"), row.getBytes("sealed")))
                  .list();
          for (Row row : rows)
            handle
                .createUpdate("update secret set sealed = :sealed where name = :name")
                .bind("sealed", sealed(row.name(), opened(row, old), anew))
                .bind("name", row.name())
                .execute();
          handle
              .createUpdate("update secret_keys set sealed = :sealed")
              .bind("sealed", sealed(anew, key.first()))
              .execute();
          PostgresLedger.append(handle, told, Head.NONE);
        });
  }

  private KeysetHandle keys(Handle handle) {
    return opened(oneAtATime(handle), key);
  }

  /** Who changes something locks the keys: of a secret that is not there yet there is no row. */
  private static byte[] oneAtATime(Handle handle) {
    return handle
        .createQuery("select sealed from secret_keys for update")
        .mapTo(byte[].class)
        .one();
  }

  private interface Change {
    void in(Handle handle) throws GeneralSecurityException;
  }

  private void change(Change change) {
    try {
      jdbi.useTransaction(change::in);
    } catch (GeneralSecurityException failure) {
      throw new StoreFailure("secrets cannot be sealed: see Java's security providers", failure);
    }
  }
}
