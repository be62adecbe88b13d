package dev.usher.store.api;

import dev.usher.engine.ports.GivenAnswers;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Answers as rows, of all servers: the key decides who of two is the first. */
public final class PostgresGivenAnswers implements GivenAnswers {
  private final Jdbi jdbi;
  private final InstantSource clock;

  public PostgresGivenAnswers(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  @Override
  public Known begin(String caller, String key, String request) {
    return jdbi.inTransaction(handle -> begin(handle, caller, key, request));
  }

  private Known begin(Handle handle, String caller, String key, String request) {
    Instant now = clock.instant();
    handle
        .createUpdate("delete from answer_given where begun < :ago")
        .bind("ago", now.minus(LIFE).atOffset(ZoneOffset.UTC))
        .execute();
    int first =
        handle
            .createUpdate(
                """
                insert into answer_given (caller, key, request, begun)
                values (:caller, :key, :request, :now)
                on conflict (caller, key) do nothing
                """)
            .bind("caller", caller)
            .bind("key", key)
            .bind("request", request)
            .bind("now", now.atOffset(ZoneOffset.UTC))
            .execute();
    if (first == 1) return new Known.Nothing();
    return handle
        .createQuery(
            "select request, status, body from answer_given where caller = :caller and key = :key")
        .bind("caller", caller)
        .bind("key", key)
        .map(
            (row, _) -> {
              String body = row.getString("body");
              if (!row.getString("request").equals(request)) return new Known.Other();
              return body == null
                  ? new Known.UnderWay()
                  : new Known.Given(row.getInt("status"), body);
            })
        .one();
  }

  @Override
  public void give(String caller, String key, int status, String body) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update answer_given set status = :status, body = :body
                    where caller = :caller and key = :key
                    """)
                .bind("status", status)
                .bind("body", body)
                .bind("caller", caller)
                .bind("key", key)
                .execute());
  }

  @Override
  public void forget(String caller, String key) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("delete from answer_given where caller = :caller and key = :key")
                .bind("caller", caller)
                .bind("key", key)
                .execute());
  }
}
