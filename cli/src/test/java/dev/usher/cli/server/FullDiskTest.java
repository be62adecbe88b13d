package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.testkit.TinyDisk;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the server's own PostgreSQL is full: not a byte more goes onto it. */
@Timeout(240)
class FullDiskTest {
  private static final int MEGABYTES = 384;

  @TempDir Path folder;

  @Test
  void what_cannot_be_written_down_is_refused_and_not_done_and_it_goes_on_when_there_is_room()
      throws Exception {
    Path there = Files.createDirectory(folder.resolve("disk"));
    try (TinyDisk disk = TinyDisk.mount(there, MEGABYTES)) {
      Path data = there.resolve("store");
      try (ServedShop here = new ServedShop(folder, Map.of(Key.DATA, data.toString()), Map.of())) {
        String nurses = here.made("/Groups", "{'displayName':'Nurses'}");
        String ada = here.made("/Users", "{'userName':'ada@acme.example','active':true}");
        String bo = here.made("/Users", "{'userName':'bo@acme.example','active':true}");
        here.join(nurses, ada);
        until("ada is in", () -> here.reads("ada"));

        disk.fill();
        List<String> taken = new ArrayList<>();
        HttpResponse<String> refused = untilRefused(here, taken);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        crash(data);
        HttpResponse<String> joins = here.joins(nurses, bo);
        assertThat(joins.statusCode()).as(joins.body()).isEqualTo(503);
        assertThat(here.send("", "GET", "/healthz", "").statusCode()).isEqualTo(200);
        until("it says so", () -> here.send("", "GET", "/readyz", "").statusCode() == 503);
        assertThat(here.is("bo")).isFalse();
        assertThat(here.reads("ada")).isTrue();

        disk.clear();
        until("it is well", () -> here.send("", "GET", "/readyz", "").statusCode() == 200);
        until("it is taken again", () -> here.joins(nurses, bo).statusCode() < 300);
        until("bo is in", () -> here.reads("bo"));
        assertThat(here.leaves(ada).statusCode()).isLessThan(300);
        until("ada is out", () -> !here.is("ada"));
        for (String one : taken)
          assertThat(here.send(here.okta, "GET", "/scim/v2/Users/" + one, "").statusCode())
              .as("what was taken is kept")
              .isEqualTo(200);
      }
    }
  }

  /** Without a server: what is not in the ledger is not done, and no line of it is half. */
  @Test
  void a_ledger_in_a_file_goes_on_when_there_is_room() throws Exception {
    Path there = Files.createDirectory(folder.resolve("disk"));
    try (TinyDisk disk = TinyDisk.mount(there, 4)) {
      FileLedger ledger = new FileLedger(there.resolve("ledger.jsonl"));
      Head first = ledger.append(draft("x".repeat(3_000)), Head.NONE).head();
      disk.fill();
      assertThatThrownBy(() -> ledger.append(draft("y".repeat(3_000)), Head.NONE))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("make room")
          .hasMessageContaining("USHER_LEDGER");
      assertThatThrownBy(() -> ledger.append(draft("y".repeat(3_000)), Head.NONE))
          .isInstanceOf(LedgerFailure.class);
      assertThat(ledger.head()).isEqualTo(first);
      disk.clear();
      ledger.append(draft("z"), Head.NONE);
      LedgerStore.Reading read = ledger.read();
      assertThat(read.problems()).isEmpty();
      assertThat(Chain.problems(read.entries())).isEmpty();
      assertThat(read.entries().getLast().text()).isEqualTo("z");
    }
  }

  private static Draft draft(String text) {
    return new Draft(
        Instant.parse("2026-11-29T12:00:00Z"),
        "ann",
        What.SETTING,
        "usher",
        text,
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static HttpResponse<String> untilRefused(ServedShop here, List<String> taken) {
    for (int i = 0; i < 5_000; i++) {
      HttpResponse<String> answer =
          here.send(
              here.okta,
              "POST",
              "/scim/v2/Users",
              "{'userName':'u%d@acme.example','title':'%s'}".formatted(i, "x".repeat(200_000)));
      if (answer.statusCode() != 201) return answer;
      taken.add(ServedShop.json(answer).path("id").asText());
    }
    throw new AssertionError("the disk is not full");
  }

  /** As PostgreSQL ends when there is no room for its log. */
  private static void crash(Path data) throws Exception {
    String pid = Files.readAllLines(data.resolve("data/postmaster.pid")).getFirst().strip();
    ProcessHandle postgres = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    postgres.destroyForcibly();
    postgres.onExit().get(20, TimeUnit.SECONDS);
  }
}
