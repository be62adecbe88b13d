package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, marks and URLs: whatever is text before it is SQL. */
class NamesTest {
  private static final Target PROD = new Target("prod", "shop-db");

  @Test
  void longNamesAreCutBeforeTheHashAndStayApart() {
    String one = PostgresNames.group(PROD, "ü".repeat(60) + "1");
    String other = PostgresNames.group(PROD, "ü".repeat(60) + "2");
    assertThat(one).isNotEqualTo(other).startsWith("usher_prod_shop-db_ü");
    assertThat(one.getBytes(StandardCharsets.UTF_8).length).isBetween(61, 63);
    assertThat(PostgresNames.group(PROD, "analyst"))
        .matches("usher_prod_shop-db_analyst_[0-9a-f]{8}");
    assertThat(PostgresNames.group(new Target("a_b", "c"), "d"))
        .isNotEqualTo(PostgresNames.group(new Target("a", "b_c"), "d"));
  }

  @Test
  void aViewHasItsTablesNameAndThatOfTheRole() {
    assertThat(PostgresNames.view("orders", "Support-Agent"))
        .isEqualTo("orders__usher_support_agent");
    String one = PostgresNames.view("ü".repeat(60), "a");
    String other = PostgresNames.view("ü".repeat(60), "b");
    assertThat(one).isNotEqualTo(other).startsWith("üü");
    assertThat(one.getBytes(StandardCharsets.UTF_8).length).isBetween(61, 63);
  }

  @Test
  void quotingDoublesWhatQuotes() {
    assertThat(Sql.name("a\"b.c")).isEqualTo("\"a\"\"b.c\"");
    assertThat(Sql.text("o'clock\\")).isEqualTo("'o''clock\\'");
    assertThatThrownBy(() -> Sql.name("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void marksReadBackAsWritten() {
    List<PostgresMark> marks =
        List.of(
            new PostgresMark.Group(PROD, "od\"d \\ ],[ 'x' {}"),
            new PostgresMark.Account(true, List.of(PROD, new Target("d\"ev", "x\\"))),
            new PostgresMark.Account(false, List.of(PROD)),
            new PostgresMark.Kept(PROD, new Hold("o\"d \\ ],[ 'x' {}", Hold.Kind.SUSPENDED)),
            new PostgresMark.Kept(new Target("d\"ev", "x\\"), new Hold("a", Hold.Kind.OFFBOARDED)));
    for (PostgresMark mark : marks) assertThat(PostgresMark.read(mark.text())).contains(mark);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "usher:",
        "usher:{}",
        "usher:{\"account\":\"made\",\"targets\":[[\"a\",\"b\"]]} and more",
        "usher:{\"account\":\"stolen\",\"targets\":[[\"a\",\"b\"]]}",
        "usher:{\"account\":\"made\",\"targets\":[[\"a\",\"b\"],]}",
        "usher:{\"group\":\"r\",\"targets\":[[\"a\",\"b\"],[\"c\",\"d\"]]}",
      })
  void whatIsNotAMarkLetterByLetterIsNone(String comment) {
    assertThat(PostgresMark.read(comment)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://localhost:5432/a, localhost:5432",
    "jdbc:postgresql://127.0.0.1/a, localhost:5432",
    "jdbc:postgresql://[::1]:5432/a, localhost:5432",
    "jdbc:postgresql:a, localhost:5432",
    "jdbc:postgresql:///a, localhost:5432",
    "jdbc:postgresql://DB.Prod:5433/a?sslmode=require, db.prod:5433",
    "'jdbc:postgresql://b:1,a:2/x', 'a:2,b:1'",
  })
  void whatSharesAccountsHasOneKey(String url, String key) {
    assertThat(PostgresUrl.parse(url).realmKey()).isEqualTo(key);
    assertThat(PostgresUrl.parse(PostgresUrl.parse(url).urlOf("postgres")).database())
        .isEqualTo("postgres");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://h/a",
        "postgres://h/a",
        "jdbc:postgresql://h",
        "jdbc:postgresql://h/",
        "jdbc:postgresql://u:p@h/a",
        "jdbc:postgresql://h/a?user=x",
        "jdbc:postgresql://h/a?password=x",
        "jdbc:postgresql://h/a?socketFactory=evil.Factory",
        "jdbc:postgresql://h/a?ssl=true&sslfactory=evil.Factory",
        "jdbc:postgresql://h/a?loggerFile=/etc/x",
        "jdbc:postgresql://h/a?service=x",
        "jdbc:postgresql://h/a?options=-csearch_path%3Devil",
      })
  void whatLoadsRunsOrNamesAccountsIsRefused(String url) {
    assertThatThrownBy(() -> PostgresUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }
}
