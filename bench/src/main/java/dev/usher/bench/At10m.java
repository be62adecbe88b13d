package dev.usher.bench;

import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.Revisions;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.WhoCouldReport;
import dev.usher.policy.PolicyReader;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.memory.PostgresMeantBook;
import dev.usher.store.policy.PostgresRevisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who could do something at some time in two years, in which 100,000 people came to hold a role
 * somewhere and ceased to ten million times: the use case on a server's own store.
 */
final class At10m implements Benchmark {
  private static final double MOST_MS = 10;
  private static final int ENVIRONMENTS = 10;
  private static final int SYSTEMS = 10;
  private static final int ROLES = 20;
  private static final int PLACES = ENVIRONMENTS * SYSTEMS * ROLES;
  private static final Instant END = Instant.parse("2026-11-29T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(730);
  private static final Instant BEGIN = END.minus(SPAN);

  @Override
  public String name() {
    return "at-10m";
  }

  @Override
  public String about() {
    return "who-can --at on the store after 10,000,000 changes in 100 targets";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int rows = scale == Scale.FULL ? 5_000_000 : 40_000;
    try (Scene scene = new Scene();
        EmbeddedStore server =
            EmbeddedStore.start(scene.folder("data").resolve("store"), new SecureRandom());
        Store store = Store.open(server.migrating(), server.running())) {
      Jdbi owner = owner(server.migrating());
      Times filling = new Times();
      filling.measure(() -> owner.useHandle(handle -> fill(handle, rows)));
      Revisions revisions = new PostgresRevisions(store.jdbi());
      policies(scene, revisions);
      Memory memory =
          new Memory(
              new PostgresMeantBook(store.jdbi()),
              new PostgresHoldings(store.jdbi()),
              new KeptPolicies(revisions, new Shelf(scene.folder("before"))));
      return measure(usher(memory), scale == Scale.FULL ? 2_000 : 50, filling);
    }
  }

  private static Jdbi owner(Account account) {
    return Jdbi.create(account.url(), account.user(), new String(account.password()));
  }

  /** Each begins somewhere in the two years and lasts up to 60 days: two changes. */
  private static void fill(Handle handle, int rows) {
    handle.execute("set search_path to usher_store");
    handle.execute(
        """
        insert into place (target, role, why)
        select 'e' || e || '/s' || s, 'r' || r, 'r' || r || ' for team:r' || r
        from generate_series(0, %d) e, generate_series(0, %d) s, generate_series(0, %d) r
        """
            .formatted(ENVIRONMENTS - 1, SYSTEMS - 1, ROLES - 1));
    // Built at the end, each at once, they cost a part of what they cost row by row.
    Map<String, String> indexes = indexes(handle);
    indexes.keySet().forEach(index -> handle.execute("drop index " + index));
    handle.execute("select setseed(0.4711)");
    handle.execute(
        """
        insert into held (place, subject, began, ended, reached, gone)
        select place, subject, began, ended, began + 900, ended + 900
        from (
          select 1 + i %% %3$d as place, 'p' || (i / %3$d * 40 + i %% 40) as subject, began,
            case when began + long < %2$d then began + long end as ended
          from (
            select i, %1$d + cast(random() * %4$d as bigint) as began,
              cast(random() * 5184000000 as bigint) as long
            from generate_series(0, %5$d) i
          ) drawn
        ) held
        """
            .formatted(
                BEGIN.toEpochMilli(), END.toEpochMilli(), PLACES, SPAN.toMillis(), rows - 1));
    handle.execute("set maintenance_work_mem = '1GB'");
    indexes.values().forEach(handle::execute);
    handle.execute(
        """
        insert into held_policy (target, at, since) select distinct target, %1$d, %1$d from place
        """
            .formatted(BEGIN.toEpochMilli()));
    handle.execute("vacuum analyze held, place, held_policy");
  }

  /** Those of the table, by name, each as it is made; but for its key's. */
  private static Map<String, String> indexes(Handle handle) {
    return handle
        .createQuery(
            """
            select indexname, indexdef from pg_indexes
            where schemaname = 'usher_store' and tablename = 'held' and indexname <> 'held_pkey'
            order by indexname
            """)
        .reduceRows(
            new TreeMap<>(),
            (all, row) -> {
              all.put(
                  row.getColumn("indexname", String.class),
                  row.getColumn("indexdef", String.class));
              return all;
            });
  }

  /** One from the beginning, and one since a year. */
  private static void policies(Scene scene, Revisions revisions) throws IOException {
    for (int i = 0; i < 2; i++) {
      Path folder = scene.folder("policy" + i);
      Files.writeString(folder.resolve("policy.yaml"), policy(i));
      About about =
          new About(
              "r" + i,
              "bench",
              Set.of(),
              "bench",
              BEGIN.plus(SPAN.dividedBy(2).multipliedBy(i)),
              Optional.empty(),
              List.of());
      PolicyTree tree = new FolderSource(folder).head(Optional.empty()).tree();
      if (revisions.add(i, about, tree, List.of()).isEmpty())
        throw new IllegalStateException("somebody else works with this store");
    }
  }

  private static String policy(int which) {
    List<String> lines = new ArrayList<>();
    String environments = named("e", ENVIRONMENTS, ", ");
    lines.add("# " + which);
    lines.add("directories: { okta: { type: scim } }");
    lines.add("environments: { " + environments.replace(",", ": {},") + ": {} }");
    lines.add("systems:");
    for (int s = 0; s < SYSTEMS; s++) {
      lines.add("  s" + s + ":");
      lines.add("    type: postgresql");
      lines.add("    schemas: [public]");
      lines.add("    in:");
      for (int e = 0; e < ENVIRONMENTS; e++)
        lines.add(
            "      e%d: { url: \"jdbc:postgresql://127.0.0.1:1/e%d_s%d\", admin: \"env:X\", account: \"{name}_e%d\" }"
                .formatted(e, e, s, e));
    }
    lines.add("teams:");
    for (int r = 0; r < ROLES; r++) lines.add("  r%d: { group: \"okta:R%d\" }".formatted(r, r));
    lines.add("roles:");
    for (int r = 0; r < ROLES; r++) {
      String on = "/public/t" + r;
      lines.add(
          "  r%d: { can: [ { do: read, on: [%s] } ] }"
              .formatted(
                  r,
                  IntStream.range(0, SYSTEMS)
                      .mapToObj(s -> "s" + s + on)
                      .collect(Collectors.joining(", "))));
    }
    lines.add("grants:");
    for (int r = 0; r < ROLES; r++)
      lines.add("  - { to: \"team:r%d\", role: r%d, in: [%s] }".formatted(r, r, environments));
    return String.join("\n", lines) + "\n";
  }

  private static String named(String letter, int count, String separator) {
    return IntStream.range(0, count)
        .mapToObj(i -> letter + i)
        .collect(Collectors.joining(separator));
  }

  private static LocalUsher usher(Memory memory) {
    InstantSource clock = InstantSource.system();
    return new LocalUsher(
        new PolicyReader(clock),
        _ -> Optional.of("bench:nobody"),
        List.of(new PostgresConnector(clock)),
        FileLedger::beside,
        new Heard(
            Directories.NONE, HoldBook.NONE, Approvals.NONE, PastBook.NONE, Optional.of(memory)),
        clock,
        "bench",
        new SecureRandom(),
        Duration.ofSeconds(1));
  }

  private static List<Figure> measure(LocalUsher usher, int questions, Times filling)
      throws Exception {
    Random random = new Random(4711);
    long found = 0;
    for (int i = 0; i < questions / 5; i++) found += ask(usher, random);
    if (found == 0) throw new IllegalStateException("nobody could do anything");
    Times times = new Times();
    for (int i = 0; i < questions; i++) times.measure(() -> ask(usher, random));
    Times access = new Times();
    for (int i = 0; i < questions / 2; i++)
      access.measure(() -> usher.accessAt("p" + random.nextInt(100_000), time(random)));
    return List.of(
        Figure.promised("who_can_p99_ms", "who-can --at, p99", times.at(99), "ms", MOST_MS),
        Figure.of("who_can_p50_ms", "who-can --at, median", times.median(), "ms"),
        Figure.of(
            "people",
            "people in an answer, on average",
            (double) found / Math.max(1, questions / 5),
            ""),
        Figure.of("access_p99_ms", "access --at, p99", access.at(99), "ms"),
        Figure.of("fill_ms", "the tables filled and indexed", filling.median(), "ms"));
  }

  private static int ask(LocalUsher usher, Random random) {
    String address =
        "e%d/s%d/public/t%d"
            .formatted(
                random.nextInt(ENVIRONMENTS), random.nextInt(SYSTEMS), random.nextInt(ROLES));
    WhoCouldReport report = usher.whoCould("read", address, time(random));
    if (report.diagnostics().stream().anyMatch(Diagnostic::isError))
      throw new IllegalStateException(report.diagnostics().toString());
    return report.decided().who().size() + report.live().who().size();
  }

  /** Not in the first two months, when few had begun. */
  private static Instant time(Random random) {
    long most = SPAN.minusDays(60).toMillis();
    return BEGIN.plus(Duration.ofDays(60)).plusMillis(random.nextLong(most));
  }
}
