package dev.usher.core.compare;

import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Derivation;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.meaning.Guards;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Who;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand people, two hundred roles and a date each for many: a pull request does not wait. */
class ComparingAtScaleTest {
  private static final int PEOPLE = 1000;
  private static final int ROLES = 200;
  private static final int TEAMS = 50;

  private static Shop shop(int from) {
    Shop shop = new Shop();
    for (int i = 0; i < PEOPLE; i++)
      shop.person(
          "p" + i,
          Map.of(
              "customers",
              new Value.Many(
                  List.of(new Value.Int(i), new Value.Int(i % 20 == 0 ? i + from : i)))));
    for (int t = 0; t < TEAMS; t++) {
      int team = t;
      Who[] members =
          IntStream.range(0, PEOPLE)
              .filter(i -> i % TEAMS == team || i % 7 == team % 7)
              .mapToObj(i -> one("p" + i))
              .toArray(Who[]::new);
      shop.team("t" + t, members);
    }
    Condition own = new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers"));
    for (int r = 0; r < ROLES; r++) {
      // Each tenth role is another than before.
      String table = r % 10 == 0 ? "t" + (r + from) : "t" + r;
      shop.role(
          "r" + r,
          r % 5 == 0 ? List.of() : List.of("r" + (r - 1)),
          can("read", pattern("shop/s" + r % 20 + "/" + table)),
          can(
              Set.of("read"),
              pattern("shop/s" + r % 20 + "/*"),
              List.of(pattern("shop/s" + r % 20 + "/" + table + ".secret")),
              Optional.empty(),
              Optional.of(own)));
      shop.grant(
          inTeam("t" + r % TEAMS),
          "r" + r,
          Optional.empty(),
          r % 4 == 0 ? Optional.of(Shop.NOW.plus(Duration.ofDays(r + 1))) : Optional.empty(),
          false,
          "dev",
          "prod");
    }
    for (int i = 0; i < PEOPLE; i += 10) shop.grant(one("p" + i), "r" + i % ROLES, "prod");
    return shop;
  }

  @Test
  void aThousandPeopleAndTwoHundredRolesTakeSeconds() {
    Policy old = shop(0).policy();
    Policy changed = shop(1).policy();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    AccessDiff diff =
        Comparing.between(old, changed, Derivation::new, new Guards(Shop.NOW), Shop.NOW);
    // Of this thread alone: whoever else works on the machine does not count.
    Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun);
    System.out.println(
        "access diff of 1,000 people and 200 roles: "
            + took.toMillis()
            + " ms, "
            + diff.lines().values().stream().mapToInt(Map::size).sum()
            + " lines");
    assertThat(diff.lines()).containsOnlyKeys(Shop.DEV, Shop.PROD);
    // Seconds; each pair of people by itself would be hours. How many is the machine's affair.
    assertThat(took).isLessThan(Duration.ofMinutes(2));
  }
}
