package dev.usher.engine;

import dev.usher.core.check.Index;
import dev.usher.core.check.SipHash;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.check.Indexing;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.past.PastBook;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** By the text of the policy, its directories' people, and who is kept out. */
final class MakingIndex implements Indexing {
  /**
   * However many have changed, no more of them are in memory at once with all that is said of them.
   */
  private static final int AT_ONCE = 10_000;

  private final Reading reading;
  private final HoldBook holds;
  private final PastBook past;
  private final SipHash hash;

  /**
   * @param reading of folders that do not change
   * @param hash of a key that no other process has
   */
  MakingIndex(Reading reading, HoldBook holds, PastBook past, SipHash hash) {
    this.reading = reading;
    this.holds = holds;
    this.past = past;
    this.hash = hash;
  }

  @Override
  public Made all(Path policy, String revision) {
    return made(
        reading
            .read(policy)
            .ground()
            .filter(ground -> ground.unheard(Severity.ERROR).isEmpty())
            .map(
                ground ->
                    Index.of(ground.policy(), ground.now(), out(holds.said()), revision, hash)));
  }

  @Override
  public Made some(Index before, Path policy, Set<String> subjects, String revision) {
    // What nobody can be called is not looked for: a store would not even take some of it.
    List<String> names = subjects.stream().filter(Subject::isName).toList();
    Optional<Index> index = Optional.of(before);
    for (int from = 0; from == 0 || from < names.size(); from += AT_ONCE) {
      Set<String> some = Set.copyOf(names.subList(from, Math.min(names.size(), from + AT_ONCE)));
      index = index.flatMap(one -> with(some, one, policy, revision));
    }
    return made(index);
  }

  private Optional<Index> with(Set<String> names, Index before, Path policy, String revision) {
    Map<String, Optional<Hold.Kind>> said = holds.said(names);
    return reading
        .narrowed(policy, names)
        .map(theirs -> before.with(names, theirs, out(said), revision));
  }

  private Made made(Optional<Index> index) {
    if (index.isEmpty()) return new Made.Nothing("the policy in force cannot be read whole");
    if (past.isRestored())
      return new Made.Nothing("what is known here is of a backup: usher recover takes over by it");
    return new Made.Whole(index.get());
  }

  private static Map<String, Hold.Kind> out(Map<String, Optional<Hold.Kind>> said) {
    Map<String, Hold.Kind> out = new TreeMap<>();
    said.forEach((name, kind) -> kind.ifPresent(one -> out.put(name, one)));
    return out;
  }
}
