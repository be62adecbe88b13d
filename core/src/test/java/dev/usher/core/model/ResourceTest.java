package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceTest {
  private static final Target SHOP = new Target("prod", "shop-db");
  private static final Resource ROOT = Resource.of(SHOP);
  private static final Resource SCHEMA = Resource.of(SHOP, Segment.plain("public"));
  private static final Resource TABLE =
      Resource.of(SHOP, Segment.plain("public"), Segment.plain("orders"));

  @Test
  void isAnAncestorOfWhatLiesBelowAndOfNothingElse() {
    assertThat(ROOT.isAncestorOf(TABLE)).isTrue();
    assertThat(SCHEMA.isAncestorOf(TABLE)).isTrue();
    assertThat(SCHEMA.isAncestorOf(TABLE.column("id"))).isTrue();
    assertThat(TABLE.isAncestorOf(TABLE)).isFalse();
    assertThat(TABLE.isAncestorOf(SCHEMA)).isFalse();
    assertThat(TABLE.column("id").isAncestorOf(TABLE)).isFalse();
    assertThat(Resource.of(SHOP, Segment.plain("billing")).isAncestorOf(TABLE)).isFalse();
    assertThat(Resource.of(new Target("dev", "shop-db")).isAncestorOf(TABLE)).isFalse();
  }

  @Test
  void sortsAsItIsWrittenWithTheWholeBeforeItsParts() {
    Resource column = TABLE.column("id");
    Resource later = TABLE.column("note");
    assertThat(List.of(later, column, TABLE, SCHEMA, ROOT).stream().sorted())
        .containsExactly(ROOT, SCHEMA, TABLE, column, later);
    assertThat(TABLE).isEqualByComparingTo(column.whole());
  }

  @Test
  void quotesWhatIsNotPlain() {
    assertThat(TABLE.column("a.b")).hasToString("prod/shop-db/public/orders.\"a.b\"");
    assertThat(Names.quote("f(integer, text)")).isEqualTo("f(integer, text)");
    assertThat(Names.quote("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(Names.quote("")).isEqualTo("\"\"");
    assertThat(Names.quote("é_1$@+-")).isEqualTo("é_1$@+-");
  }
}
