package dev.usher.testkit.contract;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.Optional;

/**
 * A realm of the real system, laid out for one test, and all that the test does there without the
 * connector: by the system's own means, as those do who know nothing of usher.
 *
 * @param <N> the connector's facts
 */
public interface Specimen<N extends Native> extends AutoCloseable {
  /** A connector that has seen nothing yet, each time. */
  Connector<N> connector();

  /** As the engine would form it. Its URLs lead to where {@link #goAway} is felt. */
  Realm realm();

  /** Usher's own account, with no more than the documentation says that it needs. */
  Login admin();

  /** An account's name that no other test has, and that begins like that. */
  String account(String stem);

  /** Whether something there can be called that. */
  default boolean canBeCalled(String name) {
    return true;
  }

  /** Makes something that can be acted upon, of that name and with no access to it for anybody. */
  Resource make(Target target, String name);

  /** An action on what {@link #make} makes that can be tried without doing harm. */
  String action();

  /** Another such action on the same, which does not come with the first. */
  String otherAction();

  /** Whether one account can have the one action on one thing and the other on another. */
  default boolean isByThing() {
    return true;
  }

  /**
   * Logs in, really: where the type has passwords, with this one and no other.
   *
   * @return empty when the system refuses
   */
  Optional<Visit> enter(String account, char[] secret, Target target);

  /** A session of one account. */
  interface Visit extends AutoCloseable {
    /** Really tries it; false when the system refuses, or has ended the session. */
    boolean tries(String action, Resource on);

    @Override
    void close();
  }

  /** Makes an account that can {@link #action} on the thing, as a stranger to usher would. */
  void stranger(String account, char[] secret, Resource on);

  /** Does what the documentation asks for before usher may take over an account of another's. */
  default void handOver(String account) {}

  /** Gives the account the {@link #action} on the thing, behind usher's back. */
  void give(String account, Resource on);

  /** Takes the {@link #action} on the thing from the account, by whatever way it has it. */
  void take(String account, Resource on);

  /** Removes the account with all that it holds. */
  void remove(String account);

  boolean exists(String account);

  /** From now on the system is not to be reached by its URLs, and usher's connections are lost. */
  void goAway();

  /** Ends {@link #goAway}. */
  void comeBack();

  /** Leaves nothing behind. */
  @Override
  void close();
}
