package dev.usher.core.meaning;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.NOW;
import static dev.usher.core.Shop.PROD;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static dev.usher.core.Shop.prod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Derivation;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said from the text alone must hold in every target that there could be. */
class UniverseTest {
  private static final long SEED = Long.getLong("usher.seed", System.nanoTime());
  private static final List<String> SCHEMAS = List.of("public", "billing", "other");
  private static final List<String> TABLES = List.of("orders", "customers", "items");
  private static final List<String> COLUMNS = List.of("id", "email", "note");
  private static final List<String> WORDS =
      List.of("read", "write", "select", "insert", "update", "delete");

  @Test
  void theTextsAnswersHoldInAnyTarget() {
    int decided = 0;
    for (int round = 0; round < 3000; round++) {
      Random random = new Random(SEED + round);
      Shop shop = shop(random);
      Catalogue catalogue = catalogue(random);
      Meaning live = new Meaning(shop.derivation().at(PROD, NOW), catalogue);
      Decider text = new Decider(shop.derivation(), NOW);
      for (Resource thing : catalogue.entries().keySet()) {
        if (thing.path().size() < 2) continue;
        String word = pick(random, WORDS);
        Resource on = random.nextBoolean() ? thing : thing.column(pick(random, COLUMNS));
        Decision said = text.decide("ann", word, on, Optional.empty());
        Decision is = live.decide("ann", word, on, Optional.empty());
        String what = "round %d, seed %d: %s %s: %s".formatted(round, SEED, word, on, said);
        switch (said) {
          case Decision.All _ -> assertThat(is).as(what).isInstanceOf(Decision.All.class);
          case Decision.None _ -> assertThat(is).as(what).isInstanceOf(Decision.None.class);
          case Decision.Part _ -> {}
        }
        if (!(said instanceof Decision.Part)) decided++;
      }
    }
    assertThat(decided).as("answers that say something").isGreaterThan(3000);
  }

  @Test
  void whatCanBreakInATargetBreaksInTheText() {
    int broken = 0;
    for (int round = 0; round < 3000; round++) {
      Random random = new Random(SEED + round);
      Shop shop = shop(random);
      shop.nevers.add(
          new Never(
              List.of(one("ann")),
              Set.of(pick(random, WORDS)),
              List.of(address(random, "prod/shop/")),
              false,
              "",
              AT));
      Policy policy = shop.policy();
      Nevers nevers = new Nevers(policy, new Derivation(policy), NOW);
      if (nevers.brokenIn(PROD, catalogue(random)).isEmpty()) continue;
      broken++;
      assertThat(nevers.brokenByText()).as("round %d, seed %d", round, SEED).isNotEmpty();
    }
    assertThat(broken).as("nevers that broke").isGreaterThan(100);
  }

  private static Shop shop(Random random) {
    List<Permission> can = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<Pattern> except = random.nextInt(3) == 0 ? List.of(address(random, "shop/")) : List.of();
      Optional<Set<String>> columns =
          random.nextInt(3) == 0 ? Optional.of(Set.of(pick(random, COLUMNS))) : Optional.empty();
      can.add(
          can(
              Set.of(pick(random, WORDS)),
              address(random, "shop/"),
              except,
              columns,
              Optional.empty()));
    }
    return new Shop()
        .person("ann", Map.of())
        .role("any", List.of(), can.toArray(Permission[]::new))
        .grant(one("ann"), "any", "prod");
  }

  private static Pattern address(Random random, String start) {
    return switch (random.nextInt(6)) {
      case 0 -> pattern(start + "**");
      case 1 -> pattern(start + "*/*");
      case 2 -> pattern(start + pick(random, SCHEMAS) + "/*");
      case 3 -> pattern(start + "*/" + pick(random, TABLES) + "." + pick(random, COLUMNS));
      case 4 ->
          pattern(
              start
                  + pick(random, SCHEMAS)
                  + "/"
                  + pick(random, TABLES)
                  + "|"
                  + pick(random, TABLES));
      default ->
          pattern(
              start
                  + pick(random, SCHEMAS)
                  + "/"
                  + pick(random, TABLES)
                  + "."
                  + pick(random, COLUMNS));
    };
  }

  private static Catalogue catalogue(Random random) {
    Map<Resource, Entry> entries = new LinkedHashMap<>();
    entries.put(prod(""), Entry.BARE);
    for (String schema : SCHEMAS) {
      entries.put(prod(schema), Entry.BARE);
      for (String table : TABLES) {
        if (random.nextInt(3) == 0) continue;
        List<String> columns = new ArrayList<>(COLUMNS);
        columns.removeIf(_ -> random.nextInt(3) == 0);
        columns.add("extra");
        entries.put(prod(schema + "/" + table), new Entry(columns, Set.of()));
      }
    }
    return new Catalogue(entries);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
