package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who gains and who loses what by one policy after another; a matter of texts alone.
 *
 * @param from what the first is called, and the second
 * @param summary how many are concerned
 * @param places target by target; only those where something changes
 * @param parts in usher itself
 * @param carried what else is otherwise, a sentence each: roles, systems, routes, trust
 * @param loosened guards that are gone or narrower
 * @param tightened guards that are new or wider
 * @param forgotten examples that are no longer held against the policy
 * @param expected examples that are new
 */
public record AccessDiffReport(
    List<Diagnostic> diagnostics,
    String from,
    String to,
    Summary summary,
    List<Place> places,
    List<Part> parts,
    List<String> carried,
    List<String> loosened,
    List<String> tightened,
    List<String> forgotten,
    List<String> expected) {

  /** Errors in one of the policies, and nothing is told. */
  public static AccessDiffReport wrong(List<Diagnostic> diagnostics, String from, String to) {
    Count none = new Count(0, 0, 0);
    return new AccessDiffReport(
        diagnostics,
        from,
        to,
        new Summary(none, none, 0),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * The same of two policies that go by other names.
   *
   * @param diagnostics by those names
   */
  public AccessDiffReport called(List<Diagnostic> diagnostics, String from, String to) {
    return new AccessDiffReport(
        diagnostics,
        from,
        to,
        summary,
        places,
        parts,
        carried,
        loosened,
        tightened,
        forgotten,
        expected);
  }

  /**
   * @param guards that changed, examples included
   */
  public record Summary(Count gain, Count lose, int guards) {}

  /**
   * @param strangers sorts of people whom a directory brings: those of a group, say
   */
  public record Count(int people, int services, int strangers) {}

  public record Place(String target, List<Crowd> crowds) {}

  /**
   * People of whom the same is true.
   *
   * @param who in few words: teams, and who is in none of them
   * @param subjects each by name
   */
  public record Crowd(List<String> who, List<String> subjects, List<Line> lines) {}

  /**
   * @param sign gains, loses or changes
   * @param columns the only ones meant; absent: all
   * @param butColumns of all those that are not meant
   * @param before which rows they had: {@code none}, {@code all}, or a condition
   * @param after which they have
   * @param implied whether it comes and goes with something else
   * @param certain false: nobody can tell the two conditions apart, which may mean the same
   * @param attributes of theirs that changed, by which a condition means other rows
   */
  public record Line(
      String sign,
      List<String> actions,
      String on,
      List<String> except,
      Optional<List<String>> columns,
      List<String> butColumns,
      String before,
      String after,
      boolean implied,
      boolean certain,
      List<String> attributes,
      Optional<Instant> from,
      Optional<Instant> until,
      Optional<Request> onRequest,
      Optional<Example> example) {}

  public record Request(Duration atMost, List<String> approvedBy, boolean reasonRequired) {}

  /**
   * Rows that tell the two conditions apart, as a condition would name them.
   *
   * @param gained one that came
   * @param lost one that went
   */
  public record Example(String subject, Optional<String> gained, Optional<String> lost) {}

  public record Part(String sign, List<String> who, List<String> subjects, String part) {}

  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  /** Whether anything means something else than before. */
  public boolean hasChanges() {
    return !places.isEmpty() || !parts.isEmpty() || !carried.isEmpty() || summary.guards() > 0;
  }
}
