package dev.usher.engine.token;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.ports.Precondition;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes, shows, takes back and recognises bearer tokens. */
public final class Tokens {
  /** No token lives longer. */
  public static final Duration LONGEST = Duration.ofDays(365);

  /** As whom the bearer of the very first token is told. */
  public static final String FIRST = "the first administrator";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,62}");

  private final TokenStore store;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Optional<byte[]> first;
  private volatile boolean over;

  /**
   * @param random cryptographically strong
   * @param first digest of the first administrator's token; it is good for nothing any more once
   *     there was a named administrator
   */
  public Tokens(
      TokenStore store, InstantSource clock, RandomGenerator random, Optional<byte[]> first) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.first = first.map(byte[]::clone);
  }

  /** What became of the wish for a token. */
  public sealed interface Creation {
    /**
     * @param shown what its bearer shows: told once, kept nowhere
     */
    record Created(Token token, String shown) implements Creation {
      @Override
      public String toString() {
        return "Created[" + token + "]";
      }
    }

    /** A living token has that name. */
    record Taken() implements Creation {}

    /**
     * @param message what is wrong, and what to write
     */
    record Wrong(String message) implements Creation {}
  }

  /**
   * @param length of its life; more than nothing, at most {@link #LONGEST}
   * @param by who asks for it
   */
  public Creation create(String name, Set<Scope> scopes, Duration length, String by) {
    return create(name, scopes, length, by, Optional.empty());
  }

  /**
   * @param length of its life; more than nothing, at most {@link #LONGEST}
   * @param by who asks for it
   * @param owner the person on whose word it goes back, where it is one's: what they may not do any
   *     more, it may not either
   */
  public Creation create(
      String name, Set<Scope> scopes, Duration length, String by, Optional<String> owner) {
    if (!NAME.matcher(name).matches())
      return new Creation.Wrong(
          "a token's name is of a-z, 0-9 and . _ @ -, begins with a letter or a digit, and has at"
              + " most 63 of them");
    if (scopes.isEmpty())
      return new Creation.Wrong("a token is for something: name a scope, such as audit");
    if (!length.isPositive() || length.compareTo(LONGEST) > 0)
      return new Creation.Wrong("a token lives for more than nothing and at most 365 days");
    Instant now = clock.instant();
    String shown = Bearer.random(random);
    Token token =
        new Token(
            Bearer.id(random),
            name,
            scopes.stream().sorted(Scope.ORDER).toList(),
            now,
            by,
            owner,
            now.plus(length),
            Optional.empty(),
            Optional.empty());
    boolean added =
        store.add(
            token,
            Bearer.digest(shown),
            told(now, by, "token " + name + " for " + words(token) + " until " + token.expires()));
    return added ? new Creation.Created(token, shown) : new Creation.Taken();
  }

  /** All that there ever were, the newest first. */
  public List<Token> all() {
    return store.all();
  }

  /**
   * @param meant held against what is there before, alive or not
   * @return false when none of that id is alive
   */
  public boolean revoke(String id, String by, Precondition<Token> meant) {
    Instant now = clock.instant();
    return store.revoke(id, now, told(now, by, "token " + id + " revoked"), meant);
  }

  /** A person is here whom the policy makes an administrator: a named one. */
  public void administratorCame(String person) {
    if (over) return;
    if (!store.isFirstAdministratorOver()) store.endFirstAdministrator(person, clock.instant());
    over = true;
  }

  /** Whether there was a named administrator, so that the first one's token opens nothing more. */
  public boolean isFirstAdministratorOver() {
    return store.isFirstAdministratorOver();
  }

  /**
   * Whom a token belongs to, and what it is for.
   *
   * @param name goes into the ledger: {@code token:NAME}
   * @param owner as in {@link Token}
   */
  public record Known(String name, Set<Scope> scopes, Optional<String> owner) {}

  /**
   * @param shown whatever was sent
   * @return nobody for one that is unknown, expired or revoked
   */
  public Optional<Known> recognise(String shown) {
    byte[] digest = Bearer.digest(shown);
    if (first.filter(one -> MessageDigest.isEqual(one, digest)).isPresent())
      return store.isFirstAdministratorOver()
          ? Optional.empty()
          : Optional.of(new Known(FIRST, Set.of(Scope.ADMIN), Optional.empty()));
    Instant now = clock.instant();
    return store
        .shown(digest, now)
        .filter(token -> token.isAlive(now))
        .map(
            token -> new Known("token:" + token.name(), Set.copyOf(token.scopes()), token.owner()));
  }

  private static Draft told(Instant now, String by, String text) {
    return new Draft(
        now, by, What.CREDENTIAL, "usher", text, List.of(), List.of(), Optional.empty());
  }

  private static String words(Token token) {
    return token.scopes().stream().map(Scope::name).collect(Collectors.joining(", "));
  }
}
