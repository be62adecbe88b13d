package dev.usher.server.token;

import dev.usher.engine.token.Bearer;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Authenticator;
import dev.usher.server.http.Caller;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a moment whose token is for checks and nothing more: they ask all the time, and are
 * answered from memory. Whoever may do more is asked for anew each time.
 */
public final class RememberedCheckers implements Authenticator {
  /** So long such a token may still be answered after it was revoked, on any server. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final int MOST = 10_000;

  private final Authenticator others;

  /** By the digest of what was shown, which is not kept. */
  private final Map<ByteBuffer, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(Caller caller, long when) {}

  /**
   * @param others who are asked, and know all
   */
  public RememberedCheckers(Authenticator others) {
    this.others = others;
  }

  @Override
  public Optional<Caller> caller(String token) {
    ByteBuffer key = ByteBuffer.wrap(Bearer.digest(token));
    long now = System.nanoTime();
    Seen last = seen.get(key);
    if (last != null && now - last.when() < MOMENT.toNanos()) return Optional.of(last.caller());
    Optional<Caller> caller = others.caller(token);
    caller
        .filter(RememberedCheckers::isForChecksAlone)
        .ifPresentOrElse(
            it -> {
              if (seen.size() >= MOST) seen.clear();
              seen.put(key, new Seen(it, now));
            },
            () -> seen.remove(key));
    return caller;
  }

  private static boolean isForChecksAlone(Caller caller) {
    return !caller.sight().isNone()
        && !caller.may(Scope.AUDIT)
        && caller.directory().isEmpty()
        && caller.leads().isEmpty();
  }

  @Override
  public boolean leads(Caller caller, String subject) {
    return others.leads(caller, subject);
  }
}
