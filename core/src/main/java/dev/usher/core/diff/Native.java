package dev.usher.core.diff;

import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One fact of a system, as that system has it: a connector's own records. */
public interface Native {
  /** What stays the same when the fact changes; two facts of one key are one thing. */
  Object key();

  /**
   * The one target that it belongs to. What a whole realm shares, such as an account, is a fact of
   * its own for each target that has to do with it: so {@code --env} can carry out one of them.
   */
  Target target();

  /** One clause without a verb: {@code SELECT on public.orders for usher_prod_analyst_1a2b}. */
  String prose();

  /** Who holds it: what facts of others are told and counted by. */
  default String holder() {
    return prose();
  }

  /**
   * Whom and what it is about, for the history of these: accounts by their names there, addresses.
   */
  default Set<String> about() {
    return account().isEmpty() ? Set.of() : Set.of(account());
  }

  /**
   * The account whose own it is, by the name that a policy gives it; empty where it is nobody's.
   */
  default String account() {
    return "";
  }

  /** Where a member has by it what a role has. */
  default Optional<Tie> tie() {
    return Optional.empty();
  }

  /**
   * A membership as such.
   *
   * @param role by its name there, as each tie has it
   * @param member an account or a role, the same way
   */
  record Tie(Object role, Object member) {}

  /**
   * The roles, as ties name them, that can do more or less by it; of what is taken to pieces each
   * piece tells that.
   */
  default Set<Object> forRoles() {
    return Set.of();
  }

  /** Whether its coming only gives and its going only takes. */
  default boolean isPlain() {
    return true;
  }

  /**
   * Whether its time was over by then, of what a system does not end by itself: nobody has moved
   * that.
   */
  default boolean isOver(Instant now) {
    return false;
  }
}
