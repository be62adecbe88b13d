package dev.usher.engine.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.approval.Approvals.Approval;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.approval.Approvals.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Somebody says yes or no to what waits; a yes is carried out at once. */
public final class Deciding {
  private final Approvals approvals;
  private final InForce inForce;
  private final Realms realms;
  private final OpenWork open;
  private final Rota rota;
  private final InstantSource clock;

  public Deciding(
      Approvals approvals,
      InForce inForce,
      Realms realms,
      OpenWork open,
      Rota rota,
      InstantSource clock) {
    this.approvals = approvals;
    this.inForce = inForce;
    this.realms = realms;
    this.open = open;
    this.rota = rota;
    this.clock = clock;
  }

  /** What came of a verdict. */
  public enum Answer {
    DECIDED,
    /** Nothing of that id waits. */
    UNKNOWN,
    /** Somebody was first. */
    DECIDED_BEFORE,
    /** Nobody says yes to their own change. */
    OWN
  }

  /** What waits for a verdict, the newest first. */
  public List<Approval> waiting() {
    return approvals.since(clock.instant().minus(Approvals.FRESH)).stream()
        .filter(one -> one.verdict().isEmpty())
        .toList();
  }

  public Answer decide(String id, boolean yes, String byWhom) {
    Optional<Approval> found = approvals.of(id);
    if (found.isEmpty() || !isAskedFor(found.get())) return Answer.UNKNOWN;
    boolean isAuthor = inForce.current().filter(policy -> policy.wrote(byWhom)).isPresent();
    if (yes && isAuthor) return Answer.OWN;
    Verdict verdict = new Verdict(yes, byWhom, clock.instant());
    if (!approvals.decide(id, verdict, told(found.get().request(), verdict)))
      return Answer.DECIDED_BEFORE;
    if (yes) hasten(found.get().request().realm());
    return Answer.DECIDED;
  }

  /** Or what was done by a yes, or need not be done any more, could have one for another time. */
  private boolean isAskedFor(Approval one) {
    return one.verdict().isPresent()
        || !one.asked().isBefore(clock.instant().minus(Approvals.FRESH));
  }

  /** With what would run, so that the ledger alone says what a yes was to. */
  private static Draft told(Request request, Verdict verdict) {
    return new Draft(
        verdict.at(),
        verdict.byWhom(),
        What.DECIDED,
        request.realm(),
        "%s to what waits in %s: approval %s"
            .formatted(verdict.yes() ? "yes" : "no", request.environment(), request.id()),
        request.statements(),
        List.of(),
        Optional.empty());
  }

  private void hasten(String realm) {
    realms.hasten(realm, clock.instant());
    open.hasten(realm, clock.instant());
    rota.now(realm);
  }
}
