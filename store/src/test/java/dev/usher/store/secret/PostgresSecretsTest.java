package dev.usher.store.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.KeptSecrets;
import dev.usher.engine.secret.KeptSecrets.Kept;
import dev.usher.engine.secret.SecretReference.Missing;
import dev.usher.store.StoreFailure;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store keeps is nothing without the key that it does not keep. */
class PostgresSecretsTest {
  private static final String FIRST = StoreKey.make(new SecureRandom());
  private static final String SECOND = StoreKey.make(new SecureRandom());
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Draft TOLD =
      new Draft(NOON, "ann", What.SETTING, "usher", "s", List.of(), List.of(), Optional.empty());
  private static final Database DATABASE = Postgres.newest().database();
  private static final Jdbi JDBI = tables();

  private static Jdbi tables() {
    for (String file : List.of("V1__ledger", "V7__history", "V13__secrets")) {
      try (InputStream text =
          Objects.requireNonNull(
              StoreKey.class.getResourceAsStream("/db/migration/" + file + ".sql"))) {
        DATABASE.run(
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                .replace("to usher_server", "to current_user")
                .replace("${flyway:defaultSchema}", "public"));
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
    Postgres server = DATABASE.server();
    return Jdbi.create(DATABASE.url(), server.superuser(), server.password());
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    DATABASE.run("truncate secret, secret_keys, ledger cascade");
  }

  private static KeptSecrets open(String... keys) {
    return PostgresSecrets.open(JDBI, StoreKey.parse(String.join("\n", keys)));
  }

  private static String sealed() {
    return DATABASE.rows("select string_agg(encode(sealed, 'hex'), ' ') from secret").toString();
  }

  @Test
  void whatGoesInComesOutAndIsNotReadInTheTables() {
    KeptSecrets secrets = open(FIRST);
    secrets.put("pager", "tell nobody", TOLD, Precondition.none());
    secrets.put("pager", "tell nobody else", TOLD, Precondition.none());
    secrets.put("slack", "https://hooks", TOLD, Precondition.none());
    assertThat(open(FIRST).find("pager")).contains("tell nobody else");
    assertThat(secrets.find("nothing")).isEmpty();
    assertThat(secrets.all())
        .containsExactly(new Kept("pager", "ann", NOON), new Kept("slack", "ann", NOON));
    for (String table : List.of("secret", "secret_keys", "ledger"))
      assertThat(
              DATABASE.rows(
                  "select encode(convert_to(t::text, 'UTF8'), 'escape') from %s t"
                      .formatted(table)))
          .asString()
          .doesNotContain("tell nobody", FIRST, hex("tell nobody"));
    assertThat(DATABASE.rows("select count(*)::text from ledger")).asString().contains("3");
    assertThat(secrets.remove("pager", TOLD, Precondition.none())).isTrue();
    assertThat(secrets.remove("pager", TOLD, Precondition.none())).isFalse();
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRowInAnothersPlaceOrAlteredIsNotOpened() {
    KeptSecrets secrets = open(FIRST);
    secrets.put("pager", "one", TOLD, Precondition.none());
    secrets.put("other", "two", TOLD, Precondition.none());
    DATABASE.run(
        "update secret set sealed = (select sealed from secret where name = 'other')"
            + " where name = 'pager'");
    assertThatThrownBy(() -> secrets.find("pager"))
        .isInstanceOf(Missing.class)
        .hasMessageContaining("was altered");
    DATABASE.run("update secret set sealed = sealed || '\\x00' where name = 'other'");
    assertThatThrownBy(() -> secrets.find("other")).isInstanceOf(Missing.class);
  }

  /** A key comes before the old one, everything is sealed with it, and the old one goes. */
  @Test
  void theKeyOutsideIsChangedWithoutTouchingASecret() {
    open(FIRST).put("pager", "one", TOLD, Precondition.none());
    String before = sealed();
    assertThatThrownBy(() -> open(SECOND))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("another key");
    assertThat(open(SECOND, FIRST).find("pager")).contains("one");
    assertThat(open(SECOND).find("pager")).contains("one");
    assertThat(sealed()).isEqualTo(before);
    assertThatThrownBy(() -> open(FIRST)).isInstanceOf(StoreFailure.class);
  }

  /** As after a backup came back onto a new disk. */
  @Test
  void aKeyThatIsLostAndSealsNothingIsMadeAnew() {
    KeptSecrets before = open(FIRST);
    before.put("pager", "one", TOLD, Precondition.none());
    before.remove("pager", TOLD, Precondition.none());
    KeptSecrets after = open(SECOND);
    after.put("pager", "two", TOLD, Precondition.none());
    assertThat(open(SECOND).find("pager")).contains("two");
    assertThatThrownBy(() -> open(FIRST))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("DELETE FROM usher_store.secret");
  }

  @Test
  void theKeyInsideIsMadeAnewAndEverySecretSealedWithIt() {
    KeptSecrets secrets = open(FIRST);
    KeptSecrets another = open(FIRST);
    secrets.put("pager", "one", TOLD, Precondition.none());
    secrets.put("slack", "two", TOLD, Precondition.none());
    List<List<String>> before = DATABASE.rows("select sealed::text from secret_keys");
    String sealed = sealed();
    another.rotate(TOLD);
    assertThat(sealed()).isNotEqualTo(sealed);
    assertThat(DATABASE.rows("select sealed::text from secret_keys")).isNotEqualTo(before);
    assertThat(secrets.find("pager")).contains("one");
    assertThat(secrets.find("slack")).contains("two");
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutBeingShown() {
    for (String wrong : List.of("", "correct horse", "c2hvcnQ=", FIRST + "\nhorse"))
      assertThatThrownBy(() -> StoreKey.parse(wrong))
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("openssl rand")
          .hasMessageNotContaining("horse");
    assertThat(StoreKey.parse(FIRST)).hasToString("StoreKey[]");
  }
}
