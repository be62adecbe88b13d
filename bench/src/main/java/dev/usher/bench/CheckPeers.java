package dev.usher.bench;

import dev.usher.bench.Library.Question;
import dev.usher.core.check.Index;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.casbin.jcasbin.main.CachedEnforcer;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/**
 * The compiled index beside jCasbin: the same roles, rules and questions, and the same answers
 * before anything is timed.
 */
final class CheckPeers implements Benchmark {
  private static final double GROWTH = 1.5;

  /** Documents that a role reads, each by a rule of its own. */
  private static final int RULES_OF_ROLE = 10;

  /** Questions that are asked again and again. */
  private static final int HOT = 1_000;

  /** Of them when only the number of rules is to differ, and not how much of the cache is used. */
  private static final int FEW = 100;

  /** Questions between two looks at the clock, which shows no less than ten nanoseconds. */
  private static final int BATCH = 20;

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** What is tested first is what tells most rules apart: the other order takes longer. */
  private static final String MODEL =
      """
      [request_definition]
      r = sub, obj, act
      [policy_definition]
      p = sub, obj, act
      [role_definition]
      g = _, _
      [policy_effect]
      e = some(where (p.eft == allow))
      [matchers]
      m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
      """;

  @Override
  public String name() {
    return "check-peers";
  }

  @Override
  public String about() {
    return "one check beside jCasbin, Cedar and SpiceDB (needs npm), and among 1,000 to 100,000 rules";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    int rounds = full ? 7 : 1;
    int rules = full ? 10_000 : 100;
    int asked = full ? 200 : 20;
    List<Figure> figures = new ArrayList<>();
    try (Scene scene = new Scene()) {
      Path spicedb = SpiceDb.fetch(scene.folder("spicedb"));
      figures.addAll(casbin(rules, rounds, asked));
      figures.addAll(growth(full ? 1_000 : 100, rounds));
      figures.addAll(CheckCedar.figures(rounds, full ? 20_000 : 200));
      // The last: from then on Go's runtime is here too.
      figures.addAll(CheckSpiceDb.small(spicedb, rounds, 10 * asked));
      figures.addAll(CheckSpiceDb.large(spicedb, library(rules), rounds, asked));
    }
    return figures;
  }

  /**
   * @param asked of the enforcer in a round; it takes long
   */
  private static List<Figure> casbin(int rules, int rounds, int asked) {
    Library library = library(rules);
    List<Question> questions = hot(library);
    IntPredicate usher = usher(library, questions);
    IntPredicate plain = casbin(new Enforcer(model()), library, questions);
    IntPredicate cached = casbin(new CachedEnforcer(model()), library, questions);
    compare(questions, usher);
    compare(questions, plain);
    compare(questions, cached);
    Times ours = new Times();
    Times theirs = new Times();
    Times again = new Times();
    int many = 1_000 * asked;
    for (int i = 0; i <= rounds; i++) {
      double one = median(many, usher);
      double other = Samples.of(asked, plain).median();
      double remembered = median(many, cached);
      // The first warms up.
      if (i == 0) continue;
      ours.add(one);
      theirs.add(other);
      again.add(remembered);
    }
    String all = "%,d rules".formatted(rules);
    return List.of(
        Figure.promised(
            "casbin_ratio",
            "a hundred checks to one of jCasbin's, " + all + ", p50",
            100 * ours.medianRatio(theirs),
            "x",
            1),
        Figure.of(
            "casbin_times", "checks in the time of one of jCasbin's", theirs.medianRatio(ours), ""),
        Figure.of("usher_ns", "usher", ours.median(), "ns"),
        Figure.of("casbin_ns", "jCasbin's Enforcer", theirs.median(), "ns"),
        Figure.of("casbin_cached_ns", "its CachedEnforcer, asked before", again.median(), "ns"));
  }

  /** Hot questions among so many rules, ten and a hundred times as many, in turns. */
  private static List<Figure> growth(int least, int rounds) {
    List<IntPredicate> all = new ArrayList<>();
    List<Times> times = new ArrayList<>();
    for (int rules = least; rules <= 100 * least; rules *= 10) {
      Library library = library(rules);
      List<Question> questions = library.questions(new SplittableRandom(1), FEW);
      IntPredicate usher = usher(library, questions);
      compare(questions, usher);
      all.add(usher);
      times.add(new Times());
    }
    int asked = 200 * least;
    for (int i = 0; i <= rounds; i++)
      for (int j = 0; j < all.size(); j++) {
        double median = median(asked, all.get(j));
        if (i > 0) times.get(j).add(median);
      }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.promised(
            "growth",
            "%,d rules to %,d, p50".formatted(100 * least, least),
            times.getLast().medianRatio(times.getFirst()),
            "x",
            GROWTH));
    int rules = least;
    for (Times one : times) {
      figures.add(
          Figure.of("of_" + rules + "_ns", "%,d rules".formatted(rules), one.median(), "ns"));
      rules *= 10;
    }
    return figures;
  }

  /** Of what one takes in a batch. */
  static double median(int count, IntPredicate ask) {
    return Samples.of(
                count / BATCH,
                batch -> {
                  boolean all = true;
                  for (int i = 0; i < BATCH; i++) all &= ask.test(BATCH * batch + i);
                  return all;
                })
            .median()
        / BATCH;
  }

  private static Library library(int rules) {
    return new Library(rules, rules / RULES_OF_ROLE, 2, RULES_OF_ROLE, true);
  }

  static List<Question> hot(Library library) {
    return library.questions(new SplittableRandom(1), HOT);
  }

  static IntPredicate usher(Library library, List<Question> questions) {
    Index index = Index.of(library.joined(library.text()), NOW, Map.of(), "1", Library.HASH);
    Question[] all = questions.toArray(Question[]::new);
    return i -> {
      Question one = all[i % all.length];
      return index.allows(one.subject(), "read", one.resource());
    };
  }

  private static Model model() {
    Model model = new Model();
    model.loadModelFromText(MODEL);
    return model;
  }

  private static IntPredicate casbin(Enforcer enforcer, Library library, List<Question> questions) {
    List<List<String>> rules = new ArrayList<>();
    for (int role = 0; role < library.roles(); role++)
      for (int document : library.documents(role))
        rules.add(List.of(Library.role(role), Library.address(document), "read"));
    List<List<String>> members = new ArrayList<>();
    for (int person = 0; person < library.people(); person++)
      for (int role : library.roles(person, 0))
        members.add(List.of(Library.subject(person), Library.role(role)));
    enforcer.addPolicies(rules);
    enforcer.addGroupingPolicies(members);
    Question[] all = questions.toArray(Question[]::new);
    return i -> {
      Question one = all[i % all.length];
      return enforcer.enforce(one.subject(), one.resource(), "read");
    };
  }

  static void compare(List<Question> questions, IntPredicate ask) {
    for (int i = 0; i < questions.size(); i++)
      if (ask.test(i) != questions.get(i).isYes())
        throw new IllegalStateException("answered wrongly: " + questions.get(i));
  }
}
