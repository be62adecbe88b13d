package dev.usher.bench;

import dev.usher.bench.Library.Question;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Index;
import dev.usher.core.check.Sought;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;

/** The compiled index of a large company, asked in its own process. */
final class Check1m implements Benchmark {
  private static final double HOT_NS = 150;
  private static final double RANDOM_NS = 500;
  private static final double INDEX_MIB = 400;
  private static final double CHANGE_MS = 10;
  private static final double LISTING_MS = 5;

  /** To build it, with all that each person has written out. */
  private static final long HEAP = 7L << 30;

  /** Who has many more roles than others, to list what they read. */
  private static final int READERS = 40;

  private static final int READERS_ROLES = 100;

  /** Questions that are asked again and again. */
  private static final int HOT = 1_000;

  /** About what an index is. */
  private static final int MEMORY_MIB = 256;

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Override
  public String name() {
    return "check-1m";
  }

  @Override
  public String about() {
    return "1,000,000 people of 12 roles each, 10,000 roles, 1,000,000 resources: may somebody?";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    if (full && Runtime.getRuntime().maxMemory() < HEAP)
      throw new IllegalStateException(
          "the policy wants a larger heap: JDK_JAVA_OPTIONS=-Xmx8g ./dev bench " + name());
    return full
        ? new Run(new Library(1_000_000, 10_000, 12, 100, false), READERS_ROLES, 300_000, 5)
            .figures()
        : new Run(new Library(500, 40, 4, 5, false), 10, 2_000, 1).figures();
  }

  /** One index, from its making to its end. */
  private static final class Run {
    private final Library library;
    private final int readersRoles;
    private final int questions;
    private final int rounds;
    private final Policy text;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Figure> figures = new ArrayList<>();

    /** Of letters, so that nobody leaves out to look at them. */
    private int seen;

    /** What readers read and the writer replaces; nothing else is between them. */
    private volatile Index published;

    private Run(Library library, int readersRoles, int questions, int rounds) {
      this.library = library;
      this.readersRoles = readersRoles;
      this.questions = questions;
      this.rounds = rounds;
      text = library.text();
      Times making = new Times();
      Policy all = library.joined(text);
      long start = System.nanoTime();
      published = Index.of(all, NOW, Map.of(), "0", Library.HASH);
      making.add((System.nanoTime() - start) / 1e9);
      figures.add(Figure.of("making_s", "made of all people's grants", making.median(), "s"));
    }

    List<Figure> figures() throws Exception {
      ask("hot", "1,000 questions again and again", HOT_NS, HOT);
      for (int document = 0; document < library.all(); document++)
        published.allows("nobody", "read", Library.address(document));
      ask("random", "new questions of all people and resources", RANDOM_NS, questions);
      memory();
      changes();
      listings();
      size();
      return figures;
    }

    private boolean ask(Question one) {
      return published.allows(one.subject(), "read", one.resource());
    }

    private IntPredicate asking(List<Question> asked) {
      Question[] all = asked.toArray(Question[]::new);
      return i -> ask(all[i % all.length]);
    }

    private Samples samples(List<Question> asked) {
      Question[] all = asked.toArray(Question[]::new);
      return Samples.of(
          questions, i -> seen += all[i % all.length].letters(), i -> ask(all[i % all.length]));
    }

    private void compare(List<Question> asked) {
      for (Question one : asked)
        if (ask(one) != one.isYes()) throw new IllegalStateException("answered wrongly: " + one);
    }

    /**
     * @param different questions; where it is all of them, each round has others, with strings that
     *     nobody has seen
     */
    private void ask(String key, String what, double atMost, int different) {
      Times p50 = new Times();
      Times p99 = new Times();
      Times mean = new Times();
      List<Question> asked = library.questions(random, different);
      compare(asked);
      samples(asked);
      for (int i = 0; i < rounds; i++) {
        if (different == questions) asked = library.questions(random, different);
        Samples samples = samples(asked);
        p50.add(samples.median());
        p99.add(samples.at(0.99));
        if (different == questions) asked = library.questions(random, different);
        mean.add(Samples.cpu(questions, asking(asked)));
      }
      figures.add(Figure.promised(key + "_p50_ns", what + ", p50", p50.median(), "ns", atMost));
      figures.add(Figure.of(key + "_p99_ns", "the same, p99", p99.median(), "ns"));
      figures.add(
          Figure.of(key + "_cpu_ns", "the same, of a processor's time, mean", mean.median(), "ns"));
    }

    private void memory() {
      Times reads = new Times();
      for (int i = 0; i < rounds; i++) reads.add(Samples.memory(MEMORY_MIB));
      figures.add(
          Figure.of("memory_ns", "one read of memory at random, of 256 MiB", reads.median(), "ns"));
    }

    /** A thread moves one person after another, while this one asks. */
    private void changes() throws Exception {
      for (int person = 0; person < 200; person++) move(person % 100, 1 + person / 100);
      Times moves = new Times();
      Times joins = new Times();
      Times work = new Times();
      Times still = new Times();
      Times beside = new Times();
      for (int i = 0; i < rounds; i++) {
        still.add(samples(library.questions(random, questions)).at(0.99));
        List<Question> asked = library.questions(random, questions);
        AtomicBoolean done = new AtomicBoolean();
        int round = i + 3;
        Thread writer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int person = 0; !done.get(); person++) {
                        long start = System.nanoTime();
                        Policy one = library.joined(text, person, round);
                        long joined = System.nanoTime();
                        long cpu = Samples.cpu();
                        published =
                            published.with(Set.of(Library.subject(person)), one, Map.of(), "1");
                        work.add((Samples.cpu() - cpu) / 1e3);
                        joins.add((joined - start) / 1e6);
                        moves.add((System.nanoTime() - joined) / 1e6);
                      }
                    });
        beside.add(samples(asked).at(0.99));
        done.set(true);
        writer.join();
      }
      figures.add(
          Figure.promised(
              "change_p99_ms",
              "one person's change published, p99",
              moves.at(99),
              "ms",
              CHANGE_MS));
      figures.add(Figure.of("change_us", "the same, median", 1e3 * moves.median(), "us"));
      figures.add(
          Figure.of("change_cpu_us", "the same, of a processor's time, p99", work.at(99), "us"));
      figures.add(
          Figure.of("join_us", "their policy made before, median", 1e3 * joins.median(), "us"));
      figures.add(Figure.of("still_p99_ns", "p99 of new questions", still.median(), "ns"));
      figures.add(Figure.of("beside_p99_ns", "while changes are published", beside.median(), "ns"));
    }

    private void move(int person, int moves) {
      Policy one = library.joined(text, person, moves);
      published = published.with(Set.of(Library.subject(person)), one, Map.of(), "" + moves);
      int role = library.roles(person, moves)[0];
      String document = Library.address(library.documents(role)[0]);
      if (!ask(new Question(Library.subject(person), document, true)))
        throw new IllegalStateException("not in force: " + person);
    }

    /** All that somebody reads, who reads 10,000 of a million. */
    private void listings() throws Exception {
      Library wide =
          new Library(library.people(), library.roles(), readersRoles, library.documents(), false);
      for (int reader = 0; reader < READERS; reader++)
        published =
            published.with(
                Set.of(Library.subject(reader)), wide.joined(text, reader, 0), Map.of(), "2");
      int all = readersRoles * library.documents();
      Times first = new Times();
      first.measure(() -> list(0, all));
      for (int reader = 0; reader < READERS; reader++) list(reader, all);
      Times took = new Times();
      for (int i = 0; i < rounds; i++)
        for (int reader = 0; reader < READERS; reader++) {
          int who = reader;
          took.measure(() -> list(who, all));
        }
      Times people = new Times();
      for (int i = 0; i < 4 * rounds; i++)
        readers(people, Library.address(random.nextInt(library.all())));
      figures.add(
          Figure.of(
              "named_s", "the first listing of all, which finds names", first.sum() / 1e3, "s"));
      figures.add(
          Figure.of(
              "listing_us", all + " resources of one person, p50", 1e3 * took.median(), "us"));
      figures.add(
          Figure.promised("listing_p99_ms", "the same, p99", took.at(99), "ms", LISTING_MS));
      figures.add(Figure.of("people_ms", "who may read one resource, p50", people.median(), "ms"));
    }

    private void list(int reader, int all) {
      Asked asked =
          new Asked(Kind.PERSON, Library.subject(reader), "read", "doc", "", Optional.empty());
      int found = published.search(Sought.RESOURCE, asked, _ -> true, "", all + 1).size();
      if (found != all) throw new IllegalStateException("listed " + found + " of " + all);
    }

    /** Whether all that are found may, is asked besides. */
    private void readers(Times took, String document) throws Exception {
      Asked asked = new Asked(Kind.PERSON, "", "read", "doc", document, Optional.empty());
      List<String> found = new ArrayList<>();
      took.measure(
          () ->
              found.addAll(
                  published.search(Sought.SUBJECT, asked, _ -> true, "", library.people())));
      for (String one : found)
        if (!published.allows(one, "read", document))
          throw new IllegalStateException("found wrongly: " + one);
    }

    private void size() throws Exception {
      long with = used();
      published =
          Index.of(library.text().withSystems(Map.of()), NOW, Map.of(), "none", Library.HASH);
      figures.add(
          Figure.promised(
              "index_mib",
              "the index, with the addresses it remembers",
              (with - used()) / (double) (1 << 20),
              "MiB",
              INDEX_MIB));
    }

    /** The heap after all that nobody holds has gone. */
    private static long used() throws InterruptedException {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 4; i++) {
        System.gc();
        Thread.sleep(50);
        Runtime here = Runtime.getRuntime();
        least = Math.min(least, here.totalMemory() - here.freeMemory());
      }
      return least;
    }
  }
}
