package dev.usher.connectors.api;

import dev.usher.core.model.Resource;
import java.util.Map;
import java.util.Set;

/**
 * What one account can do, as the system itself answers.
 *
 * @param exists whether there is such an account
 * @param ours whether its mark says that usher made or adopted it
 * @param opens whether it may log in
 * @param powers what no policy gives: superuser, createrole, bypassrls; of a role that usher made
 *     also what it holds outside the managed part; empty is how it should be
 * @param holds roles of usher's that it is in, can become, or can give to others
 * @param can thing, then action, then how much of it; what is not in it cannot be done
 */
public record Reach(
    String account,
    boolean exists,
    boolean ours,
    boolean opens,
    Set<String> powers,
    Set<String> holds,
    Map<Resource, Map<String, Extent>> can) {

  /** The power of an account to which nothing is refused, whatever its system calls it. */
  public static final String SUPERUSER = "superuser";

  /** The power of an account that lets in whoever says its name. */
  public static final String NO_PASSWORD = "no password";

  /** How much of a thing. */
  public sealed interface Extent {
    record Whole() implements Extent {}

    /** Only these columns, never all. */
    record Columns(Set<String> names) implements Extent {}
  }
}
