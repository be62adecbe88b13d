package dev.usher.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final int MANY = 5_000;

  @Test
  void whatGrowsOneByOneIsOnAsManyPagesAsWhatWasManyAtOnce() {
    Map<String, Integer> all = new HashMap<>();
    Table<Integer> table = Table.of(all);
    for (int i = 0; i < MANY; i++) {
      table = table.with(Map.of("p" + i, i));
      all.put("p" + i, i);
    }
    for (int i = 0; i < MANY; i += 7) {
      Map<String, Integer> none = new HashMap<>();
      none.put("p" + i, null);
      table = table.with(none);
      all.remove("p" + i);
    }
    assertThat(table.size()).isEqualTo(all.size());
    for (int i = 0; i < MANY; i++) assertThat(table.get("p" + i)).isEqualTo(all.get("p" + i));
    Map<String, Integer> found = new HashMap<>();
    List<Integer> pages = new ArrayList<>();
    table
        .pages()
        .forEach(
            page -> {
              pages.add(page.size());
              page.forEach((name, value) -> assertThat(found.put(name, value)).isNull());
            });
    assertThat(found).isEqualTo(all);
    assertThat(pages).hasSizeGreaterThan(1).allMatch(size -> size < MANY / 2);
  }
}
