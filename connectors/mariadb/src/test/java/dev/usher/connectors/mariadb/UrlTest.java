package dev.usher.connectors.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:mariadb://db.prod/shop, db.prod:3306",
    "jdbc:mariadb://DB.prod:3307/shop?sslMode=verify-full, db.prod:3307",
    "jdbc:mariadb://127.0.0.1/shop, localhost:3306",
    "jdbc:mariadb://[::1]:3306/shop, localhost:3306",
    "jdbc:mariadb://[2001:db8::1]/shop, 2001:db8::1:3306"
  })
  void one_server_has_one_key(String url, String key) {
    assertThat(MariaDbUrl.parse(MariaDbType.TYPE, url).server()).isEqualTo(key);
    assertThat(MariaDbUrl.parse(MariaDbType.TYPE, url).database()).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db/shop",
        "jdbc:mariadb://db",
        "jdbc:mariadb://db/",
        "jdbc:mariadb:replication://a,b/shop",
        "jdbc:mariadb://a,b/shop",
        "jdbc:mariadb://root:secret@db/shop",
        "jdbc:mariadb://address=(host=db)/shop",
        "jdbc:mariadb://db/shop?user=root",
        "jdbc:mariadb://db/shop?allowLocalInfile=true",
        "jdbc:mariadb://db/shop?sslMode=trust&initSql=select"
      })
  void all_else_is_refused_without_repeating_it(String url) {
    assertThatThrownBy(() -> MariaDbUrl.parse(MariaDbType.TYPE, url))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret")
        .isNotBlank();
  }

  @Test
  void the_server_is_reached_without_the_database() {
    assertThat(
            MariaDbUrl.parse(MariaDbType.TYPE, "jdbc:mariadb://db/shop?sslMode=trust")
                .urlOfServer())
        .isEqualTo("jdbc:mariadb://db:3306/?sslMode=trust");
  }
}
