package dev.usher.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Target SHOP = new Target("prod", "shop-db");
  private static final Entry INTENT =
      entry(
          Head.NONE,
          What.INTENT,
          "postgres db.example:5432",
          new StageLine(1, 2, Phase.END_SESSIONS, SHOP, 1).toString(),
          List.of("analyst for team:backend: On-call reads (access/a.yaml:12)", "role analyst"),
          Optional.empty());

  private static Entry entry(
      Head head, What what, String where, String text, List<String> why, Optional<Long> closes) {
    List<String> statements = what == What.INTENT ? List.of("grant") : List.of();
    return Chain.append(head, new Draft(NOON, "ann", what, where, text, statements, why, closes));
  }

  private static Entry answer(What what, String text) {
    return entry(
        INTENT.head(), what, INTENT.where(), text, List.of(), Optional.of(INTENT.number()));
  }

  private static Event event(What what, String text) {
    return Event.of(answer(what, text), Optional.of(INTENT)).orElseThrow();
  }

  @Test
  void whatIsMeantIsNotTold() {
    assertThat(Event.of(INTENT, Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RESULT, done, ACCESS_CHANGED",
    "RESULT, 2 of 3 done: not reached, ACCESS_CHANGED",
    "RESULT, 0 of 3 done: the server is gone, ACCESS_UNSETTLED",
    "RESULT, not done: the server is gone, ACCESS_UNSETTLED",
    "CLOSED, not carried out: the new plan has all of it again, ACCESS_SETTLED",
    "CREDENTIAL, a password was issued for alice, CREDENTIAL_ISSUED",
    "DRIFT, 'moved by another hand, is put back', DRIFT_FOUND",
    "SETTING, pager is told of events no more, SETTING_CHANGED",
    "WANTED, prod waits for a yes, APPROVAL_WANTED",
    "OVERDUE, over: 2 people still have, REMOVAL_OVERDUE",
    "AWAY, shop cannot be made as it is meant, SYSTEM_AWAY",
    "APPLIED, 9f86d0, POLICY_APPLIED",
    "CONTINUED, the chain goes on, LEDGER_CONTINUED",
    "TORN, a line was set aside, LEDGER_TORN",
  })
  void anEventSaysWhatTheEntrySays(What what, String text, Kind kind) {
    Event event = event(what, text);
    assertThat(event.kind()).isEqualTo(kind);
    assertThat(event.text()).contains(text);
    assertThat(Kind.of(kind.word())).contains(kind);
  }

  @Test
  void theIntentSaysWhereAndWhy() {
    Event event = event(What.RESULT, "done");
    assertThat(event.place()).contains(SHOP);
    assertThat(event.text())
        .isEqualTo("stage 1 of 2, end sessions in prod/shop-db: 1 statement: done");
    assertThat(event.teams()).containsExactly("backend");
    assertThat(event.why()).hasSize(2);
    assertThat(event.statements()).isEqualTo(1);
    assertThat(event.id()).startsWith("2-").doesNotContain(".");
  }

  /** The text of a grant is anybody's. */
  @Test
  void aTeamInAReasonIsNoTeam() {
    Entry about =
        entry(
            Head.NONE,
            What.CREDENTIAL,
            "prod/shop-db",
            "x",
            List.of("analyst for alice: she is for team:admins: really"),
            Optional.empty());
    Event event = Event.of(about, Optional.empty()).orElseThrow();
    assertThat(event.kind()).isEqualTo(Kind.TOKEN_CHANGED);
    assertThat(event.teams()).isEmpty();
    assertThat(event.place()).contains(SHOP);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aStagesLineIsReadAsItWasWritten(Phase phase) {
    for (int statements : List.of(0, 1, 2, 40_000)) {
      StageLine line = new StageLine(3, 7, phase, SHOP, statements);
      assertThat(StageLine.parse(line.toString())).contains(line);
    }
    assertThat(StageLine.parse("a password for alice, until noon")).isEmpty();
  }

  @Test
  void aFilterWantsWhatItNamesAndWhatConcernsEverybody() {
    Event event = event(What.RESULT, "done");
    Event everywhere = event(What.APPLIED, "x");
    assertThat(Filter.ALL.wants(event)).isTrue();
    assertThat(filter(Set.of("prod"), Set.of("shop-db"), Set.of("backend")).wants(event)).isTrue();
    assertThat(filter(Set.of("dev"), Set.of(), Set.of()).wants(event)).isFalse();
    assertThat(filter(Set.of(), Set.of("crm"), Set.of()).wants(event)).isFalse();
    assertThat(filter(Set.of(), Set.of(), Set.of("web")).wants(event)).isFalse();
    Entry applied = entry(Head.NONE, What.APPLIED, "policy", "9f86", List.of(), Optional.empty());
    assertThat(
            filter(Set.of("dev"), Set.of("crm"), Set.of("web"))
                .wants(Event.of(applied, Optional.empty()).orElseThrow()))
        .isTrue();
    Filter kinds = new Filter(Set.of(), Set.of(), Set.of(), Set.of(Kind.ACCESS_CHANGED));
    assertThat(kinds.wants(event)).isTrue();
    assertThat(kinds.wants(everywhere)).isFalse();
  }

  private static Filter filter(Set<String> environments, Set<String> systems, Set<String> teams) {
    return new Filter(environments, systems, teams, Set.of());
  }

  @Test
  void whoDoesNotAnswerIsTriedForThreeDaysAndWhoRefusesForMinutes() {
    Backoff backoff = Backoff.standard(() -> 0.5);
    assertThat(backoff.after(1, false)).contains(Duration.ofMillis(5_500));
    assertThat(backoff.after(9, false))
        .contains(Duration.ofHours(24).multipliedBy(11).dividedBy(10));
    assertThat(backoff.after(10, false)).isEmpty();
    assertThat(backoff.after(2, true)).contains(Duration.ofSeconds(330));
    assertThat(backoff.after(3, true)).isEmpty();
  }

  @Test
  void aNameIsALabel() {
    assertThatThrownBy(() -> new Subscription("../x", Filter.ALL, new Channel.Slack("env:X")))
        .hasMessageContaining("a-z");
  }
}
