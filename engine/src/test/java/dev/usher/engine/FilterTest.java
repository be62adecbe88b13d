package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.json.FromJson;
import dev.usher.engine.json.Json;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.FilterReport.Every;
import dev.usher.engine.report.FilterReport.None;
import dev.usher.engine.report.FilterReport.Parameter;
import dev.usher.engine.report.FilterReport.Some;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters of one policy on a real server, from the text to the rows. */
class FilterTest {
  private static final String ORDERS = "prod/shop-db/public/orders";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

  @TempDir private Path policy;
  private final Database database = Postgres.oldest().database();
  private final Map<String, Optional<Kind>> said = new HashMap<>();
  private Usher usher;

  @BeforeEach
  void start() throws IOException {
    String owner = database.role("owner_" + database.tag(), "nologin");
    String admin = "usher_admin_" + database.tag();
    database.run(AdminScript.role(admin), "alter role " + admin + " password 'secret'");
    database.expectRole(admin);
    database.run("alter database " + database.name() + " owner to " + owner);
    database.run(AdminScript.owner(admin, owner));
    database.run(AdminScript.database(admin, database.name(), database.server().major()));
    database.run(
        "set role " + owner,
        "create table public.orders (id bigint primary key, customer_id bigint, status text,"
            + " note text, total numeric, kind character(3), at timestamptz)",
        "insert into public.orders select n, 1000 + n % 4, case n % 3 when 0 then 'open' when 1"
            + " then 'it''s 50% \"\\ é' end, 'n' || n, n, 'abc', '2027-01-01' from"
            + " generate_series(1, 24) n",
        "create view public.totals as select status, total from public.orders");
    write("");
    usher = usher(admin);
  }

  private void write(String more) throws IOException {
    Files.writeString(
        policy.resolve("policy.yaml"),
        """
        environments: { prod: {} }
        systems:
          shop-db: { type: postgresql, in: { prod: { url: "%s", admin: "env:ADMIN" } } }
        people:
          ann: { attributes: { customers: [1001, 1002], word: "it's 50%% \\"\\\\ é" } }
          ben: { attributes: { customers: [9007199254740993] } }
          cid: {}
          dan: { attributes: { customers: [] } }
          eve: {}
          fay: { attributes: { word: open } }
          gus: {}
          out: { attributes: { customers: [1001] } }
        roles:
          support:
            can:
              - { do: read, on: shop-db/public/orders, rows: row.customer_id in subject.customers }
              - { do: update, on: shop-db/public/orders, columns: [note, status],
                  rows: 'row.customer_id in subject.customers' }
          open:
            can:
              - { do: [read, delete], on: shop-db/public/orders, rows: 'row.status == "open"' }
          notes: { can: [ { do: read, on: shop-db/public/orders, columns: [id, note] } ] }
          named: { can: [ { do: read, on: shop-db/public/orders, rows: row.status == subject.word } ] }
          all: { can: [ { do: [read, write], on: shop-db/public/** } ] }
          odd: { can: [ { do: read, on: shop-db/public/orders, rows: 'row.kind == "abc"' } ] }
          mover:
            can:
              - { do: [read, update], on: shop-db/public/orders, rows: row.customer_id < 1003,
                  may-move: true }
              - { do: read, on: [shop-db/public/gone, shop-db/public/totals, shop-db/public/view:totals] }
        grants:
          - { to: [ann, ben, cid, dan, out], role: support, in: [prod], because: A test }
          - { to: ann, role: notes, in: [prod], because: A test }
          - { to: [eve, cid], role: open, in: [prod], because: A test }
          - { to: eve, role: odd, in: [prod], because: A test }
          - { to: fay, role: named, in: [prod], because: A test }
          - { to: gus, role: mover, in: [prod], because: A test }
          - { to: out, role: all, in: [prod], until: 2026-11-20, because: It is over }
        %s
        """
            .formatted(database.url(), more));
  }

  private Usher usher(String admin) {
    HoldBook book =
        new HoldBook() {
          @Override
          public Map<String, Optional<Kind>> said() {
            return said;
          }

          @Override
          public Optional<Kind> of(String subject) {
            return said.getOrDefault(subject, Optional.empty());
          }

          @Override
          public List<Word> words() {
            return List.of();
          }

          @Override
          public void say(Word word, Draft told) {
            throw new UnsupportedOperationException();
          }
        };
    Heard nothing = Heard.NOTHING;
    return new LocalUsher(
        new PolicyReader(CLOCK),
        name -> name.equals("ADMIN") ? Optional.of(admin + ":secret") : Optional.empty(),
        List.of(new PostgresConnector(CLOCK)),
        FileLedger::beside,
        new Heard(
            nothing.directories(), book, nothing.approvals(), nothing.past(), nothing.memory()),
        CLOCK,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(3));
  }

  @AfterEach
  void end() {
    database.server().run("postgres", "drop database " + database.name() + " with (force)");
    database.close();
  }

  private FilterReport ask(String subject, String action, String... columns) {
    return usher.filter(
        policy,
        new Wanted(
            subject, action, ORDERS, List.of(columns), Optional.empty(), Placeholders.QUESTION));
  }

  private static List<String> codes(FilterReport report) {
    assertThat(report.rows()).isEmpty();
    return report.diagnostics().stream().map(Diagnostic::code).toList();
  }

  /** The rows that an application gets by it, as it comes over the wire. */
  private List<Long> rows(FilterReport told) throws SQLException {
    FilterReport report = FromJson.read(Json.of(told), FilterReport.class);
    assertThat(report).isEqualTo(told);
    FilterReport.Rows rows = report.rows().orElseThrow();
    List<Long> ids = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select id from orders where " + rows.where() + " order by id")) {
      for (int i = 0; i < rows.parameters().size(); i++) {
        Parameter one = rows.parameters().get(i);
        if (one.value() instanceof List<?> many)
          statement.setArray(
              i + 1, connection.createArrayOf(one.type().replace("[]", ""), many.toArray()));
        else statement.setObject(i + 1, one.value());
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) ids.add(row.getLong(1));
      }
    }
    return ids;
  }

  @Test
  void some_every_or_no_row_each_as_an_expression() throws SQLException {
    FilterReport ann = ask("ann", "select");
    assertThat(ann.columns())
        .containsExactly("id", "customer_id", "status", "note", "total", "kind", "at");
    assertThat(ann.rows())
        .hasValue(
            new Some(
                "\"customer_id\" OPERATOR(pg_catalog.=) ANY (?::pg_catalog.int8[])",
                List.of(new Parameter("int8[]", List.of(1001L, 1002L)))));
    assertThat(rows(ann)).containsExactly(1L, 2L, 5L, 6L, 9L, 10L, 13L, 14L, 17L, 18L, 21L, 22L);
    // Of these columns another permission gives every row.
    assertThat(ask("ann", "read", "id", "note").rows()).hasValue(new Every());
    assertThat(rows(ask("ann", "read", "note", "id"))).hasSize(24);
    assertThat(ask("ann", "select", "note", "status").columns()).containsExactly("status", "note");
    assertThat(rows(ask("cid", "delete"))).containsExactly(3L, 6L, 9L, 12L, 15L, 18L, 21L, 24L);
    assertThat(ask("cid", "delete").columns()).isEmpty();
  }

  @Test
  void who_has_nothing_gets_no_row_with_the_reason() throws SQLException {
    assertThat(ask("cid", "update").rows())
        .hasValueSatisfying(
            rows -> assertThat(rows).isEqualTo(new None("cid has no attribute customers")));
    for (FilterReport none :
        List.of(ask("dan", "select"), ask("ann", "delete"), ask("ann", "update", "total"))) {
      assertThat(none.rows().orElseThrow()).isInstanceOf(None.class);
      assertThat(rows(none)).isEmpty();
    }
    assertThat(((None) ask("ann", "update", "total").rows().orElseThrow()).nearest())
        .contains("update of prod/shop-db/public/orders.total");
    // By grants that are over nobody gets more than by those in force.
    assertThat(rows(ask("out", "select"))).hasSize(6);
  }

  @Test
  void a_number_that_json_would_round_is_a_text_and_binds_as_one() throws SQLException {
    FilterReport ben = ask("ben", "select");
    assertThat(ben.rows().orElseThrow().parameters())
        .containsExactly(new Parameter("int8", "9007199254740993"));
    database.run(
        "insert into orders(id, customer_id) values (99, 9007199254740993), (98, 9007199254740992)");
    assertThat(ben.rows().orElseThrow().where()).contains("?::pg_catalog.int8");
    try (Connection connection = database.connect();
        PreparedStatement one =
            connection.prepareStatement(
                "select id from orders where " + ben.rows().orElseThrow().where())) {
      one.setString(1, "9007199254740993");
      try (ResultSet row = one.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getLong(1)).isEqualTo(99);
        assertThat(row.next()).isFalse();
      }
    }
  }

  @Test
  void what_is_written_must_be_read_too() throws SQLException {
    assertThat(rows(ask("ann", "update", "note"))).isEqualTo(rows(ask("ann", "select")));
    assertThat(codes(ask("gus", "update", "nope"))).containsExactly("unknown-column");
    assertThat(rows(ask("gus", "update"))).hasSize(18);
  }

  @Test
  void a_row_is_not_moved_by_whom_no_permission_lets() throws IOException {
    Path text = policy.resolve("policy.yaml");
    Files.writeString(text, Files.readString(text).replace(",\n          may-move: true", ""));
    assertThat(codes(ask("gus", "update"))).containsExactly("moves-rows");
    assertThat(ask("gus", "update", "note").rows().orElseThrow()).isInstanceOf(Some.class);
  }

  @Test
  void texts_stay_texts_in_each_style() throws SQLException {
    for (Placeholders style : Placeholders.values()) {
      FilterReport fay =
          usher.filter(
              policy, new Wanted("fay", "read", ORDERS, List.of(), Optional.of("o%\"x"), style));
      String place =
          switch (style) {
            case QUESTION -> "?";
            case NUMBERED -> "$1";
            case FORMAT -> "%s";
          };
      String alias = style == Placeholders.FORMAT ? "\"o%%\"\"x\"" : "\"o%\"\"x\"";
      assertThat(fay.rows())
          .hasValue(
              new Some(
                  alias + ".\"status\" OPERATOR(pg_catalog.=) " + place + "::pg_catalog.text",
                  List.of(new Parameter("text", "open"))));
    }
  }

  @Test
  void what_compares_otherwise_there_is_refused_where_it_is_written() {
    FilterReport eve = ask("eve", "select", "kind");
    assertThat(codes(eve)).containsExactly("rows-not-carried");
    Diagnostic why = eve.diagnostics().getFirst();
    assertThat(why.message()).contains("`row.kind` is a character");
    assertThat(why.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("make it text"));
    assertThat(why.at()).isPresent();
  }

  @Test
  void who_is_kept_out_gets_no_row() {
    said.put("ann", Optional.of(Kind.SUSPENDED));
    assertThat(ask("ann", "select").rows()).hasValue(new None("ann is suspended"));
    said.put("ann", Optional.of(Kind.OFFBOARDED));
    assertThat(ask("ann", "select", "note").rows()).hasValue(new None("ann is offboarded"));
    said.put("ann", Optional.empty());
    assertThat(ask("ann", "select").rows().orElseThrow()).isInstanceOf(Some.class);
  }

  /** Without a server, what stands in the target's own mark counts; a later word goes over it. */
  @Test
  void who_is_kept_out_by_a_mark_gets_no_row() {
    usher.apply(policy, usher.suspend(policy, "out", (_, _, _, _) -> {}), (_, _, _, _) -> {});
    assertThat(ask("out", "select").rows()).hasValue(new None("out is suspended"));
    said.put("out", Optional.empty());
    assertThat(ask("out", "select").rows().orElseThrow()).isInstanceOf(Some.class);
  }

  @Test
  void what_must_never_be_is_not() throws IOException, SQLException {
    write(
        """
        never:
          - { who: ann, can: read, on: prod/shop-db/public/orders.total, why: She told us so }
          - { who: [eve], can: delete, on: prod/shop-db/public/*, why: Nothing is lost }
        """);
    assertThat(ask("ann", "select").columns())
        .containsExactly("id", "customer_id", "status", "note", "kind", "at");
    assertThat(ask("ann", "select", "id", "total").rows())
        .hasValue(new None("it must never be: She told us so"));
    assertThat(rows(ask("ann", "update", "note"))).hasSize(12);
    assertThat(ask("eve", "delete").rows()).hasValue(new None("it must never be: Nothing is lost"));
  }

  @Test
  void what_cannot_be_asked_is_told_with_what_to_ask_instead() {
    assertThat(codes(ask("anne", "select"))).containsExactly("unknown-subject");
    assertThat(codes(ask("ann", "selct"))).containsExactly("unknown-action");
    assertThat(codes(ask("ann", "write"))).containsExactly("no-rows");
    assertThat(codes(ask("ann", "truncate"))).containsExactly("no-rows");
    assertThat(codes(ask("eve", "delete", "note"))).containsExactly("no-rows");
    for (String on : List.of("prod/shop-db/public", ORDERS + ".note", "prod/shop-db"))
      assertThat(codes(of("ann", on, ""))).as(on).containsAnyOf("no-rows", "no-such-action-here");
    assertThat(codes(of("gus", "prod/shop-db/public/gone", ""))).containsExactly("unknown-table");
    assertThat(codes(of("gus", "prod/shop-db/public/totals", ""))).containsExactly("unknown-table");
    assertThat(of("gus", "prod/shop-db/public/view:totals", "").rows()).hasValue(new Every());
    for (String alias : List.of("a\0b", "a\nb", "x".repeat(64)))
      assertThat(codes(of("ann", ORDERS, alias))).containsExactly("bad-alias");
  }

  private FilterReport of(String subject, String on, String alias) {
    return usher.filter(
        policy,
        new Wanted(
            subject,
            "select",
            on,
            List.of(),
            Optional.of(alias).filter(one -> !one.isEmpty()),
            Placeholders.QUESTION));
  }

  @Test
  void a_system_that_is_away_lets_no_row_through() throws IOException {
    Path text = policy.resolve("policy.yaml");
    Files.writeString(
        text,
        Files.readString(text)
            .replaceFirst("url: \"[^\"]*\"", "url: \"jdbc:postgresql://127.0.0.1:1/x\""));
    assertThat(codes(ask("ann", "select"))).containsExactly("no-live-answer");
    assertThat(ask("ann", "delete").rows().orElseThrow()).isInstanceOf(None.class);
  }
}
