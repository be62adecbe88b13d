package dev.usher.engine.event;

import dev.usher.core.ledger.Entry;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change, told to others: a function of the entry of the ledger that says that it was done.
 *
 * @param id the same each time that it is told, and no other event's
 * @param number of its entry
 * @param at when, in whole milliseconds
 * @param by who ran usher
 * @param place where; empty for what is of no place, or of all
 * @param text what happened, in one line
 * @param teams that grants behind it are to; empty where it is of nobody in particular
 * @param why causes and policy lines, at most {@value #MOST}
 * @param statements how many ran or were about to
 */
public record Event(
    String id,
    long number,
    Kind kind,
    Instant at,
    String by,
    Optional<Target> place,
    String text,
    Set<String> teams,
    List<String> why,
    int statements) {
  /** Receivers want small events; the ledger has the rest. */
  private static final int MOST = 50;

  private static final Pattern TARGET = Pattern.compile("([^/\\s:]+)/([^/\\s:]+)");

  /** Of a cause, as a grant has it; what stands behind the colon is anybody's text. */
  private static final Pattern TEAM = Pattern.compile("\\S+ for team:([^:\\s]+).*");

  public Event {
    teams = Set.copyOf(teams);
    why = List.copyOf(why);
  }

  /**
   * What the entry tells. Of an intent there is nothing to tell: it may never be done.
   *
   * @param intent that the entry answers
   */
  public static Optional<Event> of(Entry entry, Optional<Entry> intent) {
    return kind(entry)
        .map(
            kind -> {
              Entry begun = intent.orElse(entry);
              return new Event(
                  entry.number() + "-" + entry.hash().substring(0, 16),
                  entry.number(),
                  kind,
                  entry.at(),
                  entry.by(),
                  place(begun),
                  text(kind, entry, intent),
                  teams(begun.why()),
                  begun.why().stream().limit(MOST).toList(),
                  begun.statements().size());
            });
  }

  private static Optional<Kind> kind(Entry entry) {
    return switch (entry.what()) {
      case INTENT -> Optional.empty();
      case RESULT ->
          Optional.of(isDone(entry.text()) ? Kind.ACCESS_CHANGED : Kind.ACCESS_UNSETTLED);
      case CLOSED -> Optional.of(Kind.ACCESS_SETTLED);
      // A password answers an intent; a token is made, or revoked, in one transaction.
      case CREDENTIAL ->
          Optional.of(entry.closes().isPresent() ? Kind.CREDENTIAL_ISSUED : Kind.TOKEN_CHANGED);
      case DRIFT -> Optional.of(Kind.DRIFT_FOUND);
      case SETTING -> Optional.of(Kind.SETTING_CHANGED);
      case ENACTED -> Optional.of(Kind.POLICY_ENACTED);
      case DECIDED -> Optional.of(Kind.DECISION_MADE);
      case WANTED -> Optional.of(Kind.APPROVAL_WANTED);
      case OVERDUE -> Optional.of(Kind.REMOVAL_OVERDUE);
      case AWAY -> Optional.of(Kind.SYSTEM_AWAY);
      case APPLIED -> Optional.of(Kind.POLICY_APPLIED);
      case CONTINUED -> Optional.of(Kind.LEDGER_CONTINUED);
      case TORN -> Optional.of(Kind.LEDGER_TORN);
    };
  }

  /** Whether a result is of something that was done: {@code done}, {@code 2 of 3 done: …}. */
  private static boolean isDone(String result) {
    return !result.startsWith("not ") && !result.startsWith("0 of ");
  }

  private static String text(Kind kind, Entry entry, Optional<Entry> intent) {
    return switch (kind) {
      case ACCESS_CHANGED, ACCESS_UNSETTLED, ACCESS_SETTLED ->
          intent.map(begun -> begun.text() + ": ").orElse("") + entry.text();
      case POLICY_APPLIED -> "the policy " + entry.text() + " is carried out";
      case DRIFT_FOUND,
          CREDENTIAL_ISSUED,
          TOKEN_CHANGED,
          SETTING_CHANGED,
          POLICY_ENACTED,
          DECISION_MADE,
          APPROVAL_WANTED,
          REMOVAL_OVERDUE,
          SYSTEM_AWAY,
          LEDGER_CONTINUED,
          LEDGER_TORN ->
          entry.text();
    };
  }

  private static Optional<Target> place(Entry begun) {
    Optional<Target> staged = StageLine.parse(begun.text()).map(StageLine::target);
    if (staged.isPresent()) return staged;
    Matcher target = TARGET.matcher(begun.where());
    return target.matches()
        ? Optional.of(new Target(target.group(1), target.group(2)))
        : Optional.empty();
  }

  private static Set<String> teams(List<String> why) {
    Set<String> teams = new TreeSet<>();
    for (String cause : why) {
      Matcher team = TEAM.matcher(cause);
      if (team.matches()) teams.add(team.group(1));
    }
    return teams;
  }
}
