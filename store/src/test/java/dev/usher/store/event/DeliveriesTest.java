package dev.usher.store.event;

import static dev.usher.store.event.EventTables.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.event.Backoff;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Deliveries.Became;
import dev.usher.engine.event.Deliveries.DeadLetter;
import dev.usher.engine.event.Delivering;
import dev.usher.engine.event.Event;
import dev.usher.engine.event.Filter;
import dev.usher.engine.event.Kind;
import dev.usher.engine.event.Sink;
import dev.usher.engine.event.Subscription;
import dev.usher.engine.event.Subscriptions.Standing;
import dev.usher.engine.ports.Precondition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outbox: what is committed is told, once or again, in order, and nothing else is. */
@Timeout(240)
class DeliveriesTest {
  private static final Backoff TWICE = new Backoff(List.of(Duration.ofMinutes(1)), () -> 0);
  private static final Channel NOWHERE = new Channel.Webhook("https://hooks.example", "env:S");

  private static final Draft TOLD =
      new Draft(NOON, "ann", What.SETTING, "usher", "s", List.of(), List.of(), Optional.empty());

  private static final EventTables TABLES = EventTables.create();
  private final PostgresDeliveries deliveries = new PostgresDeliveries(TABLES.jdbi());
  private final PostgresSubscriptions subscriptions = new PostgresSubscriptions(TABLES.jdbi());
  private final Receiver receiver = new Receiver();
  private Instant now = NOON;
  private final Delivering delivering = new Delivering(deliveries, receiver, TWICE, () -> now);

  /** Remembers what it took, and takes what it is told to. */
  private static final class Receiver implements Sink {
    private final List<String> taken = new ArrayList<>();
    private Answer answer = new Answer.Taken();

    @Override
    public Answer send(Channel channel, Event event) {
      if (answer instanceof Answer.Taken) taken.add(event.text());
      return answer;
    }

    @Override
    public Optional<String> objection(Channel channel) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void subscribe() {
    TABLES.empty();
    TABLES.tell("before anybody listened");
    subscriptions.add(new Subscription("pager", Filter.ALL, NOWHERE), TOLD);
  }

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private void deliver() {
    while (delivering.one()) {}
  }

  private static String policy(String digest) {
    return "the policy " + digest + " is carried out";
  }

  private Standing pager() {
    return subscriptions.find("pager").orElseThrow();
  }

  @Test
  void whatIsDoneIsToldInOrderFromTheSubscriptionOn() {
    for (int i = 0; i < 25; i++) TABLES.tell("p" + i);
    deliver();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) all.add(policy("p" + i));
    assertThat(receiver.taken).containsExactlyElementsOf(all);
    assertThat(pager().told()).isEqualTo(27);
  }

  @Test
  void nothingIsToldOfWhatWasRolledBackOrOnlyMeant() {
    try (Handle other = TABLES.jdbi().open()) {
      other.begin();
      EventTables.tell(other, "never");
      // Nobody sees it, and its number is nobody's yet.
      deliver();
      other.rollback();
    }
    Entry intent =
        TABLES
            .jdbi()
            .inTransaction(
                handle -> EventTables.append(handle, What.INTENT, "meant", Optional.empty()));
    deliver();
    assertThat(receiver.taken).isEmpty();
    TABLES
        .jdbi()
        .useTransaction(
            handle ->
                EventTables.append(handle, What.RESULT, "done", Optional.of(intent.number())));
    deliver();
    assertThat(receiver.taken).containsExactly("meant: done");
  }

  /** An entry that is committed late would have a number behind which others were told already. */
  @Test
  void noEntryIsPassedByWhileItsTransactionGoesOn() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          threads.submit(
              () ->
                  TABLES
                      .jdbi()
                      .inTransaction(
                          handle -> {
                            Entry entry = EventTables.tell(handle, "slow");
                            written.countDown();
                            commit.await();
                            return entry;
                          }));
      assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
      var quick = threads.submit(() -> TABLES.tell("quick"));
      deliver();
      commit.countDown();
      assertThat(slow.get().number()).isLessThan(quick.get().number());
      deliver();
    }
    assertThat(receiver.taken).containsExactly(policy("slow"), policy("quick"));
  }

  @Test
  void onlyWhatIsWantedIsTold() {
    Filter credentials =
        new Filter(Set.of(), Set.of(), Set.of("web"), Set.of(Kind.CREDENTIAL_ISSUED));
    Subscription wanted =
        new Subscription("passwords", credentials, new Channel.Email(List.of("a@b.example")));
    subscriptions.add(wanted, TOLD);
    assertThat(subscriptions.find("passwords").orElseThrow().subscription()).isEqualTo(wanted);
    assertThat(subscriptions.add(wanted, TOLD)).isFalse();
    subscriptions.remove("pager", TOLD, Precondition.none());
    for (int i = 0; i < 45; i++) TABLES.tell("p" + i);
    TABLES
        .jdbi()
        .useTransaction(
            handle -> {
              Entry meant = EventTables.append(handle, What.INTENT, "meant", Optional.empty());
              EventTables.append(handle, What.CREDENTIAL, "issued", Optional.of(meant.number()));
            });
    deliver();
    assertThat(receiver.taken).containsExactly("issued");
    assertThat(subscriptions.all()).extracting(Standing::told).containsExactly(51L);
  }

  /**
   * What cannot be told holds up what is behind it, is given up in the end, and can be replayed.
   */
  @Test
  void whatFailsComesAgainThenIsADeadLetterAndIsReplayed() {
    receiver.answer = new Sink.Answer.NotNow("it answered 500");
    TABLES.tell("first");
    TABLES.tell("second");
    deliver();
    assertThat(pager().failure()).contains("it answered 500");
    assertThat(pager().due()).isEqualTo(NOON.plusSeconds(60));
    now = NOON.plusSeconds(59);
    assertThat(delivering.one()).isFalse();
    now = NOON.plusSeconds(60);
    assertThat(delivering.one()).isTrue();
    assertThat(deliveries.dead("pager", 0, 10))
        .extracting(one -> one.told().entry().text(), DeadLetter::attempts, DeadLetter::why)
        .containsExactly(tuple("first", 2, "it answered 500"));
    receiver.answer = new Sink.Answer.Taken();
    deliver();
    assertThat(receiver.taken).containsExactly(policy("second"));
    assertThat(deliveries.replay("nobody", List.of())).isZero();
    assertThat(deliveries.replay("pager", List.of(99L))).isZero();
    assertThat(deliveries.replay("pager", List.of(3L))).isEqualTo(1);
    deliver();
    assertThat(receiver.taken).containsExactly(policy("second"), policy("first"));
    assertThat(deliveries.dead("pager", 0, 10)).isEmpty();
  }

  @Test
  void aReplayThatFailsStaysInTheList() {
    receiver.answer = new Sink.Answer.NotNow("away");
    TABLES.tell("first");
    deliver();
    now = NOON.plusSeconds(60);
    deliver();
    receiver.answer = new Sink.Answer.Refused("it answered 404");
    deliveries.replay("pager", List.of());
    deliver();
    assertThat(deliveries.dead("pager", 0, 10))
        .extracting(DeadLetter::attempts, DeadLetter::why)
        .containsExactly(tuple(3, "it answered 404"));
    assertThat(pager().dead()).isEqualTo(1);
  }

  /** Servers share the work: who is being told is passed by, everybody else is not. */
  @Test
  void oneServerAtATimeTellsASubscriber() throws Exception {
    subscriptions.add(new Subscription("other", Filter.ALL, NOWHERE), TOLD);
    TABLES.tell("p");
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    List<String> elsewhere = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(
              () ->
                  deliveries.next(
                      NOON,
                      due -> {
                        telling.countDown();
                        try {
                          end.await();
                        } catch (InterruptedException stopped) {
                          Thread.currentThread().interrupt();
                        }
                        return new Became.Through(4);
                      }));
      assertThat(telling.await(20, TimeUnit.SECONDS)).isTrue();
      while (deliveries.next(
          NOON,
          due -> {
            elsewhere.add(due.subscription().name());
            return new Became.Through(4);
          })) {}
      end.countDown();
      assertThat(first.get()).isTrue();
    }
    assertThat(elsewhere).containsExactly("pager");
  }

  /** Its dead letter would point to what is being removed: each would wait for the other. */
  @Test
  void whoIsRemovedWhileTheyAreToldForTheLastTimeHoldsNobodyUp() throws Exception {
    TABLES.tell("p");
    CountDownLatch telling = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var told =
          threads.submit(
              () ->
                  deliveries.next(
                      NOON,
                      _ -> {
                        telling.countDown();
                        untilSomebodyWaits();
                        return new Became.Dead(3, "it answered 410");
                      }));
      assertThat(telling.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(subscriptions.remove("pager", TOLD, Precondition.none())).isTrue();
      assertThat(told.get()).isTrue();
    }
    assertThat(subscriptions.all()).isEmpty();
  }

  private static void untilSomebodyWaits() {
    String waiting =
        "select 1 from pg_stat_activity"
            + " where datname = current_database() and wait_event_type = 'Lock'";
    while (TABLES.database().rows(waiting).isEmpty()) Thread.onSpinWait();
  }

  /** Between the answer and the word of it in the store: it comes again under the same id. */
  @Test
  void aServerThatIsKilledAfterItSentLosesNothing() throws IOException, InterruptedException {
    Entry entry = TABLES.tell("p");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            KilledSender.class.getName());
    builder.environment().putAll(Map.of("STORE", TABLES.database().url()));
    builder.environment().put("LOGIN", TABLES.database().server().superuser());
    builder.environment().put("PASSWORD", TABLES.database().server().password());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String sent;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      sent = String.valueOf(out.readLine());
    }
    assertThat(process.waitFor()).isEqualTo(KilledSender.KILLED);
    assertThat(sent).isEqualTo(Event.of(entry, Optional.empty()).orElseThrow().id());
    List<String> again = new ArrayList<>();
    // The server notices that the connection is gone, and lets the row go.
    while (again.isEmpty())
      deliveries.next(
          NOON,
          due -> {
            again.add(
                Event.of(due.ahead().getFirst().entry(), Optional.empty()).orElseThrow().id());
            return new Became.Through(entry.number());
          });
    assertThat(again).containsExactly(sent);
    assertThat(delivering.one()).isFalse();
  }
}
