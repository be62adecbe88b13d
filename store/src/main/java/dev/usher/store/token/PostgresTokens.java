package dev.usher.store.token;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Token;
import dev.usher.engine.token.TokenStore;
import dev.usher.store.Straight;
import dev.usher.store.Together;
import dev.usher.store.ledger.PostgresLedger;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tokens as rows; whatever is made or revoked is told in the ledger by the same transaction. */
public final class PostgresTokens implements TokenStore {
  private final Jdbi jdbi;

  /** By their digests, of which the bytes are the key. */
  private final Together<ByteBuffer, Supplier<Token>> shown = new Together<>(this::find);

  public PostgresTokens(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public boolean add(Token token, byte[] digest, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          letExpiredOnesGo(handle, token);
          if (insert(handle, token, digest) == 0) return false;
          if (token.isAdministrator()) endFirst(handle, token.name(), token.created());
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  /** A name is free again once the token that had it has expired. */
  private static void letExpiredOnesGo(Handle handle, Token token) {
    handle
        .createUpdate(
            """
            update token set revoked = expires
            where name = :name and revoked is null and expires <= :now
            """)
        .bind("name", token.name())
        .bind("now", Timestamp.from(token.created()))
        .execute();
  }

  private static int insert(Handle handle, Token token, byte[] digest) {
    return handle
        .createUpdate(
            """
            insert into token (id, digest, name, scopes, created, created_by, owner, expires)
            values (:id, :digest, :name, cast(:scopes as text[]), :created, :by, :owner, :expires)
            on conflict (name) where revoked is null do nothing
            """)
        .bind("id", token.id())
        .bind("digest", digest)
        .bind("name", token.name())
        .bind("scopes", token.scopes().stream().map(Scope::name).toArray(String[]::new))
        .bind("created", Timestamp.from(token.created()))
        .bind("by", token.by())
        .bind("owner", token.owner())
        .bind("expires", Timestamp.from(token.expires()))
        .execute();
  }

  @Override
  public void endFirstAdministrator(String by, Instant now) {
    jdbi.useHandle(handle -> endFirst(handle, by, now));
  }

  private static void endFirst(Handle handle, String by, Instant at) {
    handle
        .createUpdate(
            """
            insert into first_administrator_over (at, by) values (:at, :by)
            on conflict do nothing
            """)
        .bind("at", Timestamp.from(at))
        .bind("by", by)
        .execute();
  }

  @Override
  public Optional<Token> shown(byte[] digest, Instant now) {
    Optional<Token> token = shown.get(ByteBuffer.wrap(digest)).map(Supplier::get);
    // To the minute: not every request is a write.
    token
        .filter(one -> one.isAlive(now))
        .filter(one -> one.used().isEmpty() || one.used().get().isBefore(now.minusSeconds(60)))
        .ifPresent(one -> jdbi.useHandle(handle -> used(handle, one, now)));
    return token;
  }

  private Map<ByteBuffer, Supplier<Token>> find(Set<ByteBuffer> digests) {
    return jdbi
        .withHandle(
            handle ->
                Straight.all(
                    handle,
                    "select * from token where digest = any(?)",
                    row -> Map.entry(ByteBuffer.wrap(row.getBytes("digest")), read(row)),
                    (Object) digests.stream().map(ByteBuffer::array).toArray(byte[][]::new)))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** One that this version cannot read, of a newer one say, is a failure to its bearer alone. */
  private static Supplier<Token> read(ResultSet row) throws SQLException {
    try {
      Token token = token(row);
      return () -> token;
    } catch (IllegalArgumentException unlike) {
      return () -> {
        throw unlike;
      };
    }
  }

  private static void used(Handle handle, Token token, Instant now) {
    handle
        .createUpdate("update token set used = :now where id = :id")
        .bind("now", Timestamp.from(now))
        .bind("id", token.id())
        .execute();
  }

  @Override
  public List<Token> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from token order by created desc, id")
                .map((row, _) -> token(row))
                .list());
  }

  @Override
  public boolean revoke(String id, Instant now, Draft told, Precondition<Token> meant) {
    return jdbi.inTransaction(
        handle -> {
          meant.hold(
              handle
                  .createQuery("select * from token where id = :id for update")
                  .bind("id", id)
                  .map((row, _) -> token(row))
                  .findOne());
          int revoked =
              handle
                  .createUpdate(
                      """
                      update token set revoked = :now
                      where id = :id and revoked is null
                      """)
                  .bind("id", id)
                  .bind("now", Timestamp.from(now))
                  .execute();
          if (revoked == 0) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  @Override
  public boolean isFirstAdministratorOver() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select exists (select from first_administrator_over)")
                .mapTo(Boolean.class)
                .one());
  }

  private static Token token(ResultSet row) throws SQLException {
    Array scopes = row.getArray("scopes");
    return new Token(
        row.getString("id"),
        row.getString("name"),
        Arrays.stream((String[]) scopes.getArray()).map(Scope::new).toList(),
        row.getTimestamp("created").toInstant(),
        row.getString("created_by"),
        Optional.ofNullable(row.getString("owner")),
        row.getTimestamp("expires").toInstant(),
        Optional.ofNullable(row.getTimestamp("revoked")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp("used")).map(Timestamp::toInstant));
  }
}
