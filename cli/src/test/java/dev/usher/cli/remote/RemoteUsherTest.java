package dev.usher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.cli.command.Commands;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Target;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Placeholders;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.Wanted;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.Follow;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.Holding;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.Later;
import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.follow.Rota;
import dev.usher.engine.follow.Schedule;
import dev.usher.engine.follow.Scheduling;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.token.Scope;
import dev.usher.policy.PolicyReader;
import dev.usher.server.UsherServer;
import dev.usher.server.api.Api;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Once;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.log.EventLog;
import dev.usher.store.api.PostgresGivenAnswers;
import dev.usher.store.api.PostgresKeptPlans;
import dev.usher.store.follow.PostgresHoldBook;
import dev.usher.store.follow.PostgresOpenWork;
import dev.usher.store.follow.PostgresRealms;
import dev.usher.store.follow.PostgresSchedule;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.ledger.PostgresLedgerPages;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.memory.PostgresMeantBook;
import dev.usher.store.policy.PostgresRevisions;
import dev.usher.store.scim.PostgresHeldBack;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.fake.House;
import dev.usher.testkit.fake.LocksConnector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a server it is as without one: each answer is held against the same asked here. */
class RemoteUsherTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-29T10:00:00Z"));
  private static final Path NOWHERE = Path.of("nowhere");

  @TempDir private Path policy;
  private final House ash = house("ash");
  private final House elm = house("elm");
  private final Database database = Postgres.newest().database();
  @TempDir private Path before;
  private LedgerStore ledger;
  private PostgresRevisions revisions;
  private PostgresMeantBook book;
  private Optional<Memory> memory = Optional.empty();
  private Usher here;
  private UsherServer server;
  private Usher there;

  private static House house(String name) {
    House house = new House(name, "main");
    house.build("main", "door", "hall");
    house.build("main", "door", "safe");
    return house;
  }

  /** Nobody takes turns here. */
  private Follow follow(Jdbi jdbi) {
    Rota nobody =
        new Rota() {
          @Override
          public Set<String> after(Instant then) {
            return Set.of();
          }

          @Override
          public void realms(Set<String> keys) {}

          @Override
          public void now(String realm) {}

          @Override
          public void close() {}
        };
    InForce inForce = () -> Optional.of(new Revision("r1", policy));
    OpenWork open = new PostgresOpenWork(jdbi);
    Realms realms = new PostgresRealms(jdbi);
    PolicyText text = usher("server").policyText();
    HoldBook book = new PostgresHoldBook(jdbi);
    Schedule schedule = new PostgresSchedule(jdbi);
    return new Follow(
        open,
        realms,
        new Deciding(Approvals.NONE, inForce, realms, open, nobody, CLOCK),
        new Holding(inForce, text, book, schedule, open, nobody, CLOCK),
        new Scheduling(inForce, text, book, schedule, nobody, CLOCK));
  }

  @BeforeEach
  void start() throws IOException {
    for (String file :
        List.of(
            "V1__ledger",
            "V2__follow",
            "V4__realms",
            "V7__history",
            "V9__api",
            "V11__ledger_open",
            "V8__policy",
            "V14__memory",
            "V18__held",
            "V19__check",
            "V25__successor",
            "V24__schedule")) {
      try (InputStream text =
          Objects.requireNonNull(
              PostgresLedger.class.getResourceAsStream("/db/migration/" + file + ".sql"))) {
        database.run(
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                .replace("to usher_server", "to current_user")
                .replace("${flyway:defaultSchema}", "public"));
      }
    }
    Jdbi jdbi =
        Jdbi.create(database.url(), database.server().superuser(), database.server().password());
    ledger = new PostgresLedger(jdbi);
    revisions = new PostgresRevisions(jdbi);
    book = new PostgresMeantBook(jdbi);
    memory =
        Optional.of(
            new Memory(
                book, new PostgresHoldings(jdbi), new KeptPolicies(revisions, new Shelf(before))));
    here = usher("here");
    guards("alice");
    JsonBody json = new JsonBody(Limits.USUAL);
    Api api =
        new Api(
            () -> Optional.of(new Revision("r1", policy)),
            this::usher,
            new PostgresLedgerPages(jdbi),
            follow(jdbi),
            new PostgresKeptPlans(jdbi, InstantSource.system()),
            (_, _, _, _) -> {},
            new PostgresHeldBack(jdbi, CLOCK, () -> {}),
            _ -> List.of(),
            new Once(json, new PostgresGivenAnswers(jdbi, InstantSource.system())));
    server =
        UsherServer.start(
            "127.0.0.1",
            0,
            Optional.empty(),
            Limits.USUAL,
            api.routes(),
            token ->
                token.equals("operate")
                    ? Optional.of(new Caller("token:ops", Set.of(Scope.OPERATE)))
                    : Optional.empty(),
            Map.of(),
            RequestWatch.NOBODY,
            new EventLog(new PrintStream(OutputStream.nullOutputStream(), true), CLOCK));
    there = there(Optional.of("operate"));
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  private Usher there(Optional<String> token) {
    ServerAddress address =
        ServerAddress.of(Optional.of("http://127.0.0.1:" + server.port()), Map.of());
    return new RemoteUsher(new ServerClient(address, token));
  }

  private LocalUsher usher(String who) {
    return new LocalUsher(
        new PolicyReader(CLOCK),
        _ -> Optional.of(LocksConnector.PORTER + ":" + LocksConnector.PASSWORD),
        List.of(new LocksConnector(CLOCK, List.of(ash, elm))),
        _ -> ledger,
        new Heard(Directories.NONE, HoldBook.NONE, Approvals.NONE, PastBook.NONE, memory),
        CLOCK,
        who,
        new SecureRandom(),
        Duration.ofSeconds(1));
  }

  private void guards(String... names) throws IOException {
    guards(Set.of("alice", "bob", "carol"), List.of(names));
  }

  private void guards(Collection<String> people, List<String> guards) throws IOException {
    Files.writeString(
        policy.resolve("policy.yaml"),
        """
        environments: { day: {}, night: {} }
        systems:
          ash: { type: locks, in: { day: { url: "locks://ash/main", admin: "env:A" } } }
          elm: { type: locks, in: { night: { url: "locks://elm/main", admin: "env:A" } } }
        people: { %s }
        roles: { guard: { can: [{ do: enter, on: ["ash/*", "elm/*"], except: [safe] }] } }
        grants: [{ to: [%s], role: guard, in: [day, night], because: The rota }]
        """
            .formatted(
                people.stream().map("%s: {}"::formatted).collect(Collectors.joining(", ")),
                String.join(", ", guards)));
  }

  private static Progress quiet() {
    return Progress.silent();
  }

  @Test
  void whatIsAskedIsAnsweredAsItIsHere() {
    there.apply(NOWHERE, there.plan(NOWHERE, Set.of(), quiet()), quiet());
    ash.obey("issue \"stranger\" \"\"");
    ash.obey("unblock \"stranger\"");
    assertThat(there.validate(NOWHERE)).isEqualTo(here.validate(policy));
    assertThat(there.plan(NOWHERE, Set.of("day"), quiet()))
        .isEqualTo(here.plan(policy, Set.of("day"), quiet()));
    for (String subject : List.of("alice", "bob", "nobody", "a b/c?&+%")) {
      for (String address : List.of("day/ash/hall", "day/ash", "no/where")) {
        for (boolean live : List.of(true, false))
          assertThat(there.can(NOWHERE, subject, "enter", address, Optional.empty(), live))
              .isEqualTo(here.can(policy, subject, "enter", address, Optional.empty(), live));
      }
    }
    Map<String, Value> row =
        Map.of(
            "a", new Value.Text("it's \"so\" & more"),
            "b", new Value.Int(Long.MIN_VALUE),
            "c", new Value.Decimal(0.1),
            "d", new Value.Bool(true),
            "e", new Value.Null());
    assertThat(there.can(NOWHERE, "alice", "enter", "day/ash/hall", Optional.of(row), false))
        .isEqualTo(here.can(policy, "alice", "enter", "day/ash/hall", Optional.of(row), false));
    for (Placeholders style : Placeholders.values()) {
      Wanted wanted =
          new Wanted(
              "alice", "enter", "day/ash/hall", List.of("a b", "c&d"), Optional.of("x?&y"), style);
      assertThat(there.filter(NOWHERE, wanted)).isEqualTo(here.filter(policy, wanted));
    }
    assertThatThrownBy(
            () ->
                there.filter(
                    NOWHERE,
                    new Wanted(
                        "alice",
                        "enter",
                        "day/ash/hall",
                        List.of("a,b"),
                        Optional.empty(),
                        Placeholders.QUESTION)))
        .isInstanceOf(Refused.class);
    assertThat(there.whoCan(NOWHERE, "enter", "day/ash/hall", true))
        .isEqualTo(here.whoCan(policy, "enter", "day/ash/hall", true));
    assertThat(there.access(NOWHERE, "alice", true)).isEqualTo(here.access(policy, "alice", true));
    assertThat(there.verify(NOWHERE, Set.of(), quiet()))
        .isEqualTo(here.verify(policy, Set.of(), quiet()));
    assertThat(there.drift(NOWHERE, quiet())).isEqualTo(here.drift(policy, quiet()));
    assertThat(there.orphans(NOWHERE)).isEqualTo(here.orphans(policy));
    assertThat(there.ledger(NOWHERE)).isEqualTo(here.ledger(policy));
    assertThat(there.verifyLedger(NOWHERE)).isEqualTo(here.verifyLedger(policy));
  }

  /** More than a page of each. */
  @Test
  void longListsAreReadToTheirEnds() throws Exception {
    List<String> crowd = IntStream.range(0, 2_345).mapToObj("g%d"::formatted).toList();
    guards(crowd, crowd);
    for (int i = 0; i < 1_234; i++) {
      ash.obey("issue \"stranger%d\" \"\"".formatted(i));
      ash.obey("unblock \"stranger%d\"".formatted(i));
    }
    WhoCanReport who = there.whoCan(NOWHERE, "enter", "day/ash/hall", true);
    assertThat(who).isEqualTo(here.whoCan(policy, "enter", "day/ash/hall", true));
    assertThat(who.who()).hasSize(2_345);
    OrphanReport orphans = there.orphans(NOWHERE);
    assertThat(orphans.orphans())
        .containsExactlyInAnyOrderElementsOf(here.orphans(policy).orphans())
        .hasSize(1_234);
    elm.faults().down();
    assertThat(there.orphans(NOWHERE).failures()).isEqualTo(here.orphans(policy).failures());
  }

  @Test
  void whatWasThenIsAnsweredAsItIsHere() {
    Instant begin = Instant.parse("2026-11-29T08:00:00Z");
    About about = new About("r1", "a test", Set.of(), "one", begin, Optional.empty(), List.of());
    revisions.add(0, about, new FolderSource(policy).head(Optional.empty()).tree(), List.of());
    Target day = new Target("day", "ash");
    Holdings.Holding alice =
        new Holdings.Holding("alice", "day/ash", "guard", "guard for alice: The rota");
    book.meant(day, List.of(alice), Optional.empty(), begin);
    book.reached(day, Optional.empty(), begin.plusSeconds(5));
    book.policyReached(day, begin, begin.plusSeconds(5));
    Instant later = begin.plusSeconds(60);
    assertThat(there.whoCould("enter", "day/ash/hall", later).live().who()).hasSize(1);
    for (Instant at : List.of(begin.minusSeconds(1), begin.plusSeconds(1), later)) {
      assertThat(there.whoCould("enter", "day/ash/hall", at))
          .isEqualTo(here.whoCould("enter", "day/ash/hall", at));
      assertThat(there.accessAt("alice", at)).isEqualTo(here.accessAt("alice", at));
      assertThat(there.diff(at, later, Optional.of("alice")))
          .isEqualTo(here.diff(at, later, Optional.of("alice")));
    }
    assertThat(there.diff(begin.minusSeconds(1), later, Optional.empty()).live().gained())
        .hasSize(1);
    assertThatThrownBy(() -> there.diff(later, begin, Optional.empty()))
        .hasMessageContaining("the second time is before the first");
  }

  @Test
  void whatIsDoneIsDoneThereAndTheLedgerTellsWhoAsked(@TempDir Path folder) throws Exception {
    PlanReport plan = there.plan(NOWHERE, Set.of(), quiet());
    assertThat(plan.hasChanges()).isTrue();
    Path file = folder.resolve("plan.json");
    PlanFile.write(file, plan);
    ApplyReport applied = there.apply(NOWHERE, PlanFile.read(file), quiet());
    assertThat(applied.isWhole()).as(applied.toString()).isTrue();
    assertThat(ledger.read().entries()).allMatch(entry -> entry.by().equals("token:ops"));
    assertThat(there.verify(NOWHERE, Set.of(), quiet()).isProved()).isTrue();

    there.apply(NOWHERE, there.suspend(NOWHERE, "alice", quiet()), quiet());
    assertThat(ash.badges()).allMatch(House.Badge::blocked);
    there.apply(NOWHERE, there.resume(NOWHERE, "alice", quiet()), quiet());
    assertThat(ash.badges()).noneMatch(House.Badge::blocked);

    PlanReport leaving = there.offboard(NOWHERE, "alice", Optional.empty(), quiet());
    ReceiptReport receipt = there.receipt(NOWHERE, leaving, quiet());
    assertThat(receipt.isWhole()).as(receipt.toString()).isTrue();
    assertThat(ash.badges()).isEmpty();

    guards("bob");
    there.apply(NOWHERE, there.drift(NOWHERE, quiet()).plan(), quiet());
    assertThat(elm.badges()).extracting(House.Badge::name).containsExactly("bob");
    assertThat(there.offboardAtOnce(NOWHERE, "bob", Optional.empty(), _ -> {}, quiet()).isWhole())
        .isTrue();
    assertThat(elm.badges()).isEmpty();
  }

  /** Here nobody would be there on that day. */
  @Test
  void aDateIsSaidThereAndShownAndHereItIsRefused() {
    Later later =
        new Later("alice", Optional.of(Kind.OFFBOARDED), "2999-12-31", Optional.of("bob"));
    ScheduleReport said = there.later(later);
    assertThat(said.schedule())
        .containsExactly(
            new ScheduleReport.Line(
                "alice",
                "offboard",
                Instant.parse("3000-01-01T00:00:00Z"),
                Optional.of("bob"),
                "token:ops",
                CLOCK.instant()));
    assertThat(there.schedule()).isEqualTo(said);
    assertThat(there.later(new Later("alice", later.kind(), "never", Optional.empty())).schedule())
        .isEmpty();
    assertThatThrownBy(() -> here.later(later))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("name it by --server URL, or say it on the day without a date");
    assertThatThrownBy(here::schedule).isInstanceOf(Refused.class);
  }

  /** As somebody types it. */
  @Test
  void theCommandLineSaysADateAndShowsIt() {
    assertThat(typed("offboard", "alice", "--on", "2999-12-31", "--successor", "bob"))
        .startsWith("0 3000-01-01 00:00:00Z  alice  leaves; what they own goes to bob  said by");
    assertThat(typed("suspend", "alice", "--on", "2999-07-01")).contains("is suspended", "leaves");
    assertThat(typed("resume", "alice", "--on", "2999-08-01")).contains("comes back");
    assertThat(typed("schedule").lines()).hasSize(3);
    assertThat(typed("resume", "alice", "--on", "3000-08-01"))
        .startsWith("1 ")
        .contains("alice leaves on 3000-01-01T00:00:00Z and cannot come back after it");
    assertThat(typed("resume", "alice", "--on", "never").lines()).hasSize(2);
    assertThat(typed("suspend", "alice", "--on", "never")).startsWith("0 3000-01-01");
    assertThat(typed("offboard", "alice", "--on", "never", "--json")).contains("\"schedule\": []");
    assertThat(typed("schedule")).isEqualTo("0 Nothing is to become of anybody on a date.\n");
    assertThat(typed("offboard", "alice", "--on", "2999-12-31", "--dry-run"))
        .startsWith("1 ")
        .contains("--on makes no plan");
    assertThat(typed("offboard", "alice", "--on", "2999-12-31", "-p", policy.toString()))
        .startsWith("1 ")
        .contains("a date is kept by a server: name it by --server URL");
    assertThat(typed("schedule", "-p", policy.toString())).startsWith("1 ");
  }

  /** How it ended, and all that was said. */
  private String typed(String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = Terminal.stream(said);
    Map<String, String> environment =
        Map.of("USHER_SERVER", "http://127.0.0.1:" + server.port(), "USHER_TOKEN", "operate");
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", environment);
    int end = Commands.of(here, terminal, () -> 0, Map.of(), words[0]).execute(words);
    return end + " " + said.toString(StandardCharsets.UTF_8);
  }

  /** A policy is written where one writes. */
  @Test
  void whatAServerDoesNotDoIsSaid() {
    assertThatThrownBy(() -> there.init(NOWHERE)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> there.importing("locks://ash/main", "env:A", NOWHERE, quiet()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aRefusalComesInTheServersWords() throws Exception {
    PlanReport plan = there.plan(NOWHERE, Set.of(), quiet());
    guards("bob");
    assertThatThrownBy(() -> there.apply(NOWHERE, plan, quiet()))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("the policy has changed since the plan was made; plan again");
    assertThatThrownBy(() -> there.access(NOWHERE, "alicia", false))
        .hasMessageContaining("did you mean alice?");
    assertThatThrownBy(() -> there(Optional.of("wrong")).access(NOWHERE, "alice", false))
        .hasMessageContaining("unknown, expired or revoked")
        .hasMessageNotContaining("wrong");
    assertThatThrownBy(() -> there(Optional.empty()).access(NOWHERE, "alice", false))
        .hasMessageContaining("USHER_TOKEN");
  }
}
