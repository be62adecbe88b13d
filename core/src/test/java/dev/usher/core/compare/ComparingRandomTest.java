package dev.usher.core.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.compare.AccessDiff.Example;
import dev.usher.core.compare.Change.Sign;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Guards;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is told of two policies held against their meaning, by brute force: somebody's access to a
 * cell is another if and only if a line says so. {@code -Dusher.seed=N} tries that one alone.
 */
class ComparingRandomTest {
  private static final SystemType TYPE = Shop.TYPE;
  private static final List<Map<String, Value>> ROWS = RandomPolicy.rows();
  private static final Catalogue CATALOGUE = catalogue();

  static LongStream seeds() {
    Long one = Long.getLong("usher.seed");
    return one == null ? LongStream.range(0, 120) : LongStream.of(one);
  }

  /** What of a cell is held: some of it; whether each row is. */
  private record State(boolean some, List<Boolean> rows) {
    static final State NOTHING = new State(false, List.of());
    static final State ALL = new State(true, ROWS.stream().map(_ -> true).toList());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatChangesIsToldAndNothingElse(long seed) {
    RandomPolicy random = new RandomPolicy(new Random(seed));
    Shop shop = random.next();
    Policy old = shop.policy();
    Policy changed = random.changed(shop).policy();
    Guards guards = new Guards(Shop.NOW);
    AccessDiff diff =
        Comparing.between(old, changed, ComparingRandomTest::derived, guards, Shop.NOW);
    assertThat(
            Comparing.between(old, old, ComparingRandomTest::derived, guards, Shop.NOW).isEmpty())
        .isTrue();
    Map<Line, ? extends Set<String>> lines = diff.lines().getOrDefault(Shop.PROD, Map.of());
    lines.keySet().forEach(line -> check(line, diff.examples()));

    Set<Optional<OnRequest>> terms = terms(old, changed);
    for (Instant instant : RandomPolicy.DATES.subList(1, RandomPolicy.DATES.size())) {
      for (Optional<OnRequest> on : terms) {
        Scene before = new Scene(old, instant, on);
        Scene after = new Scene(changed, instant, on);
        for (String subject : RandomPolicy.SUBJECTS) {
          for (Resource thing : CATALOGUE.entries().keySet())
            for (String action : TYPE.kinds().get(TYPE.kindOf(thing)).actions())
              for (Resource cell : cells(thing, action)) {
                State was = before.state(subject, action, cell);
                State is = after.state(subject, action, cell);
                List<Line> told =
                    lines.entrySet().stream()
                        .filter(line -> line.getValue().contains(subject))
                        .map(Map.Entry::getKey)
                        .filter(line -> line.change().onRequest().equals(on))
                        .filter(line -> isThen(line.change(), instant))
                        .filter(line -> line.tells(TYPE, action, cell))
                        .toList();
                String what =
                    "seed %d: %s %s %s at %s on %s: %s, %s; told %s"
                        .formatted(seed, subject, action, cell, instant, on, was, is, told);
                if (!was.equals(is)) assertThat(told).as(what).hasSize(1);
                assertThat(told.size()).as(what).isLessThan(2);
                if (on.isEmpty()) for (Line line : told) holds(line, was, is, what);
                // Of a schema nobody asks by rows.
                if (!TYPE.kindOf(cell).equals("table")) continue;
                for (Line line : told) {
                  Example example = diff.examples().get(line);
                  if (on.isEmpty() && example != null && example.subject().equals(subject))
                    shows(example, before, after, action, cell, what);
                }
              }
        }
      }
    }
  }

  private static void check(Line line, Map<Line, Example> examples) {
    Change change = line.change();
    if (change.before().isNone() || change.after().isNone() || !change.certain()) return;
    Example example = examples.get(line);
    assertThat(example).as("of " + line).isNotNull();
    if (change.sign() != Sign.LOSES) assertThat(example.gained()).as("of " + line).isPresent();
    if (change.sign() != Sign.GAINS) assertThat(example.lost()).as("of " + line).isPresent();
  }

  private static void holds(Line line, State was, State is, String what) {
    Change change = line.change();
    assertThat(was.some()).as(what).isEqualTo(!change.before().isNone());
    assertThat(is.some()).as(what).isEqualTo(!change.after().isNone());
    for (int row = 0; row < ROWS.size(); row++) {
      boolean had = was.some() && was.rows().get(row);
      boolean has = is.some() && is.rows().get(row);
      if (change.sign() == Sign.GAINS) assertThat(had && !has).as(what).isFalse();
      if (change.sign() == Sign.LOSES) assertThat(has && !had).as(what).isFalse();
    }
  }

  private static void shows(
      Example example, Scene before, Scene after, String action, Resource cell, String what) {
    example
        .gained()
        .ifPresent(
            row -> {
              assertThat(before.may(example.subject(), action, cell, row)).as(what).isFalse();
              assertThat(after.may(example.subject(), action, cell, row)).as(what).isTrue();
            });
    example
        .lost()
        .ifPresent(
            row -> {
              assertThat(before.may(example.subject(), action, cell, row)).as(what).isTrue();
              assertThat(after.may(example.subject(), action, cell, row)).as(what).isFalse();
            });
  }

  private static boolean isThen(Change change, Instant instant) {
    return change.from().map(from -> !instant.isBefore(from)).orElse(true)
        && change.until().map(instant::isBefore).orElse(true);
  }

  private static Derivation derived(Policy policy) {
    return new Derivation(policy);
  }

  private static Set<Optional<OnRequest>> terms(Policy old, Policy changed) {
    Set<Optional<OnRequest>> terms = new LinkedHashSet<>(Set.of(Optional.empty()));
    for (Policy policy : List.of(old, changed))
      for (Grant grant : policy.grants()) terms.add(grant.onRequest());
    return terms;
  }

  /** One policy at one instant, on some terms. */
  private static final class Scene {
    private final Meaning unasked;
    private final Meaning asked;
    private final boolean onRequest;

    Scene(Policy policy, Instant instant, Optional<OnRequest> on) {
      unasked = meaning(policy, instant, grant -> grant.onRequest().isEmpty());
      asked =
          meaning(
              policy,
              instant,
              grant -> grant.onRequest().isEmpty() || grant.onRequest().equals(on));
      onRequest = on.isPresent();
    }

    private static Meaning meaning(Policy policy, Instant instant, Predicate<Grant> grants) {
      Access access =
          derived(policy)
              .of(
                  Shop.PROD,
                  instant,
                  grant -> grant.holdsAt(instant) && grants.test(grant),
                  policy.subjects().keySet());
      return new Meaning(access, CATALOGUE);
    }

    State state(String subject, String action, Resource cell) {
      State all = state(asked, subject, action, cell);
      return onRequest && all.equals(state(unasked, subject, action, cell)) ? State.NOTHING : all;
    }

    boolean may(String subject, String action, Resource cell, Map<String, Value> row) {
      return asked.decide(subject, action, cell, Optional.of(row)) instanceof Decision.All;
    }

    private static State state(Meaning meaning, String subject, String action, Resource cell) {
      return switch (meaning.decide(subject, action, cell, Optional.empty())) {
        case Decision.None _ -> State.NOTHING;
        case Decision.All _ -> State.ALL;
        case Decision.Part _ ->
            new State(
                true,
                ROWS.stream()
                    .map(row -> meaning.decide(subject, action, cell, Optional.of(row)))
                    .map(Decision.All.class::isInstance)
                    .toList());
      };
    }
  }

  private static List<Resource> cells(Resource thing, String action) {
    if (!TYPE.byColumn(TYPE.kindOf(thing), action)) return List.of(thing);
    return CATALOGUE.entry(thing).orElseThrow().columns().stream().map(thing::column).toList();
  }

  private static Catalogue catalogue() {
    Map<Resource, Entry> entries = new LinkedHashMap<>();
    Set<String> columns = new TreeSet<>(Set.of("id", "total", "status", "secret"));
    entries.put(Resource.of(Shop.PROD), Entry.BARE);
    for (String schema : List.of("public", "billing", "other")) {
      Segment in = Segment.plain(schema);
      entries.put(Resource.of(Shop.PROD, in), Entry.BARE);
      for (String table : List.of("orders", "items", "invoices", "rest"))
        entries.put(
            Resource.of(Shop.PROD, in, Segment.plain(table)),
            new Entry(List.copyOf(columns), Set.of()));
      for (String sequence : List.of("ids", "more"))
        entries.put(Resource.of(Shop.PROD, in, new Segment("sequence", sequence)), Entry.BARE);
    }
    return new Catalogue(entries);
  }
}
