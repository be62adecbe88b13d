package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.testkit.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A transaction holds a lock for each role that it makes, and a server as it is installed has room
 * for some twelve thousand: more people than that come by several.
 */
class ManyTest {
  private static final int MANY = 3500;

  @Test
  void aCompanyIsMadeByPartsAndWhoeverIsMadeIsMarkedInTheSame() {
    try (Shop shop = new Shop(Postgres.newest())) {
      Means company = new Means(shop.target()).role("analyst", "read", "public/*");
      for (int i = 0; i < MANY; i++) company.member("person" + i, "analyst");
      List<List<String>> parts =
          shop.plan(company.access()).plan().stages().stream()
              .filter(stage -> stage.phase() == Phase.CREATE)
              .map(ManyTest::statements)
              .toList();
      assertThat(parts).hasSize(4).allSatisfy(part -> assertThat(part).hasSizeLessThan(2010));
      for (List<String> part : parts) {
        List<String> made = roles(part, "CREATE ROLE ");
        assertThat(made).isNotEmpty().isEqualTo(roles(part, "COMMENT ON ROLE "));
        // All are made before one is marked.
        assertThat(part.subList(0, made.size())).allMatch(sql -> sql.startsWith("CREATE ROLE "));
      }
    }
  }

  private static List<String> roles(List<String> part, String word) {
    return part.stream()
        .filter(sql -> sql.startsWith(word))
        .map(sql -> sql.substring(word.length()).split(" ")[0])
        .toList();
  }

  private static List<String> statements(Stage stage) {
    return stage.steps().stream().map(step -> step.statement()).toList();
  }
}
