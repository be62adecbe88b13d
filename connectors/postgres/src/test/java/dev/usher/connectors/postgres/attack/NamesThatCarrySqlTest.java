package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.Shop;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every text that a policy or a catalogue holds is SQL to somebody: of a role, a table, a column, a
 * schema, an attribute, a value, a reason, an account. None of it is, to usher.
 */
class NamesThatCarrySqlTest {
  private static final List<String> ATTACKS =
      List.of(
          "'; " + Trap.CALL + "; --",
          "\\'; " + Trap.CALL + "; --",
          "\"; " + Trap.CALL + "; --",
          "\\\"; " + Trap.CALL + "; --",
          "$do$; " + Trap.CALL + "; $do$",
          "$$; " + Trap.CALL + "; $$",
          "*/ " + Trap.CALL + " /*",
          "\n; " + Trap.CALL + ";\n--",
          "' || evil.spring() || '",
          "') or evil.spring() or ('' = '",
          "%I %L %s' || evil.spring() --",
          "{\"], \"account\": \"adopted\" '; " + Trap.CALL + "; --",
          "U&'\\0027; " + Trap.CALL + "; --",
          "\u02BC; " + Trap.CALL + "; --",
          "\uFF07\uFF02; " + Trap.CALL + "; --",
          "? ?? :x ${x} {fn now()} @",
          "e\u0301\u202Eeman\u202C\u200B\uD83D\uDE00",
          "public",
          "pg_catalog",
          "x".repeat(63),
          "%_\\%\\_");

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void noNameIsAStatement(Postgres server) throws SQLException {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Set<String> schemas = new TreeSet<>(Set.of("public", "billing"));
      Map<String, Access.Role> roles = new TreeMap<>();
      Map<String, Access.Member> members = new TreeMap<>();
      for (String attack : ATTACKS) {
        schemas.add(schema(attack));
        there(trap, attack);
        String account =
            shop.account("carol" + members.size() + (attack.length() > 40 ? "" : name(attack)));
        Cause why = Cause.of(attack, Shop.HERE);
        roles.put(attack, new Access.Role(attack, List.of(right(shop, attack, why)), Map.of()));
        members.put(
            attack,
            new Access.Member(
                attack, account, false, attributes(attack), Map.of(attack, Set.of(why))));
      }
      shop.settings.put("schemas", List.copyOf(schemas));
      Access meant = access(shop, roles, members);
      shop.apply(meant);
      assertThat(shop.plan(meant).statements()).isEmpty();
      for (String attack : ATTACKS) {
        String account = members.get(attack).account();
        try (Connection connection = shop.database().connectAs(account)) {
          assertThat(
                  Sql.column(connection, "select " + Sql.name(attack) + " from " + table(attack)))
              .as(attack)
              .containsExactly(attack);
        }
      }
      try (Session<?> session = shop.open()) {
        session.whole();
        session.unsaid();
        assertThat(
                Everything.probe(
                    session,
                    members.values().stream().map(Access.Member::account).toArray(String[]::new)))
            .hasSize(ATTACKS.size());
      }
      Access nothing = access(shop, Map.of(), Map.of());
      shop.apply(nothing);
      assertThat(shop.plan(nothing).statements()).isEmpty();
      trap.mustNotHaveSprung();
      trap.springsBy(Trap.CALL);
    }
  }

  private static String schema(String attack) {
    return attack.equals("public") || attack.startsWith("pg_") ? "billing" : attack;
  }

  private static String table(String attack) {
    return Sql.name(schema(attack)) + "." + Sql.name(attack);
  }

  /** A schema, a table and a column of that name, and a row that holds it. */
  private static void there(Trap trap, String attack) {
    if (!schema(attack).equals("billing")) trap.asOwner("create schema " + Sql.name(attack));
    trap.asOwner(
        "create table %s (%s text, other int)".formatted(table(attack), Sql.name(attack)),
        "insert into %s values (%s, 1), ('else', 2), (null, 3)"
            .formatted(table(attack), escaped(attack)));
  }

  private static Right right(Shop shop, String attack, Cause why) {
    Operand.Row column = new Operand.Row(attack);
    Condition mine =
        new Condition.And(
            List.of(
                new Condition.Compare(column, Op.EQ, new Operand.Subject(attack)),
                new Condition.In(column, new Operand.Subject(attack + "s")),
                new Condition.Compare(column, Op.EQ, new Operand.Literal(new Value.Text(attack))),
                new TextTest(column, TextTest.Kind.STARTS_WITH, attack)));
    List<Step> steps =
        Stream.of(shop.target().environment(), shop.target().system(), schema(attack), attack)
            .<Step>map(each -> new Step.One("", Name.of(each)))
            .toList();
    return new Right(
        Set.of("select"),
        List.of(new Pattern(steps, Optional.empty())),
        List.of(),
        Optional.of(Set.of(attack)),
        Optional.of(mine),
        why);
  }

  private static Map<String, Value> attributes(String attack) {
    return Map.of(
        attack,
        new Value.Text(attack),
        attack + "s",
        new Value.Many(List.of(new Value.Text(attack), new Value.Text("NULL"))));
  }

  private static Access access(
      Shop shop, Map<String, Access.Role> roles, Map<String, Access.Member> members) {
    return new Access(shop.target(), PostgresType.TYPE, Instant.EPOCH, roles, members);
  }

  /** Names of accounts hold no control characters: those are refused before. */
  private static String name(String attack) {
    return attack.codePoints().anyMatch(c -> c < ' ' || c > 0x2000) ? "" : attack;
  }

  private static String escaped(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
