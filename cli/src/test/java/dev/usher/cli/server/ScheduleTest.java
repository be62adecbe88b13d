package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.Later;
import dev.usher.engine.follow.Schedule.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody says today what is to become of a person on a date, and on that date it does. */
@Timeout(300)
class ScheduleTest {
  private static final Optional<Kind> LEAVES = Optional.of(Kind.OFFBOARDED);
  private static final Optional<Kind> OUT = Optional.of(Kind.SUSPENDED);
  private static final Optional<Kind> BACK = Optional.empty();

  private static final String POLICY =
      """
      timezone: Europe/Zurich
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;

  @TempDir Path folder;
  private Followed here;
  private Instant now;

  @BeforeEach
  void start() throws IOException {
    here = new Followed(folder);
    here.policy("one", POLICY);
    here.say("ada", "Readers");
    here.say("bo", "Readers");
    until("both are in", () -> reads("ada") && reads("bo") && here.open.all().isEmpty());
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  private void say(String who, Optional<Kind> kind, Instant on) {
    assertThat(objection(who, kind, on.toString())).isEqualTo("none");
  }

  private Instant in(int minutes) {
    return now.plus(minutes, ChronoUnit.MINUTES);
  }

  /** So long after the beginning it is now. */
  private void pass(int minutes) {
    here.ahead.set(Duration.ofMinutes(minutes));
  }

  private boolean reads(String who) {
    return here.can(here.prod, who + "_prod", "SELECT")
        && here.can(here.dev, who + "_dev", "SELECT");
  }

  private boolean lets(String account) {
    return here.prod
        .rows("select rolcanlogin from pg_roles where rolname = '" + account + "'")
        .equals(List.of(List.of("t")));
  }

  private boolean isGone(String who) {
    return !here.is(here.prod, who + "_prod") && !here.is(here.dev, who + "_dev");
  }

  private List<Entry> decided() {
    return here.ledger.read().entries().stream()
        .filter(entry -> entry.what() == What.DECIDED)
        .toList();
  }

  private List<String> texts() {
    return decided().stream().map(Entry::text).toList();
  }

  @Test
  void who_leaves_on_a_date_is_there_until_then_and_nowhere_after() throws SQLException {
    say("ada", LEAVES, in(5));
    try (Connection session = here.session(here.prod, "ada_prod")) {
      pass(4);
      // Whoever comes is followed, so that all that is due has been looked at.
      here.say("cy", "Readers");
      until("cy is in", () -> reads("cy") && here.open.all().isEmpty());
      assertThat(reads("ada") && session.isValid(5)).as(here::told).isTrue();

      pass(6);
      until("the session ended", () -> !isValid(session));
    }
    until("ada is gone", () -> isGone("ada") && here.open.all().isEmpty());
    assertThat(reads("bo")).isTrue();
    assertThat(here.scheduling.lines()).isEmpty();

    assertThat(texts()).containsExactly("ada leaves on " + in(5), "ada is offboarded");
    Entry said = decided().getFirst();
    Entry came = decided().getLast();
    assertThat(came.by()).isEqualTo("carol");
    assertThat(came.at()).isAfterOrEqualTo(in(5));
    assertThat(came.warrant().word()).contains("carol");
    assertThat(came.warrant().decided()).contains(said.at());
    Entry last = about("ada").getLast();
    assertThat(last.warrant().word().orElseThrow())
        .startsWith("carol, who said so on " + said.at());
  }

  private List<Entry> about(String name) {
    return here.ledger.about(name, Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z")).stream()
        .filter(entry -> entry.deeds().stream().anyMatch(deed -> deed.isAbout(name)))
        .toList();
  }

  private static boolean isValid(Connection session) {
    try {
      return session.isValid(5);
    } catch (SQLException ended) {
      return false;
    }
  }

  @Test
  void who_is_suspended_on_a_date_comes_back_on_another() {
    say("ada", BACK, in(20));
    say("ada", OUT, in(10));
    assertThat(here.scheduling.of("ada"))
        .extracting(Line::does)
        .containsExactly("suspend", "resume");
    pass(11);
    until("ada is shut out", () -> !lets("ada_prod") && here.open.all().isEmpty());
    assertThat(here.is(here.prod, "ada_prod")).isTrue();
    pass(21);
    until("ada is in again", () -> lets("ada_prod") && reads("ada"));
    assertThat(texts()).endsWith("ada is suspended", "ada is not kept out");
  }

  @Test
  void what_was_said_is_moved_and_taken_back() {
    say("ada", LEAVES, in(5));
    say("bo", LEAVES, in(5));
    say("ada", LEAVES, in(60));
    assertThat(here.scheduling.takeBack("bo", LEAVES, "dave")).isEmpty();
    assertThat(here.scheduling.lines())
        .extracting(Line::text)
        .containsExactly("ada leaves on " + in(60));
    assertThat(decided())
        .extracting(entry -> entry.by() + ": " + entry.text())
        .endsWith("dave: taken back: bo leaves on " + in(5));
    assertThat(decided().get(2).deeds().getFirst().before()).contains("ada leaves on " + in(5));
    pass(6);
    here.say("cy", "Readers");
    until("cy is in", () -> reads("cy") && here.open.all().isEmpty());
    assertThat(reads("ada") && reads("bo")).as(here::told).isTrue();
    pass(61);
    until("ada is gone", () -> isGone("ada"));
    assertThat(reads("bo")).isTrue();
  }

  /** Also at a system that is down on the day: it is handed over once it is back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_a_leaver_owned_is_their_successors(boolean isDown) {
    here.prod.run(
        "grant usage, create on schema public to ada_prod",
        "create table of_ada (id int)",
        "alter table of_ada owner to ada_prod");
    Later later = new Later("ada", LEAVES, in(5).toString(), Optional.of("bo"));
    assertThat(here.scheduling.say(later, "carol")).isEmpty();
    if (isDown) here.relay.cut();
    pass(6);
    if (isDown) {
      until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
      here.relay.mend();
    }
    until("it is bo's", () -> owner("of_ada").equals("bo_prod"));
    until("ada is gone", () -> isGone("ada") && here.open.all().isEmpty());
    assertThat(reads("bo")).isTrue();
  }

  /** An account that is called as the successor was is nobody whom anybody meant. */
  @Test
  void a_successor_who_is_gone_by_then_gets_nothing() {
    here.prod.run(
        "grant usage, create on schema public to ada_prod",
        "create table of_ada (id int)",
        "alter table of_ada owner to ada_prod");
    Later later = new Later("ada", LEAVES, in(5).toString(), Optional.of("bo"));
    assertThat(here.scheduling.say(later, "carol")).isEmpty();
    here.say("bo");
    until("bo is gone", () -> isGone("bo") && here.open.all().isEmpty());
    String other = here.prod.role("bo", "login");
    pass(6);
    until("ada is shut out", () -> !lets("ada_prod") && here.open.all().isEmpty());
    assertThat(other).isEqualTo("bo");
    assertThat(owner("of_ada")).isEqualTo("ada_prod");
    here.prod.run("drop table of_ada");
  }

  /** What is to be looked at all takes long, and here has no end: a leaver waits for none of it. */
  @Test
  void who_leaves_does_not_wait_for_a_look_at_all() throws IOException, SQLException {
    say("ada", LEAVES, in(5));
    try (Connection locker = here.prod.connect();
        Statement statement = locker.createStatement()) {
      locker.setAutoCommit(false);
      statement.execute("lock table pg_policy in access exclusive mode");
      here.policy("two", POLICY + "# said anew\n");
      until(
          "it was tried in vain",
          () -> here.realms.all().stream().anyMatch(one -> one.attempts() > 0));
      pass(6);
      until("ada is shut out", () -> !lets("ada_prod"));
      assertThat(here.open.all()).isNotEmpty();
      locker.rollback();
    }
    until("ada is gone", () -> isGone("ada") && here.open.all().isEmpty());
  }

  private String owner(String table) {
    return here.prod
        .rows("select tableowner from pg_tables where tablename = '" + table + "'")
        .getFirst()
        .getFirst();
  }

  @Test
  void what_came_while_nobody_was_there_is_done_at_once_and_once() throws Exception {
    say("ada", LEAVES, in(5));
    say("bo", OUT, in(6));
    say("bo", BACK, in(7));
    here.stop();
    pass(8);
    assertThat(reads("ada")).isTrue();
    try (AutoCloseable _ = here.another("two");
        AutoCloseable _ = here.another("three")) {
      until("ada is gone", () -> isGone("ada") && here.open.all().isEmpty());
    }
    assertThat(lets("bo_prod")).isTrue();
    assertThat(texts().subList(3, texts().size()))
        .containsExactly("ada is offboarded", "bo is suspended", "bo is not kept out");
  }

  /** A return was meant of what was before; after one has left nothing comes. */
  @Test
  void what_is_said_at_once_counts_for_more() {
    say("ada", BACK, in(5));
    say("ada", LEAVES, in(90));
    here.holding.say("ada", OUT, "dave");
    assertThat(decided().getLast().deeds())
        .extracting(Deed::text)
        .containsExactly("ada is suspended", "ada comes back on " + in(5));
    assertThat(here.scheduling.of("ada")).extracting(Line::does).containsExactly("offboard");
    say("bo", OUT, in(5));
    say("bo", BACK, in(6));
    here.holding.say("bo", LEAVES, "dave");
    assertThat(here.scheduling.of("bo")).isEmpty();
    pass(7);
    until("both are out", () -> isGone("bo") && !lets("ada_prod") && here.open.all().isEmpty());
    pass(91);
    until("ada is gone", () -> isGone("ada"));
  }

  @Test
  void what_cannot_be_so_is_refused_with_what_to_do() {
    String past = now.minusSeconds(60).toString();
    assertThat(objection("ada", LEAVES, past)).startsWith(past + " is past; say it without a date");
    assertThat(objection("ada", LEAVES, "tomorrow")).startsWith("'tomorrow': this is no date");
    assertThat(here.scheduling.takeBack("ada", LEAVES, "carol"))
        .contains("no date is said on which ada leaves");
    for (String nobody : List.of("owner", "ada"))
      assertThat(
              here.scheduling.say(
                  new Later("ada", LEAVES, in(5).toString(), Optional.of(nobody)), "carol"))
          .contains(nobody + " cannot be the successor on a date; name another one of the policy");
    say("ada", LEAVES, in(5));
    assertThat(objection("ada", BACK, in(5).toString()))
        .endsWith(" and cannot come back after it; take that back first");
    say("ada", BACK, in(4));
    here.holding.say("bo", LEAVES, "dave");
    assertThat(objection("bo", OUT, in(5).toString())).startsWith("bo is offboarded already");
    assertThat(texts()).hasSize(3);
  }

  private String objection(String who, Optional<Kind> kind, String on) {
    return here.scheduling.say(new Later(who, kind, on, Optional.empty()), "carol").orElse("none");
  }

  /** A last day is worked on to its end; what begins does so with its day. */
  @Test
  void a_bare_date_is_a_day_where_the_policy_is() {
    here.scheduling.say(new Later("ada", LEAVES, "2999-12-31", Optional.empty()), "carol");
    here.scheduling.say(new Later("ada", OUT, "2999-07-01", Optional.empty()), "carol");
    here.scheduling.say(new Later("ada", BACK, "2999-08-01", Optional.empty()), "carol");
    assertThat(here.scheduling.of("ada"))
        .extracting(line -> line.on().toString())
        .containsExactly("2999-06-30T22:00:00Z", "2999-07-31T22:00:00Z", "2999-12-31T23:00:00Z");
  }
}
