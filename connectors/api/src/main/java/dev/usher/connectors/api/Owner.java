package dev.usher.connectors.api;

import dev.usher.core.model.Target;
import java.util.List;
import java.util.Optional;

/**
 * An account that owns something, or with whose rights something runs.
 *
 * @param ours whether its mark says that usher made or adopted it
 * @param opens whether it may log in
 * @param count of all that it owns
 * @param some of it, at most {@link #MOST}
 * @param isHandedOn whether an offboarding gives it to a successor
 */
public record Owner(
    String account, boolean ours, boolean opens, long count, List<Owned> some, boolean isHandedOn) {
  /** So many things of one account are named. */
  public static final int MOST = 20;

  public Owner {
    some = List.copyOf(some);
  }

  /**
   * One thing.
   *
   * @param kind as the system calls it: {@code table}
   * @param name as the system writes it: {@code hers.t}
   * @param where empty for what belongs to no target: the cluster's, or in a database that the
   *     policy does not name
   */
  public record Owned(String kind, String name, Optional<Target> where) {}
}
