package dev.usher.engine;

import dev.usher.core.diff.Change;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.engine.report.PlanReport.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What has moved in a target by another hand, where the target says that it is told and left. */
final class Strays {
  /** Kind of the notes that tell of them. */
  static final String KIND = "stray";

  /** Kind of the notes that tell of what is none of them: its time is over. */
  static final String OVER = "over";

  private Strays() {}

  /** The other changes. Whose time is over is taken wherever it is, for nobody has moved it. */
  static <N extends Native> List<Change<N>> without(
      List<Change<N>> changes, Ground ground, Consumer<Note> told) {
    List<Change<N>> put = new ArrayList<>();
    for (Change<N> change : changes) {
      Target target = Planning.fact(change).target();
      boolean isMended = ground.policy().drift(target) == Policy.Drift.MEND;
      boolean isOver = isOver(change, ground.now());
      if (isOver) told.accept(new Note(OVER, target.toString(), prose(change)));
      if (isMended || isOver || isOfNobody(change, target, ground.policy())) put.add(change);
      else told.accept(new Note(KIND, target.toString(), prose(change)));
    }
    return put;
  }

  private static boolean isOver(Change<? extends Native> change, Instant now) {
    return switch (change) {
      case Change.Add<? extends Native> _ -> false;
      case Change.Replace<? extends Native>(var before, _, _) -> before.isOver(now);
      case Change.Remove<? extends Native>(var before, _) -> before.isOver(now);
    };
  }

  /** What was an account's whom nobody has any more is not left to a leaver. */
  private static boolean isOfNobody(Change<? extends Native> change, Target target, Policy policy) {
    return switch (change) {
      case Change.Add<? extends Native> _ -> false;
      case Change.Replace<? extends Native>(var before, _, _) ->
          isOfNobody(before.account(), target, policy);
      case Change.Remove<? extends Native>(var before, _) ->
          isOfNobody(before.account(), target, policy);
    };
  }

  private static boolean isOfNobody(String account, Target target, Policy policy) {
    return !account.isEmpty()
        && policy.subjects().keySet().stream()
            .noneMatch(subject -> policy.accountName(target, subject).equals(account));
  }

  private static String prose(Change<? extends Native> change) {
    return switch (change) {
      case Change.Add<? extends Native>(var after, _) -> "is missing: " + after.prose();
      case Change.Replace<? extends Native>(var before, var after, _) ->
          "is " + before.prose() + ", and ought to be " + after.prose();
      case Change.Remove<? extends Native>(var before, _) -> "is too much: " + before.prose();
    };
  }
}
