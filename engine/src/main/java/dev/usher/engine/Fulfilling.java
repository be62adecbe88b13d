package dev.usher.engine;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Warrant;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.Said;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was permitted of a realm is carried out in its turn, and what came of it is told. */
final class Fulfilling {
  private final Waiting waiting;

  Fulfilling(Waiting waiting) {
    this.waiting = waiting;
  }

  /** On those words, and on whose yes some of it may. */
  Result carry(
      Applying applying,
      Collection<Said> words,
      Path policy,
      Ground ground,
      Waiting.Permitted permitted,
      Extent extent) {
    PlanReport planned = permitted.planned();
    Map<String, String> wrong = new TreeMap<>();
    planned.failures().forEach(failure -> wrong.put(failure.where(), failure.message()));
    errors(planned.diagnostics()).forEach(wrong::put);
    boolean isLooked =
        planned.failures().stream().allMatch(one -> one.code().equals(Narrowed.WITHHELD));
    boolean isRefused = isLooked && !wrong.isEmpty();
    if (!planned.hasChanges()) return Result.undone(wrong, isRefused);
    Applying its = applying.on(warrant(words, permitted));
    ApplyReport applied;
    try {
      applied = its.carry(policy, ground, planned, extent, Progress.silent());
    } catch (RuntimeException unknown) {
      waiting.lost(permitted);
      throw unknown;
    }
    waiting.carried(permitted, applied);
    for (Failure failure : applied.failures()) wrong.put(failure.where(), failure.message());
    errors(applied.diagnostics()).forEach(wrong::put);
    long done = applied.realms().stream().mapToLong(ApplyReport.Realm::done).sum();
    boolean isMoved = applied.failures().stream().anyMatch(one -> one.code().equals("moved"));
    return new Result(
        Math.toIntExact(done), List.of(), List.of(), Optional.empty(), wrong, isRefused, isMoved);
  }

  private static Warrant warrant(Collection<Said> words, Waiting.Permitted permitted) {
    List<Said> all = new ArrayList<>(words);
    all.addAll(permitted.yeses());
    return Said.warrant(all);
  }

  /** There is nothing to go by. */
  static Result refused(List<Diagnostic> diagnostics) {
    return Result.undone(errors(diagnostics), false);
  }

  private static Map<String, String> errors(List<Diagnostic> diagnostics) {
    Map<String, String> wrong = new TreeMap<>();
    diagnostics.stream()
        .filter(Diagnostic::isError)
        .forEach(
            one ->
                wrong.merge(
                    one.at().map(Object::toString).orElse("policy"),
                    one.message(),
                    (first, _) -> first));
    return wrong;
  }
}
