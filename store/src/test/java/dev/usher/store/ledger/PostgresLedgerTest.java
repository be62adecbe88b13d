package dev.usher.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class PostgresLedgerTest extends LedgerContract {
  @TempDir static Path parent;
  private EmbeddedStore server;
  private Store store;
  private Store another;
  private Jdbi owner;
  private boolean turn;

  @BeforeAll
  void start() {
    server = EmbeddedStore.start(parent.resolve("store"), new SecureRandom());
    store = Store.open(server.migrating(), server.running());
    another = Store.open(server.migrating(), server.running());
    owner = Writer.jdbi(server.migrating());
  }

  @AfterAll
  void stop() {
    another.close();
    store.close();
    server.close();
  }

  @BeforeEach
  void empty() {
    lose();
  }

  @Override
  LedgerStore open() {
    turn = !turn;
    return new PostgresLedger(turn ? store.jdbi() : another.jdbi());
  }

  @Override
  Map<String, String> writer() {
    return Map.of(
        Writer.URL,
        server.running().url(),
        Writer.PASSWORD,
        new String(server.running().password()));
  }

  @Override
  void lose() {
    owner.useHandle(handle -> handle.execute("truncate ledger, ledger_about, ledger_open"));
  }

  /** Each by PostgreSQL's own privileges: 42501 and nothing else, and the ledger as it was. */
  @Test
  void the_running_role_cannot_change_what_was_written_in_any_way() {
    LedgerStore ledger = open();
    ledger.append(draft("one"), Head.NONE);
    ledger.append(draft("two"), Head.NONE);
    List<Entry> before = ledger.read().entries();
    Map<String, String> others = new TreeMap<>();
    for (String attempt :
        List.of(
            "update ledger set line = 'x' where number = 1",
            "update ledger set at = now()",
            "delete from ledger where number = 2",
            "delete from only ledger",
            "truncate ledger",
            "truncate ledger cascade",
            "update ledger_about set name = 'x'",
            "delete from ledger_about",
            "truncate ledger_about",
            "insert into ledger select * from ledger on conflict (number) do update set line = ''",
            "merge into ledger l using (select 1 n) s on l.number = s.n when matched then delete",
            "merge into ledger l using (select 1 n) s on l.number = s.n"
                + " when matched then update set line = ''",
            "select * from ledger for update",
            "lock table ledger in share row exclusive mode",
            "lock table ledger in access exclusive mode",
            "alter table ledger disable trigger all",
            "alter table ledger disable trigger user",
            "alter table ledger disable rule r",
            "alter table ledger drop constraint ledger_check",
            "alter table ledger drop constraint ledger_pkey",
            "alter table ledger alter column line drop not null",
            "alter table ledger rename to elsewhere",
            "alter table ledger set schema public",
            "alter table ledger owner to usher_server",
            "alter table ledger enable row level security",
            "alter table ledger set unlogged",
            "alter index ledger_at rename to other",
            "drop table ledger",
            "drop index ledger_at",
            "drop schema usher_store cascade",
            "drop owned by usher_owner",
            "reassign owned by usher_owner to usher_server",
            "alter schema usher_store rename to other",
            "alter schema usher_store owner to usher_server",
            "create table usher_store.other (n int)",
            "create view usher_store.other as select 1",
            "create function usher_store.f() returns int language sql return 1",
            "create trigger t before insert on ledger for each row"
                + " execute function suppress_redundant_updates_trigger()",
            "create rule r as on insert to ledger do instead nothing",
            "create policy p on ledger using (false)",
            "create index on ledger (what)",
            "create temp table part () inherits (ledger)",
            "comment on table ledger is 'x'",
            "set session_replication_role = replica",
            "set role usher_owner",
            "set session authorization usher_owner",
            "alter role usher_server superuser",
            "alter role usher_server createrole",
            "alter role usher_owner password 'x'",
            "grant usher_owner to usher_server",
            "create role other",
            "alter system set fsync = off",
            "alter database usher set search_path = public",
            "alter database usher owner to usher_server",
            "drop database usher",
            "copy ledger from program 'true'",
            "copy ledger to '/dev/null'",
            "reindex table ledger",
            "cluster ledger using ledger_pkey",
            "create event trigger e on ddl_command_start execute function x()",
            "create extension plpython3u",
            "update flyway_schema_history set success = false",
            "delete from flyway_schema_history",
            "select pg_read_file('PG_VERSION')",
            "select lo_import('/etc/hostname')",
            "update pg_catalog.pg_class set relname = 'x' where relname = 'ledger'",
            "delete from pg_catalog.pg_trigger")) {
      String state = refusal(attempt);
      if (!state.equals("42501")) others.put(attempt, state);
    }
    assertThat(others).isEmpty();
    assertThat(ledger.read().entries()).isEqualTo(before);
    isWhole(ledger, 2);
  }

  /** A grant of what one has not is a warning (01007), and nothing else. */
  @Test
  void the_running_role_cannot_pass_on_what_it_has_not() {
    String before = ask("select relacl::text from pg_class where oid = 'ledger'::regclass");
    store.jdbi().useHandle(handle -> handle.execute("grant update, insert on ledger to public"));
    assertThat(ask("select relacl::text from pg_class where oid = 'ledger'::regclass"))
        .isEqualTo(before);
  }

  private String ask(String question) {
    return owner.withHandle(handle -> handle.createQuery(question).mapTo(String.class).one());
  }

  /** The code by which the attempt is refused. */
  private String refusal(String attempt) {
    try (Handle handle = store.jdbi().open()) {
      if (attempt.startsWith("lock")) handle.begin();
      try {
        handle.execute(attempt);
        return "not refused";
      } catch (JdbiException refused) {
        return ((SQLException) refused.getCause()).getSQLState();
      } finally {
        if (handle.isInTransaction()) handle.rollback();
      }
    }
  }

  /** Who may insert can add what is not true; what is there it cannot fork. */
  @Test
  void no_row_is_taken_that_forks_the_chain_or_is_not_sealed() {
    LedgerStore ledger = open();
    Entry first = ledger.append(draft("one"), Head.NONE);
    ledger.append(draft("two"), Head.NONE);
    Entry fork = Chain.append(first.head(), draft("another two"));
    Entry elsewhere = Chain.append(new Head(8, first.hash()), draft("nine"));
    for (Entry bad : List.of(fork, elsewhere))
      assertThatThrownBy(() -> insert(bad.number(), bad.prev(), bad.hash(), bad.line()))
          .hasMessageContaining("duplicate key");
    Entry next = Chain.append(Chain.head(ledger.read().entries()), draft("three"));
    assertThatThrownBy(
            () ->
                insert(next.number(), next.prev(), next.hash(), next.line().replace("ann", "eve")))
        .hasMessageContaining("ledger_check");
    isWhole(ledger, 2);
  }

  private void insert(long number, String prev, String hash, String line) {
    store
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into ledger (number, at, what, prev, hash, line)"
                        + " values (?, now(), 'result', ?, ?, ?)",
                    number,
                    prev,
                    hash,
                    line));
  }

  @Test
  void a_server_says_which_one_it_is() {
    Entry entry = new PostgresLedger(store.jdbi(), "usher-1").append(draft("one"), Head.NONE);
    assertThat(entry.warrant().server()).contains("usher-1");
    assertThat(open().read().entries()).containsExactly(entry);
  }

  @Test
  void a_row_that_its_owner_altered_is_told() {
    LedgerStore ledger = open();
    ledger.append(draft("one"), Head.NONE);
    ledger.append(draft("two"), Head.NONE);
    owner.useHandle(
        handle -> {
          handle.execute("alter table ledger drop constraint ledger_check");
          handle.execute("update ledger set line = replace(line, 'one', 'won') where number = 1");
          handle.execute("update ledger set line = ' ' || line where number = 2");
        });
    assertThat(ledger.read().problems()).containsExactly("row 2 is no entry as usher writes them");
    assertThat(Chain.problems(ledger.read().entries()))
        .containsExactly("entry 1 was altered: its hash is not that of its text");
    owner.useHandle(
        handle -> {
          handle.execute("truncate ledger");
          handle.execute(
              "alter table ledger add constraint ledger_check check (hash = encode(sha256("
                  + "convert_to(replace(line, '\"hash\":\"' || hash || '\",', ''), 'UTF8')), 'hex'))");
        });
  }

  @Test
  void a_history_is_found_by_indexes_however_long_the_ledger_is() {
    owner.useHandle(
        handle -> {
          handle.execute(
              """
              insert into ledger (number, at, what, prev, hash, line, closes)
              select n, timestamptz '2026-01-01' + n * interval '1 second', 'result', md5(n::text),
                h, '{"hash":"' || h || '",' || body, n / 2
              from generate_series(1, 60000) n,
                lateral (select '"n":' || n || '}' body) b,
                lateral (select encode(sha256(convert_to('{' || body, 'UTF8')), 'hex') h) s
              """);
          handle.execute(
              "insert into ledger_about select 'person' || n % 5000, n from generate_series(1, 60000)"
                  + " n union all select 'prod/shop/public/t' || n % 5000, n from"
                  + " generate_series(1, 60000) n");
          handle.execute("analyze ledger");
          handle.execute("analyze ledger_about");
        });
    for (String name : List.of("person17", "prod/shop/public/t17"))
      assertThat(plan(name))
          .as("a plan is not the same for each name")
          .contains("ledger_about_pkey", "ledger_pkey", "ledger_closes")
          .doesNotContain("Seq Scan");
  }

  private String plan(String name) {
    try (Handle handle = store.jdbi().open()) {
      List<String> lines =
          handle
              .createQuery("explain " + PostgresLedger.ABOUT)
              .bind("name", name)
              .bind("first", name + "/")
              .bind("behind", name + "0")
              .bind("from", NOW.minusSeconds(99_999_999).atOffset(ZoneOffset.UTC))
              .bind("until", NOW.atOffset(ZoneOffset.UTC))
              .mapTo(String.class)
              .list();
      return String.join("\n", lines);
    }
  }

  /** A database whose default is to lose a second of commits does not lose this one. */
  @Test
  void an_entry_waits_for_the_disk_whatever_the_default_is() {
    store
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("set local synchronous_commit = off");
              PostgresLedger.append(handle, draft("one"), Head.NONE);
              assertThat(handle.createQuery("show synchronous_commit").mapTo(String.class).one())
                  .isEqualTo("on");
            });
  }

  @Test
  void an_entry_that_cannot_be_written_is_a_failure_that_says_what_to_do() {
    try (Store closed = Store.open(server.migrating(), server.running())) {
      LedgerStore ledger = new PostgresLedger(closed.jdbi());
      closed.close();
      assertThatThrownBy(() -> ledger.append(draft("one"), Head.NONE))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("see that the store's PostgreSQL runs");
      assertThatThrownBy(ledger::read).isInstanceOf(LedgerFailure.class);
    }
  }
}
