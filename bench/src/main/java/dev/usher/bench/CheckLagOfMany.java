package dev.usher.bench;

import dev.usher.core.check.Asked;
import dev.usher.core.model.Policy.Subject;
import dev.usher.sdk.UsherChecks;
import dev.usher.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A large company's directory changes one person after another, while the server and the SDK in
 * another process are asked all the time: from the server's answer, which comes after the commit,
 * until each answers by it. Half of the changes give something (a group gets a member), half take
 * something away (an attribute). Then both are started anew.
 */
final class CheckLagOfMany implements Benchmark {
  private static final double AT_MOST_MS = 100;
  private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(10);

  /** Connections that ask the server, and what each waits between two questions. */
  private static final int ASKING = 4;

  private static final long PAUSE_US = 4_000;

  private final String people;
  private final Staff staff;
  private final int serversHeap;
  private final int heap;

  /**
   * @param people how many, as one says it
   * @param serversHeap to read all of them at once, in GiB
   * @param heap of the SDK beside it, likewise
   */
  private CheckLagOfMany(String people, Staff staff, int serversHeap, int heap) {
    this.people = people;
    this.staff = staff;
    this.serversHeap = serversHeap;
    this.heap = heap;
  }

  static CheckLagOfMany million() {
    return new CheckLagOfMany("1m", new Staff(1_000_000, 10_000, 12, 100), 9, 3);
  }

  /** A tenth of it, in as many groups: what is worth a look while one works at it. */
  static CheckLagOfMany tenth() {
    return new CheckLagOfMany("100k", new Staff(100_000, 10_000, 12, 100), 2, 1);
  }

  @Override
  public String name() {
    return "check-lag-" + people;
  }

  @Override
  public String about() {
    return "from a commit until all know it: %s people of 12 groups each, 10,000 roles, under load"
        .formatted(people);
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    if (full && Runtime.getRuntime().maxMemory() < (long) heap << 30)
      throw new IllegalStateException(
          "the SDK wants a larger heap: JDK_JAVA_OPTIONS=-Xmx%dg ./dev bench %s"
              .formatted(heap + 1, name()));
    Staff some = full ? staff : new Staff(600, 40, 4, 5);
    try (Scene scene = new Scene()) {
      return new Run(some, "-Xmx" + serversHeap + "g", scene.folder("lag"), full ? 1_000 : 10)
          .figures();
    }
  }

  private static final class Run {
    private final Staff staff;
    private final String serversHeap;
    private final Path folder;
    private final int changes;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Figure> figures = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean done;

    Run(Staff staff, String serversHeap, Path folder, int changes) {
      this.staff = staff;
      this.serversHeap = serversHeap;
      this.folder = folder;
      this.changes = changes;
    }

    List<Figure> figures() throws Exception {
      staff.policy(Files.createDirectories(folder.resolve("access")));
      try (ServerProcess _ = server()) {
        staff.into(EmbeddedStore.answering(folder.resolve("store")).orElseThrow());
      }
      String check;
      try (ServerProcess server = started("start", "a server starts, until it answers")) {
        check = server.token("check");
        String scim = server.token("scim:okta");
        try (UsherChecks checks = follow(server, check, "sdk", "a new SDK, until it grants")) {
          heap();
          lag(server, scim, check, checks);
          figures.add(
              Figure.of("server_mib", "the server's memory at most", server.mostMiB(), "MiB"));
        }
      }
      try (ServerProcess server = started("again", "the server again, after the changes");
          UsherChecks _ = follow(server, check, "sdk_again", "a new SDK of that one")) {
        return figures;
      }
    }

    private ServerProcess server() throws Exception {
      return ServerProcess.start(
          new Launcher(folder, List.of(serversHeap)),
          folder,
          "-p",
          folder.resolve("access").toString(),
          "--data",
          folder.resolve("store").toString());
    }

    private ServerProcess started(String key, String what) throws Exception {
      long start = System.nanoTime();
      ServerProcess server = server();
      figures.add(Figure.of(key + "_s", what, (System.nanoTime() - start) / 1e9, "s"));
      return server;
    }

    private UsherChecks follow(ServerProcess server, String token, String key, String what)
        throws Exception {
      long start = System.nanoTime();
      UsherChecks checks =
          UsherChecks.follow(server.root(), () -> token, InstantSource.system(), _ -> {});
      until(() -> checks.allows(asked(0, always())));
      figures.add(Figure.of(key + "_s", what, (System.nanoTime() - start) / 1e9, "s"));
      return checks;
    }

    /** What person 0 may all the time: else who grants nothing at all would know soonest. */
    private String always() {
      return staff.document(0, 0);
    }

    /**
     * @param path of SCIM
     * @param operation one of a PATCH
     */
    private record Change(int person, String on, boolean gives, String path, String operation) {}

    /** By chance somebody comes into a group that they are not in. */
    private Change gives() {
      int person;
      int group;
      do {
        person = random.nextInt(staff.people());
        group = random.nextInt(staff.groups());
      } while (staff.isIn(person, group));
      return new Change(
          person,
          staff.document(group, person),
          true,
          "Groups/" + Staff.idOfGroup(group),
          "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}"
              .formatted(Staff.idOfPerson(person)));
    }

    /** One insider after the other is none any more. */
    private Change takes(int which) {
      int person = which * Staff.INSIDERS;
      return new Change(
          person,
          Staff.secret(),
          false,
          "Users/" + Staff.idOfPerson(person),
          "{\"op\":\"replace\",\"path\":\"title\",\"value\":\"out\"}");
    }

    private void lag(ServerProcess server, String scim, String check, UsherChecks checks)
        throws Exception {
      Times known = new Times();
      Times answered = new Times();
      try (ExecutorService threads = Executors.newCachedThreadPool();
          Line line = server.line(scim);
          Line asks = server.line(check)) {
        List<Future<Void>> load = new ArrayList<>();
        for (int i = 0; i < ASKING; i++) load.add(threads.submit(() -> ask(server, check, checks)));
        long begin = System.nanoTime();
        try {
          for (int i = 0; i < changes; i++) {
            Change change = i % 2 == 0 ? gives() : takes(i / 2);
            Asked one = asked(change.person(), change.on());
            patch(line, change.path(), change.operation());
            long said = System.nanoTime();
            Future<Long> atServer = threads.submit(() -> until(() -> isKnown(asks, change)));
            long atSdk =
                until(
                    () ->
                        checks.allows(one) == change.gives() && checks.allows(asked(0, always())));
            known.add((atSdk - said) / 1e6);
            answered.add((atServer.get() - said) / 1e6);
          }
        } finally {
          done = true;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (Future<Void> one : load) one.get();
        figures.add(
            Figure.of("asked", "questions to the server a second", asked.get() / seconds, ""));
      }
      told("sdk", "until the SDK knows it", known);
      told("server", "until the server answers by it", answered);
    }

    private boolean isKnown(Line line, Change change) throws IOException {
      return isYes(line, body(change.person(), change.on())) == change.gives()
          && isYes(line, body(0, always()));
    }

    private void told(String key, String what, Times times) {
      figures.add(Figure.promised(key + "_p99_ms", what + ", p99", times.at(99), "ms", AT_MOST_MS));
      figures.add(Figure.of(key + "_ms", "the same, median", times.median(), "ms"));
      figures.add(Figure.of(key + "_max_ms", "the same, the slowest", times.at(100), "ms"));
    }

    /** Both, in turn, until it is done. */
    private Void ask(ServerProcess server, String token, UsherChecks checks) throws Exception {
      SplittableRandom mine = new SplittableRandom(Thread.currentThread().threadId());
      try (Line line = server.line(token)) {
        while (!done) {
          int person = mine.nextInt(staff.people());
          String on = staff.document(mine.nextInt(staff.groups()), person);
          isYes(line, body(person, on));
          for (int i = 0; i < 10; i++) checks.allows(asked(mine.nextInt(staff.people()), on));
          asked.incrementAndGet();
          TimeUnit.MICROSECONDS.sleep(PAUSE_US);
        }
      }
      return null;
    }

    private void heap() throws InterruptedException {
      System.gc();
      Thread.sleep(50);
      System.gc();
      Runtime here = Runtime.getRuntime();
      double mib = (here.totalMemory() - here.freeMemory()) / (double) (1 << 20);
      figures.add(Figure.of("sdk_mib", "the SDK's heap after a collection", mib, "MiB"));
    }
  }

  private static Asked asked(int person, String on) {
    return new Asked(
        Subject.Kind.PERSON, Staff.subject(person), "read", "doc", on, Optional.empty());
  }

  private static String body(int person, String on) {
    return ("{\"subject\":{\"type\":\"user\",\"id\":\"%s\"},\"action\":{\"name\":\"read\"},"
            + "\"resource\":{\"type\":\"doc\",\"id\":\"%s\"}}")
        .formatted(Staff.subject(person), on);
  }

  private static boolean isYes(Line line, String body) throws IOException {
    String answer =
        new String(line.send("POST", "/access/v1/evaluation", body), StandardCharsets.UTF_8);
    return answer.contains("\"decision\": true");
  }

  private static void patch(Line line, String path, String operation) throws IOException {
    line.send(
        "PATCH",
        "/scim/v2/" + path,
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
            + operation
            + "]}");
  }

  /** When it was so. */
  private static long until(Callable<Boolean> isSo) throws Exception {
    long end = System.nanoTime() + PATIENCE_NS;
    while (!isSo.call()) {
      if (System.nanoTime() > end) throw new IllegalStateException("never known");
      TimeUnit.MICROSECONDS.sleep(500);
    }
    return System.nanoTime();
  }
}
