package dev.usher.engine.approval;

import dev.usher.core.ledger.Entry.Draft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What waits for a yes: each by the fingerprint of what would be done, so that no yes is for more.
 */
public interface Approvals {
  /** What still waits is asked for more often than that. */
  Duration FRESH = Duration.ofMinutes(15);

  /** Without a server nobody waits: who applies has said yes. */
  Approvals NONE =
      new Approvals() {
        @Override
        public boolean ask(Request request, Instant now) {
          return true;
        }

        @Override
        public List<Approval> since(Instant from) {
          return List.of();
        }

        @Override
        public Optional<Approval> of(String id) {
          return Optional.empty();
        }

        @Override
        public boolean decide(String id, Verdict verdict, Draft told) {
          return false;
        }

        @Override
        public void use(String id) {}
      };

  /**
   * @param id fingerprint of what would be done, in hex
   * @param realm where
   * @param environment which says that it waits
   * @param statements that would run and have an effect there, exactly
   */
  record Request(String id, String realm, String environment, List<String> statements) {
    public Request {
      statements = List.copyOf(statements);
    }
  }

  /** What somebody said. */
  record Verdict(boolean yes, String byWhom, Instant at) {}

  /**
   * @param asked when it was asked for last: what is not asked for any more waits no longer
   */
  record Approval(Request request, Instant asked, Optional<Verdict> verdict) {}

  /**
   * Asks for it, or still does. What was said is forgotten where nobody has asked for {@link
   * #FRESH}: it was to something that is over.
   *
   * @return whether somebody has said yes
   */
  boolean ask(Request request, Instant now);

  /** What was asked for since then, the newest first. */
  List<Approval> since(Instant from);

  Optional<Approval> of(String id);

  /**
   * What was said and the ledger's word on it are there both or neither.
   *
   * @return whether it counts: the first verdict does, on what is still asked for
   */
  boolean decide(String id, Verdict verdict, Draft told);

  /**
   * What the yes was to was begun: the same again is asked for anew. The ledger has the yes still.
   */
  void use(String id);
}
