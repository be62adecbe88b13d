package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.engine.Expected.Much;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.random.RandomAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is decided once for each class is what Meaning decides of every single thing. */
class ExpectedTest {
  private static final Target TARGET = new Target("prod", "shop-db");
  private static final List<String> COLUMNS = List.of("id", "note", "email");

  @Test
  void classesDecideAsMeaningDoesOfEachThing() {
    Map<String, String> accounts = Map.of("ann", "ann", "bob", "bob", "eve", "eve");
    Seeds.each(
        300,
        random -> {
          Catalogue catalogue = catalogue(random);
          Access access =
              new RandomAccess(random, PostgresType.TYPE, new TreeSet<>(PostgresType.TYPE.words()))
                  .in(TARGET, catalogue, accounts, Set.of());
          Expected expected = new Expected(access, catalogue);
          Meaning meaning = new Meaning(access, catalogue);
          for (String subject : accounts.keySet()) {
            Map<Resource, Map<String, Much>> all = expected.of(subject);
            for (Resource thing : catalogue.entries().keySet()) {
              Map<String, Much> here = all.getOrDefault(thing, Map.of());
              meaning
                  .decideAll(subject, thing)
                  .forEach(
                      (action, decision) ->
                          assertThat(here.containsKey(action) ? here.get(action).extent() : null)
                              .as(subject + " " + action + " " + thing + " of " + access)
                              .isEqualTo(
                                  extent(catalogue, meaning, subject, action, thing, decision)));
            }
          }
        });
  }

  private static Extent extent(
      Catalogue catalogue,
      Meaning meaning,
      String subject,
      String action,
      Resource thing,
      Decision decision) {
    return switch (decision) {
      case Decision.None _ -> null;
      case Decision.All _ -> new Extent.Whole();
      case Decision.Part _ -> {
        Set<String> columns = new TreeSet<>();
        for (String column : catalogue.entries().get(thing).columns()) {
          if (meaning.decide(subject, action, thing.column(column), Optional.empty())
              instanceof Decision.All) columns.add(column);
        }
        yield new Extent.Columns(columns);
      }
    };
  }

  private static Catalogue catalogue(RandomGenerator random) {
    Map<Resource, Entry> entries = new HashMap<>();
    entries.put(Resource.of(TARGET), Entry.BARE);
    for (String schema : List.of("public", "billing")) {
      Segment in = Segment.plain(schema);
      entries.put(Resource.of(TARGET, in), Entry.BARE);
      Resource sequence = Resource.of(TARGET, in, new Segment("sequence", "s"));
      entries.put(sequence, Entry.BARE);
      entries.put(Resource.of(TARGET, in, new Segment("view", "v")), columns(random, Set.of()));
      for (int i = 0; i < 4; i++) {
        Set<Companion> companions =
            random.nextBoolean() ? Set.of(new Companion("insert", sequence, "usage")) : Set.of();
        entries.put(Resource.of(TARGET, in, Segment.plain("t" + i)), columns(random, companions));
      }
    }
    return new Catalogue(entries);
  }

  private static Entry columns(RandomGenerator random, Set<Companion> companions) {
    return new Entry(COLUMNS.subList(0, random.nextInt(COLUMNS.size() + 1)), companions);
  }
}
