package dev.usher.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Proof.Altered;
import dev.usher.engine.Refused;
import dev.usher.engine.json.CheckpointJson;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.LedgerProofReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final SealingKey KEY = SealingKey.make();

  @TempDir Path folder;
  private Path lines;
  private Path seals;
  private FileLedger ledger;

  @BeforeEach
  void places() {
    lines = folder.resolve("ledger.jsonl");
    seals = folder.resolve("far/away/checkpoints.jsonl");
    ledger = new FileLedger(lines);
  }

  @Test
  void a_new_end_is_sealed_and_nothing_where_nothing_is_new() throws Exception {
    Sealing sealing = sealing("one");
    assertThat(sealing.seal()).isEmpty();
    append(2);
    Checkpoint first = sealing.seal().orElseThrow();
    assertThat(sealing.seal()).isEmpty();
    append(1);
    Checkpoint second = sealing.seal().orElseThrow();
    assertThat(first.head().number()).isEqualTo(2);
    assertThat(second.after()).contains(first.head());
    assertThat(second.by()).isEqualTo("one");
    assertThat(Files.readAllLines(seals)).containsExactly(first.line(), second.line());
    assertThat(KEY.open().hasSigned(second)).isTrue();
    assertThat(proof().isProved()).isTrue();
    assertThat(proof().proved()).isEqualTo(3);
    assertThat(proof().sealed()).contains(NOW);
  }

  @Test
  void two_servers_that_seal_to_one_place_do_not_disagree() throws Exception {
    Sealing one = sealing("one");
    Sealing two = sealing("two");
    append(1);
    one.seal();
    append(1);
    two.seal();
    assertThat(one.seal()).as("two was there").isEmpty();
    append(2);
    one.seal();
    assertThat(proof().problems()).isEmpty();
    assertThat(proof().checkpoints()).isEqualTo(3);
  }

  @Test
  void it_goes_on_after_a_start_from_what_is_kept_there() throws Exception {
    append(1);
    Checkpoint before = sealing("one").seal().orElseThrow();
    assertThat(sealing("one").seal()).isEmpty();
    append(1);
    assertThat(sealing("one").seal().orElseThrow().after()).contains(before.head());
  }

  @Test
  void an_entry_is_sealed_by_itself_and_the_last_one_at_the_end() throws Exception {
    BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
    Sealing sealing = sealing("one");
    try (sealing) {
      sealing.start(Duration.ofMillis(20), alarms::add);
      append(1);
      awaitLines(1);
      append(1);
    }
    assertThat(Files.readString(seals)).endsWith("\n");
    assertThat(proof().isProved()).isTrue();
    assertThat(alarms).isEmpty();
  }

  @Test
  void what_was_written_anew_is_not_sealed_and_said_once() throws Exception {
    append(3);
    Sealing sealing = sealing("one");
    sealing.seal();
    Files.delete(lines);
    append(5);
    assertThatThrownBy(sealing::seal)
        .isInstanceOf(Sealing.Altered.class)
        .hasMessageContaining("entry 3, which was sealed, is not there any more");
    BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
    sealing.start(Duration.ofMillis(5), alarms::add);
    assertThat(alarms.poll(10, TimeUnit.SECONDS)).contains("usher ledger verify");
    sealing.close();
    assertThat(alarms).isEmpty();
    assertThat(Files.readAllLines(seals)).hasSize(1);
    LedgerProofReport proof = proof();
    assertThat(proof.isProved()).isFalse();
    assertThat(proof.altered()).contains(new Altered(1, 1));
  }

  @Test
  void where_much_waits_there_are_several_of_a_bounded_size() throws Exception {
    List<String> waiting = new ArrayList<>();
    Head before = Head.NONE;
    for (int i = 1; i <= 2 * Checkpoint.MOST + 100; i++) {
      Entry entry = Chain.append(before, draft("waits " + i));
      waiting.add(entry.line());
      before = entry.head();
    }
    Files.write(lines, waiting);
    List<String> alarms = new CopyOnWriteArrayList<>();
    // One look, that of the stop.
    try (Sealing sealing = sealing("one")) {
      sealing.start(Duration.ofHours(1), alarms::add);
    }
    assertThat(alarms).isEmpty();
    List<Integer> told = new ArrayList<>();
    for (String line : Files.readAllLines(seals))
      told.add(CheckpointJson.parse(line).orElseThrow().told().size());
    assertThat(told).hasSize(3).allMatch(size -> size <= Checkpoint.MOST + 1);
    assertThat(told.stream().mapToInt(Integer::intValue).sum()).isEqualTo(waiting.size());
    assertThat(proof().isProved()).isTrue();
    // What another server finds there is as long as what was cut off.
    String last = Files.readAllLines(seals).getFirst();
    Files.writeString(seals, last.substring(0, last.length() - 1), StandardOpenOption.APPEND);
    append(1);
    sealing("two").seal().orElseThrow();
    assertThat(proof().isProved()).isTrue();
  }

  @Test
  void a_line_that_a_crash_cut_off_makes_room_for_the_next() throws Exception {
    append(1);
    sealing("one").seal();
    Files.writeString(seals, "{\"after\":\"1:\u00e4", StandardOpenOption.APPEND);
    append(1);
    sealing("one").seal();
    assertThat(Files.readAllLines(seals)).hasSize(2);
    assertThat(proof().isProved()).isTrue();
  }

  @Test
  void a_file_of_checkpoints_that_was_cut_or_altered_is_found() throws Exception {
    Sealing sealing = sealing("one");
    for (int i = 0; i < 4; i++) {
      append(1);
      sealing.seal();
    }
    List<String> whole = Files.readAllLines(seals);

    Files.write(seals, whole.subList(0, 2));
    assertThat(proof().problems()).singleElement().asString().contains("entries after 2");
    Files.write(seals, whole.subList(2, 4));
    assertThat(proof().problems())
        .containsExactly("the checkpoint of entry 2, which that of entry 3 followed, is missing");
    Files.write(seals, List.of(whole.get(0), whole.get(1), whole.get(3)));
    assertThat(proof().problems())
        .containsExactly("the checkpoint of entry 3, which that of entry 4 followed, is missing");
    Files.writeString(seals, "");
    assertThat(proof().problems()).singleElement().asString().contains("nothing is proved");

    List<String> altered = new ArrayList<>(whole);
    altered.set(1, whole.get(1).replace("\"number\":2", "\"number\":3"));
    Files.write(seals, altered);
    assertThat(proof().problems())
        .containsExactly(
            "line 2 of " + seals + " has a wrong signature: it was altered",
            "the checkpoint of entry 2, which that of entry 3 followed, is missing");
    altered.set(1, whole.get(1).substring(0, 40));
    Files.write(seals, altered);
    assertThat(proof().problems())
        .contains("line 2 of " + seals + " is no checkpoint as usher writes them: it was altered");
    altered.set(1, whole.get(1).replace("{", "{ "));
    Files.write(seals, altered);
    assertThat(proof().isProved()).isFalse();
  }

  @Test
  void another_key_proves_nothing() throws Exception {
    append(1);
    sealing("one").seal();
    SealKey other = SealingKey.make().open();
    assertThat(ExportProof.of(lines, List.of(seals), List.of(other)).problems())
        .anySatisfy(problem -> assertThat(problem).contains("with --key too"))
        .anySatisfy(problem -> assertThat(problem).contains("nothing is proved"));
    Checkpoint real = CheckpointJson.parse(Files.readAllLines(seals).getFirst()).orElseThrow();
    Checkpoint forged =
        SealingKey.make()
            .sign(
                Checkpoint.of(
                    real.head(), real.at(), "eve", Optional.empty(), List.of(), KEY.open().id()));
    Files.writeString(seals, forged.line() + "\n");
    assertThat(proof().problems().getFirst()).contains("wrong signature");
  }

  @Test
  void a_key_is_read_as_it_was_written_and_shows_no_secret() {
    SealingKey read = SealingKey.parse(KEY.pem());
    Checkpoint one =
        read.sign(Checkpoint.of(Head.NONE, NOW, "one", Optional.empty(), List.of(), ""));
    assertThat(KEY.open().hasSigned(one)).isTrue();
    assertThat(SealKey.parse(KEY.open().pem()).id()).isEqualTo(KEY.open().id());
    assertThat(KEY).hasToString("key " + KEY.open().id());
    String mixed = KEY.pem().replace(KEY.open().pem(), SealingKey.make().open().pem());
    for (String bad :
        List.of(
            "", KEY.open().pem(), mixed, KEY.pem().substring(0, 90), KEY.pem().replace('M', '*')))
      assertThatThrownBy(() -> SealingKey.parse(bad))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("usher ledger key");
    assertThatThrownBy(() -> SealKey.parse("x")).isInstanceOf(Refused.class);
  }

  @Test
  void a_webhook_gets_each_one_and_what_it_refuses_is_tried_again() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    int[] answer = {503};
    HttpServer server = receiver(got, answer);
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x?token=t");
      CheckpointSink sink = new WebhookSink(address);
      assertThat(sink.name()).doesNotContain("token");
      Sealing sealing = new Sealing(ledger, KEY, "one", sink, InstantSource.fixed(NOW));
      append(1);
      assertThatThrownBy(sealing::seal).isInstanceOf(IOException.class).hasMessageContaining("503");
      answer[0] = 302;
      assertThatThrownBy(sealing::seal).isInstanceOf(IOException.class);
      answer[0] = 204;
      append(1);
      Checkpoint made = sealing.seal().orElseThrow();
      assertThat(got).hasSize(3).contains(made.line());
      assertThat(made.head().number()).isEqualTo(2);
      assertThat(sealing.seal()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  /** It cannot be asked what it has: a start begins at the end, whatever lies before. */
  @Test
  void a_webhook_is_not_told_everything_anew_by_each_start() throws Exception {
    append(3);
    List<String> kept = new ArrayList<>(Files.readAllLines(lines));
    kept.set(0, kept.getFirst().replace("done", "gone"));
    Files.write(lines, kept);
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    HttpServer server = receiver(got, new int[] {204});
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      CheckpointSink hook = new WebhookSink(address);
      Sealing started = new Sealing(ledger, KEY, "one", hook, InstantSource.fixed(NOW));
      Checkpoint first = started.seal().orElseThrow();
      assertThat(first.head().number()).isEqualTo(3);
      assertThat(first.after()).isEmpty();
      assertThat(first.since()).isEmpty();
      append(2);
      Checkpoint second = started.seal().orElseThrow();
      assertThat(second.after()).contains(first.head());
      assertThat(second.since()).extracting(Head::number).containsExactly(4L);
      assertThat(got).containsExactly(first.line(), second.line());
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(sealing("one")::seal)
        .as("a file can be asked, and a new one is told all")
        .isInstanceOf(Sealing.Altered.class);
  }

  /**
   * @param answer its only one is the status
   */
  private static HttpServer receiver(BlockingQueue<String> got, int[] answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(answer[0], -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private void awaitLines(int many) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.exists(seals) || Files.readAllLines(seals).size() < many) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  private Sealing sealing(String server) {
    return new Sealing(ledger, KEY, server, new FileSink(seals), InstantSource.fixed(NOW));
  }

  private LedgerProofReport proof() throws IOException {
    return ExportProof.of(lines, List.of(seals), List.of(KEY.open()));
  }

  private void append(int many) {
    for (int i = 0; i < many; i++) {
      Entry entry = ledger.append(draft("done " + System.nanoTime()), Head.NONE);
      assertThat(entry.number()).isPositive();
    }
  }

  private static Draft draft(String text) {
    return new Draft(
        Instant.now(),
        "ann",
        What.RESULT,
        "localhost:5432",
        text,
        List.of(),
        List.of(),
        Optional.empty());
  }
}
