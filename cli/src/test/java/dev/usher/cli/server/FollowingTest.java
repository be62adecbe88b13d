package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Roster.Person;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.Deciding.Answer;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import dev.usher.testkit.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories speak, policies come into force, dates pass: a live system follows by itself. */
@Timeout(300)
class FollowingTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() {
    here = new Followed(folder);
  }

  @AfterEach
  void stop() {
    here.close();
  }

  @Test
  void somebody_joins_moves_and_leaves_and_their_sessions_end() throws IOException, SQLException {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Readers");
    until("both are in", () -> reads("ada") && reads("bo"));
    assertThat(here.can(here.prod, "ada_prod", "INSERT")).isFalse();

    here.say("ada", "Writers");
    until("ada moved", () -> here.can(here.prod, "ada_prod", "INSERT"));
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(reads("bo")).as(here::told).isTrue();

    try (Connection session = here.session(here.prod, "ada_prod")) {
      assertThat(session.isValid(5)).isTrue();
      here.say("ada");
      until("the session ended", () -> !isValid(session));
    }
    until(
        "ada is gone everywhere",
        () -> !here.is(here.prod, "ada_prod") && !here.is(here.dev, "ada_dev"));
    until("nothing is open", () -> here.open.all().isEmpty());
    assertThat(reads("bo")).isTrue();
    assertThat(here.ledger.read().entries()).extracting(Entry::by).containsOnly("server one");
    Entry left = about("ada").getLast();
    assertThat(left.warrant().word()).contains("okta");
    assertThat(left.warrant().decided().orElseThrow())
        .isBeforeOrEqualTo(left.at())
        .isAfter(left.at().minusSeconds(60));
  }

  /** Each would leave what both need to the other. */
  @Test
  void the_first_two_of_a_role_who_come_at_once_do_not_wait_for_one_another() throws IOException {
    here.policy("one", EVERYWHERE);
    until("it is as the policy says", () -> here.realms.all().stream().anyMatch(this::isReached));
    // Known already, and not yet spoken of.
    here.people.put("bo", new Person("bo", Map.of(), Optional.empty(), Set.of("Readers")));
    here.say("ada", "Readers");
    until("ada is in", () -> reads("ada"));
    assertThat(here.is(here.prod, "bo_prod")).as(here::told).isFalse();
    here.say("bo", "Readers");
    until("bo is in", () -> reads("bo") && here.open.all().isEmpty());
  }

  private boolean isReached(Realms.State state) {
    return state.revision().equals(Optional.of("one"));
  }

  private List<Entry> about(String name) {
    return here.ledger.about(name, Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z")).stream()
        .filter(entry -> entry.deeds().stream().anyMatch(deed -> deed.isAbout(name)))
        .toList();
  }

  private boolean reads(String who) {
    return here.can(here.prod, who + "_prod", "SELECT")
        && here.can(here.dev, who + "_dev", "SELECT");
  }

  private static boolean isValid(Connection session) {
    try {
      return session.isValid(5);
    } catch (SQLException ended) {
      return false;
    }
  }

  /** Who is shut out while the target is down is shut out when it is back, and let in likewise. */
  @Test
  void a_target_that_was_down_follows_when_it_is_back() throws IOException {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    until("ada is in", () -> reads("ada") && here.open.all().isEmpty());

    here.relay.cut();
    here.holding.say("ada", Optional.of(Kind.SUSPENDED), "carol");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    Open open = here.open.all().getFirst();
    assertThat(open.subject()).isEqualTo("ada");
    assertThat(open.failure().orElseThrow()).contains("shop-db");
    assertThat(lets("ada_prod")).isTrue();
    here.relay.mend();
    until("ada is shut out", () -> !lets("ada_prod"));
    until("nothing is open", () -> here.open.all().isEmpty());

    here.relay.cut();
    here.holding.say("ada", Optional.empty(), "carol");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    here.relay.mend();
    until("ada is in again", () -> lets("ada_prod") && reads("ada"));
    assertThat(about("ada"))
        .filteredOn(entry -> entry.what() == What.DECIDED)
        .extracting(entry -> entry.by() + ": " + entry.deeds().getFirst().before() + entry.text())
        .containsExactly(
            "carol: Optional[ada is not kept out]ada is suspended",
            "carol: Optional[ada is suspended]ada is not kept out");
    assertThat(about("ada").getLast().warrant().word()).contains("carol");
  }

  private boolean lets(String account) {
    return here.prod
        .rows("select rolcanlogin from pg_roles where rolname = '" + account + "'")
        .equals(List.of(List.of("t")));
  }

  /** Prod says nothing, dev that they are mended. */
  @Test
  void strays_are_told_and_left_or_put_back_as_the_target_says() throws IOException {
    here.policy("one", EVERYWHERE);
    here.say("ada", "Writers");
    until("ada is in", () -> here.can(here.prod, "ada_prod", "INSERT"));
    until("all is done", () -> here.open.all().isEmpty() && !here.realms.all().isEmpty());
    here.prod.run("revoke insert on orders from " + writer(here.prod));
    here.dev.run("revoke insert on orders from " + writer(here.dev));
    sweep();
    until("both are told", () -> strays() == 2);
    assertThat(here.can(here.prod, "ada_prod", "INSERT")).as("left as it is").isFalse();
    until("put back in dev", () -> here.can(here.dev, "ada_dev", "INSERT"));
    sweep();
    assertThat(strays()).as("what is left is told once").isEqualTo(2);

    here.policy("two", EVERYWHERE + "# the same said anew\n");
    until("a new policy is made true", () -> here.can(here.prod, "ada_prod", "INSERT"));
  }

  private static String writer(Database database) {
    String grantees =
        "select quote_ident(grantee) from information_schema.role_table_grants"
            + " where table_name = 'orders' and privilege_type = 'INSERT'"
            + " and grantee like '%writer%'";
    return database.rows(grantees).getFirst().getFirst();
  }

  /** Time passes until the next look at everything. */
  private void sweep() {
    Instant before = here.realms.all().getFirst().swept();
    here.ahead.updateAndGet(was -> was.plus(Duration.ofMinutes(11)));
    until("swept", () -> here.realms.all().getFirst().swept().isAfter(before));
  }

  private long strays() {
    return here.ledger.read().entries().stream()
        .filter(entry -> entry.what() == Entry.What.DRIFT)
        .count();
  }

  @Test
  void a_grant_ends_on_its_date() throws IOException {
    Instant end = Instant.now().plus(Duration.ofMinutes(5));
    here.policy(
        "one",
        """
        environments: { prod: {}, dev: {} }
        grants:
          - { to: "team:readers", role: reader, in: prod }
          - { to: "team:readers", role: writer, in: prod, until: "%s" }
        """
            .formatted(end));
    here.say("ada", "Readers");
    until("ada writes", () -> here.can(here.prod, "ada_prod", "INSERT"));
    until("nothing is open", () -> here.open.all().isEmpty());
    here.ahead.set(Duration.ofMinutes(6));
    until("ada writes no more", () -> !here.can(here.prod, "ada_prod", "INSERT"));
    assertThat(here.can(here.prod, "ada_prod", "SELECT")).isTrue();
  }

  /** What gives there waits for a yes to exactly that; a leaver waits for nobody. */
  @Test
  void an_environment_that_says_so_waits_for_a_yes() throws IOException {
    here.policy("one", EVERYWHERE.replace("prod: {}", "prod: { apply: on-approval }"));
    here.say("ada", "Readers");
    until("ada is in dev", () -> here.can(here.dev, "ada_dev", "SELECT"));
    until("prod waits", () -> !here.deciding.waiting().isEmpty());
    assertThat(here.is(here.prod, "ada_prod")).isFalse();
    assertThat(here.deciding.decide("0", true, "carol")).isEqualTo(Answer.UNKNOWN);
    until(
        "all that waited has its yes",
        () -> {
          here.deciding
              .waiting()
              .forEach(one -> here.deciding.decide(one.request().id(), true, "carol"));
          return here.can(here.prod, "ada_prod", "SELECT");
        });
    assertThat(about("ada"))
        .filteredOn(
            entry -> entry.warrant().word().orElse("").contains("carol, who said yes in prod"))
        .isNotEmpty();
    assertThat(here.ledger.read().entries())
        .filteredOn(entry -> entry.what() == What.DECIDED)
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.by()).isEqualTo("carol");
              assertThat(entry.text()).startsWith("yes to what waits in prod");
              assertThat(entry.statements()).isNotEmpty();
            });
    here.say("ada");
    until("ada is gone", () -> !here.is(here.prod, "ada_prod") && !here.is(here.dev, "ada_dev"));
  }

  /** Just when prod is asked about, after the look at both, somebody shuts bo out of dev. */
  @Test
  void a_yes_is_held_against_the_plan_that_is_carried_out() throws IOException {
    here.policy("one", EVERYWHERE);
    here.say("bo", "Readers");
    until("bo is in", () -> reads("bo") && settled());
    String more = "  - { to: \"team:readers\", role: writer, in: [prod, dev] }\n";
    here.policy("two", EVERYWHERE.replace("{}", "{ apply: on-approval }") + more);
    until("both wait", () -> here.deciding.waiting().size() == 2);
    here.inStore(
        """
        create function usher_store.meddle() returns trigger language plpgsql security definer as $$
        begin
          if new.environment = 'prod'
              and exists (select from usher_store.approval where environment = 'dev' and yes) then
            alter role bo_dev nologin;
          end if;
          return new;
        end $$
        """,
        "create trigger meddle before insert or update on usher_store.approval"
            + " for each row execute function usher_store.meddle()");
    here.deciding.waiting().stream()
        .filter(one -> one.request().environment().equals("dev"))
        .forEach(one -> here.deciding.decide(one.request().id(), true, "carol"));
    until(
        "what is another plan by then waits",
        () ->
            here.deciding.waiting().stream()
                .anyMatch(one -> one.request().statements().toString().contains("bo_dev")));
    assertThat(here.dev.rows("select rolcanlogin from pg_roles where rolname = 'bo_dev'"))
        .isEqualTo(List.of(List.of("f")));
    assertThat(here.can(here.dev, "bo_dev", "INSERT")).isFalse();
  }

  /** What was decided while a target was down was decided, and not so there until it was back. */
  @Test
  void what_was_then_is_remembered_as_decided_and_as_carried_out() throws IOException {
    Instant before = now();
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    until("ada is in", () -> reads("ada") && settled());
    Instant reader = now();
    assertThat(could("insert", reader)).isEqualTo("[] []");
    assertThat(could("select", reader)).isEqualTo("[ada] [ada]");

    here.relay.cut();
    here.say("ada", "Writers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    Instant down = now();
    assertThat(could("insert", down)).isEqualTo("[ada] []");
    here.relay.mend();
    until("ada moved", () -> here.can(here.prod, "ada_prod", "INSERT") && settled());
    Instant writer = now();
    assertThat(could("insert", writer)).isEqualTo("[ada] [ada]");
    // What came to be known later leaves what was so before.
    assertThat(could("insert", down)).isEqualTo("[ada] []");
    assertThat(could("insert", reader)).isEqualTo("[] []");
    assertThat(could("select", reader)).isEqualTo("[ada] [ada]");

    here.holding.say("ada", Optional.of(Kind.SUSPENDED), "carol");
    until("ada is shut out", () -> !lets("ada_prod") && settled());
    assertThat(could("select", now())).isEqualTo("[] []");

    // A role that gives more gives it to all who had it, from then on.
    here.holding.say("ada", Optional.empty(), "carol");
    until("ada is in again", () -> lets("ada_prod") && settled());
    Instant again = now();
    here.policy(
        "two", EVERYWHERE.replace("role: writer, in: [prod, dev]", "role: writer, in: dev"));
    until("prod is gone", () -> !here.can(here.prod, "ada_prod", "INSERT") && settled());
    assertThat(could("insert", now())).isEqualTo("[] []");
    assertThat(could("insert", again)).isEqualTo("[ada] [ada]");
    assertThat(here.usher.accessAt("ada", again).targets())
        .extracting(HeldThenReport.There::target)
        .containsExactly("dev/shop-db", "prod/shop-db");
    DiffReport diff = here.usher.diff(again, now(), Optional.of("ada"));
    assertThat(diff.decided().gained()).isEmpty();
    assertThat(diff.decided().lost())
        .extracting(line -> line.role() + " in " + line.target())
        .containsExactly("writer in prod/shop-db");
    assertThat(diff.live().lost()).hasSize(1);
    assertThat(here.usher.whoCould("select", "prod/shop-db/public/orders", before).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("no-policy-then");
  }

  /** A time of its own: what is remembered is so to the millisecond. */
  private static Instant now() {
    try {
      Thread.sleep(2);
      Instant now = Instant.now();
      Thread.sleep(2);
      return now;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private boolean settled() {
    return here.open.all().isEmpty()
        && !here.realms.all().isEmpty()
        && here.realms.all().stream()
            .allMatch(realm -> realm.revision().equals(here.inForce.get().map(Revision::revision)));
  }

  private String could(String action, Instant at) {
    WhoCouldReport report = here.usher.whoCould(action, "prod/shop-db/public/orders", at);
    assertThat(report.diagnostics()).isEmpty();
    return subjects(report.decided()) + " " + subjects(report.live());
  }

  private static List<String> subjects(WhoCouldReport.Side side) {
    return side.who().stream().map(WhoCanReport.One::subject).toList();
  }
}
