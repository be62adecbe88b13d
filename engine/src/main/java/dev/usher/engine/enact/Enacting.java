package dev.usher.engine.enact;

import dev.usher.engine.enact.PolicyCheck.Checked;
import dev.usher.engine.enact.PolicySource.Head;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Revisions.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes what stands at the source in force, if it is good. What is not leaves the last good one in
 * force; what takes a guard away waits for the yes of an administrator who did not write it.
 */
public final class Enacting {
  /** What is wrong today may be right later: dates pass, and directories speak. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final PolicySource source;
  private final PolicyCheck check;
  private final Revisions revisions;
  private final Shelf shelf;
  private final InstantSource clock;
  private final String server;
  private final Consumer<State> told;

  /** Digests that this server has seen at the source. */
  private final Set<String> seen = new HashSet<>();

  private Optional<Looked> last = Optional.empty();
  private Instant again = Instant.MIN;
  private volatile Standing standing = new Standing.Unknown();
  private volatile Optional<Instant> looked = Optional.empty();

  /**
   * @param server its name among those that share the store
   * @param told each change of what became of the source's head, once
   */
  public Enacting(
      PolicySource source,
      PolicyCheck check,
      Revisions revisions,
      Shelf shelf,
      InstantSource clock,
      String server,
      Consumer<State> told) {
    this.source = source;
    this.check = check;
    this.revisions = revisions;
    this.shelf = shelf;
    this.clock = clock;
    this.server = server;
    this.told = told;
  }

  /** What a look was at, so that the same is not read through again and again. */
  private record Looked(long number, String revision, String digest) {}

  /** Who says yes to what. */
  private record Yes(String fingerprint, String by) {}

  /** What became of a yes. */
  public sealed interface Answer {
    record Done(State state) implements Answer {}

    /**
     * @param why and what to do
     */
    record Refused(String why) implements Answer {}
  }

  public State state() {
    return new State(source.name(), revisions.latest(), standing, looked);
  }

  /** Looks at the source now, and takes in force what may be. */
  public synchronized State look() {
    return settled(found(Optional.empty()));
  }

  /**
   * Takes what waits in force, if it is still that.
   *
   * @param fingerprint as {@link Standing.Held} has it
   * @param by an administrator: who may say yes at all is for the caller to know
   */
  public synchronized Answer accept(String fingerprint, String by) {
    last = Optional.empty();
    long before = number(revisions.latest());
    State state = settled(found(Optional.of(new Yes(fingerprint, by))));
    return switch (state.head()) {
      case Standing.Enacted _ when isBy(by, before, state) -> new Answer.Done(state);
      case Standing.Enacted(String revision) ->
          new Answer.Refused(
              "nothing waits for a yes: " + revision + ", which stands at the source, is in force");
      case Standing.Held held when held.fingerprint().equals(fingerprint) ->
          new Answer.Refused(
              by + " is among those who wrote it: let another administrator say yes");
      case Standing.Held _ -> new Answer.Refused("something else waits by now: look at that");
      case Standing.Broken _ -> new Answer.Refused("what stands at the source has errors by now");
      case Standing.Unread(String why) -> new Answer.Refused(why);
      case Standing.Unknown _ -> throw new IllegalStateException("it was looked at");
    };
  }

  /** Whether it is by that yes, and not by itself or by an earlier one, that it is in force. */
  private static boolean isBy(String who, long before, State state) {
    return number(state.inForce()) > before
        && state.inForce().flatMap(kept -> kept.about().acceptedBy()).equals(Optional.of(who));
  }

  private static long number(Optional<Kept> kept) {
    return kept.map(Kept::number).orElse(0L);
  }

  private Standing found(Optional<Yes> yes) {
    try {
      // What is in force is asked for first, so that what the source shows is no older.
      Optional<Kept> kept = revisions.latest();
      Head head = source.head(kept.map(one -> one.about().revision()));
      Looked now = new Looked(number(kept), head.revision(), head.tree().digest());
      if (last.filter(now::equals).isPresent() && clock.instant().isBefore(again)) return standing;
      Standing found = judged(kept, head, yes);
      last = Optional.of(now);
      again = clock.instant().plus(AGAIN);
      seen.add(now.digest());
      return found;
    } catch (SourceFailure failure) {
      last = Optional.empty();
      return new Standing.Unread(String.valueOf(failure.getMessage()));
    }
  }

  private Standing judged(Optional<Kept> kept, Head head, Optional<Yes> yes) {
    String digest = head.tree().digest();
    if (kept.filter(one -> one.digest().equals(digest))
        .filter(one -> one.about().revision().equals(head.revision()))
        .isPresent()) return new Standing.Enacted(head.revision());
    Checked checked = shelf.tried(head.tree(), check::check);
    if (!checked.isGood()) return new Standing.Broken(head.revision(), checked.diagnostics());
    if (kept.isEmpty()) return enacted(kept, head, Optional.empty(), List.of());
    Reasons reasons = reasons(kept.get());
    boolean isOlder = !seen.contains(kept.get().digest()) && revisions.knows(digest);
    List<String> why = reasons.of(head, checked.policy().orElseThrow(), isOlder);
    String fingerprint = reasons.fingerprint(head, why);
    Optional<String> by =
        yes.filter(one -> one.fingerprint().equals(fingerprint))
            .map(Yes::by)
            .filter(who -> !reasons.wrote(who, head));
    if (!why.isEmpty() && by.isEmpty())
      return new Standing.Held(head.revision(), fingerprint, head.authors(), why);
    return enacted(kept, head, why.isEmpty() ? Optional.empty() : by, why);
  }

  private Reasons reasons(Kept kept) {
    Path folder = shelf.folder(KeptInForce.tree(revisions, kept));
    return new Reasons(kept, check.check(folder).policy(), check);
  }

  private Standing enacted(
      Optional<Kept> before, Head head, Optional<String> by, List<String> why) {
    About about =
        new About(head.revision(), source.name(), head.authors(), server, clock.instant(), by, why);
    // Where another server was faster, what it put there is held against this one's head.
    return revisions.add(number(before), about, head.tree(), Coming.told(before, about)).isPresent()
        ? new Standing.Enacted(head.revision())
        : found(Optional.empty());
  }

  /** Whoever put it in force, it is told once. */
  private State settled(Standing found) {
    looked = Optional.of(clock.instant());
    boolean isNew = !found.equals(standing);
    standing = found;
    State state = state();
    if (isNew) told.accept(state);
    return state;
  }
}
