package dev.usher.engine.token;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a token may be used for. Four of them hold one another, the first all the others: {@code
 * admin} (tokens, and whatever guards usher itself), {@code operate} (plan, apply, suspend, …),
 * {@code audit} (read everything), {@code check} (ask who can what). {@code check:SYSTEM} and
 * {@code check:ENVIRONMENT/SYSTEM} are for checks of that system alone, {@code scim:NAME} for one
 * directory's provisioning and nothing else, and nothing else is for it.
 *
 * @param name as it is written: {@code operate}, {@code check:prod/shop-api}, {@code scim:okta}
 */
public record Scope(String name) {
  // Before the scopes, which are held against them as they are made.
  private static final List<String> LADDER = List.of("admin", "operate", "audit", "check");
  private static final String SCIM = "scim:";
  private static final String SYSTEM = "check:";
  private static final Pattern DIRECTORY = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  /** As the policy may name an environment and a system. */
  private static final Pattern PLACE =
      Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_-]{0,99}/)?[\\p{L}_][\\p{L}\\p{N}_-]{0,99}");

  public static final Scope ADMIN = new Scope("admin");
  public static final Scope OPERATE = new Scope("operate");
  public static final Scope AUDIT = new Scope("audit");
  public static final Scope CHECK = new Scope("check");

  /**
   * @throws IllegalArgumentException for what is no scope; says which there are
   */
  public Scope {
    boolean known =
        LADDER.contains(name)
            || behind(SYSTEM, name).filter(it -> PLACE.matcher(it).matches()).isPresent()
            || behind(SCIM, name).filter(it -> DIRECTORY.matcher(it).matches()).isPresent();
    if (!known)
      throw new IllegalArgumentException(
          "no such scope; there are admin, operate, audit, check, check:SYSTEM or"
              + " check:ENVIRONMENT/SYSTEM for checks of one system alone, and scim:NAME for a"
              + " directory");
  }

  private static Optional<String> behind(String prefix, String name) {
    return name.startsWith(prefix)
        ? Optional.of(name.substring(prefix.length()))
        : Optional.empty();
  }

  /** The ladder from the top, then the others by name. */
  static final Comparator<Scope> ORDER =
      Comparator.comparing((Scope one) -> !one.isOfLadder())
          .thenComparing(one -> LADDER.indexOf(one.name))
          .thenComparing(Scope::name);

  /** For the provisioning of one directory. */
  public static Scope scim(String directory) {
    return new Scope(SCIM + directory);
  }

  /** Whether who has this scope may do what the other is for. */
  public boolean covers(Scope other) {
    if (other.system().isPresent() && isOfLadder()) return covers(CHECK);
    if (!isOfLadder() || !other.isOfLadder()) return equals(other);
    return LADDER.indexOf(name) <= LADDER.indexOf(other.name);
  }

  /** The directory that it is bound to, if it is a {@code scim:} one. */
  public Optional<String> directory() {
    return behind(SCIM, name);
  }

  /** The system that it is bound to, if it is a {@code check:} one; an environment's before it. */
  Optional<String> system() {
    return behind(SYSTEM, name);
  }

  private boolean isOfLadder() {
    return LADDER.contains(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
