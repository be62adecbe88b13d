package dev.usher.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Past;
import dev.usher.engine.past.Pasts.Own;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.StoreFailure;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.past.PostgresPasts;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the oldest PostgreSQL to the newest, and into a store of usher's own. */
class BackupTest {
  private static final String REALM = "postgresql://db.prod:5432";

  @TempDir Path folder;
  private final Database from = Postgres.oldest().database();
  private final Database to = Postgres.newest().database();
  private Store store;

  @BeforeEach
  void fill() {
    store = Store.open(owner(from), running(from));
    Jdbi jdbi = store.jdbi();
    PostgresLedger ledger = new PostgresLedger(jdbi, "here");
    for (int i = 0; i < 700; i++)
      ledger.append(
          new Draft(
              Instant.parse("2026-11-29T12:00:00.123Z"),
              "ann",
              What.SETTING,
              "usher",
              "nö. " + i + " \"quoted\" \\ \n\r\u0001 \uD83D\uDD11",
              List.of(),
              List.of(),
              Optional.empty()),
          Head.NONE);
    new PostgresPasts(jdbi).begin(REALM);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "insert into policy_content (sha256, content) select encode(sha256(c), 'hex'), c"
                  + " from (values ('\\x00ff0a0d5c22'::bytea), (''::bytea)) x(c)");
          handle.execute(
              "insert into policy_revision (number, revision, digest, source, authors, server, at,"
                  + " accepted) values (1, 'r', 'd', 's', '{\"a b\",\"c,\\\"d\",NULL}', 'x',"
                  + " '2026-11-29 12:00:00.123456+00', '{}')");
          handle.execute(
              "insert into policy_file select 1, 'a.yaml', sha256 from policy_content limit 1");
          handle.execute("insert into directory_word (subject, at) values ('ada', now())");
          handle.execute(
              "insert into directory_user (id, directory, user_name, subject, active, created,"
                  + " modified, document) values (gen_random_uuid(), 'okta', 'ada', 'ada', true,"
                  + " now(), now(), '{\"n\": 1.50, \"t\": \"\\u00e4\"}')");
          handle.execute("insert into decision_log (at, run, dropped) values (now(), 'ab12', 3)");
          handle.execute("select nextval('follow_word') from generate_series(1, 41)");
        });
  }

  @AfterEach
  void leaveNothing() {
    store.close();
    from.expectRole(Store.RUNNING);
    to.expectRole(Store.RUNNING);
    from.close();
    to.close();
  }

  @Test
  void everything_is_there_again_on_another_major_and_the_ledger_is_whole() {
    byte[] backup = backup();
    List<String> before = content(from);
    assertThat(restore(backup, owner(to), running(to))).isGreaterThan(700);
    assertThat(content(to)).isEqualTo(before);
    Own own;
    try (Store restored = Store.open(owner(to), running(to))) {
      PostgresPasts pasts = new PostgresPasts(restored.jdbi());
      own = pasts.own();
      assertThat(Chain.problems(new PostgresLedger(restored.jdbi(), "here").read().entries()))
          .isEmpty();
      Past next = pasts.begin(REALM);
      assertThat(next.sequence()).isEqualTo(2);
      assertThat(next.epoch()).isEqualTo(2);
      long word =
          restored
              .jdbi()
              .withHandle(
                  handle ->
                      handle.createQuery("select nextval('follow_word')").mapTo(Long.class).one());
      assertThat(word).isEqualTo(42);
      restored
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute("insert into directory_word (subject, at) values ('bo', now())"));
    }
    assertThat(own.restored()).isPresent();
    assertThat(own.instance()).isEqualTo(new PostgresPasts(store.jdbi()).own().instance());
    assertThatThrownBy(() -> restore(backup, owner(to), running(to)))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("not empty");
  }

  @Test
  void a_store_of_usher_s_own_is_restored_and_backed_up_while_it_works() {
    try (EmbeddedStore embedded =
        EmbeddedStore.start(folder.resolve("store"), new SecureRandom())) {
      restore(backup(), embedded.migrating(), embedded.running());
      Account answering = EmbeddedStore.answering(folder.resolve("store")).orElseThrow();
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      assertThat(Backup.write(answering, again, Instant.EPOCH)).isGreaterThan(700);
    }
    assertThat(EmbeddedStore.answering(folder.resolve("store"))).isEmpty();
  }

  /** Cut anywhere, a byte changed anywhere: nothing of it is in the store. */
  @Test
  void what_is_not_whole_is_refused_as_a_whole() {
    byte[] whole = backup();
    List<byte[]> broken = new ArrayList<>();
    for (int length : List.of(0, 10, whole.length / 2, whole.length - 3))
      broken.add(java.util.Arrays.copyOf(whole, length));
    String text = new String(whole, StandardCharsets.UTF_8);
    int lastLine = text.lastIndexOf('\n', text.length() - 2);
    broken.add(text.substring(0, lastLine + 1).getBytes(StandardCharsets.UTF_8));
    broken.add(text.replace("\"okta\"", "\"opta\"").getBytes(StandardCharsets.UTF_8));
    broken.add(text.replace("\"n\\\": 1.5", "\"n\\\": 2.5").getBytes(StandardCharsets.UTF_8));
    broken.add((text + text).getBytes(StandardCharsets.UTF_8));
    for (byte[] one : broken) {
      assertThatThrownBy(() -> restore(one, owner(to), running(to)))
          .isInstanceOf(StoreFailure.class);
      assertThat(to.rows("select count(*) from pg_tables where schemaname = 'usher_store'"))
          .hasSize(1);
    }
    restore(whole, owner(to), running(to));
  }

  private byte[] backup() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Backup.write(owner(from), out, Instant.EPOCH);
    return out.toByteArray();
  }

  private static long restore(byte[] backup, Account owner, Account running) {
    return Restore.read(new ByteArrayInputStream(backup), owner, running, "ann");
  }

  /** All tables, a line each, by the one look that both can have. */
  private static List<String> content(Database database) {
    List<String> all = new ArrayList<>();
    for (List<String> table :
        database.rows(
            "select relname from pg_class where relnamespace = 'usher_store'::regnamespace and"
                + " relkind = 'r' and relname not in ('flyway_schema_history', 'scheduled_tasks',"
                + " 'past_epoch') order by 1"))
      all.add(
          table.getFirst()
              + database.rows(
                  "select count(*), md5(coalesce(string_agg(t::text, E'\\n' order by t::text collate"
                      + " \"C\"), '')) from usher_store."
                      + table.getFirst()
                      + " t"));
    return all;
  }

  private static Account owner(Database database) {
    return new Account(
        database.url(), database.server().superuser(), database.server().password().toCharArray());
  }

  private static Account running(Database database) {
    return new Account(database.url(), Store.RUNNING, "correct horse".toCharArray());
  }
}
