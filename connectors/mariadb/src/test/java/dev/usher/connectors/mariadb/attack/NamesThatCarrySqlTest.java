package dev.usher.connectors.mariadb.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.Ground;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.mariadb.Shop;
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
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every text that a policy or a catalogue holds is SQL to somebody: of a role, a table, a column,
 * an attribute, a value, a reason, an account. None of it is, to usher.
 */
class NamesThatCarrySqlTest {
  private static final List<String> ATTACKS =
      List.of(
          "'; " + Trap.CALL + "; -- x",
          "\\'; " + Trap.CALL + "; -- x",
          "\"; " + Trap.CALL + "; # x",
          "`; " + Trap.CALL + "; #",
          "``; " + Trap.CALL + "; #\\",
          "*/ " + Trap.CALL + " /*!99999 x*/",
          "/*M!100000 " + Trap.CALL + " */",
          "x\n; " + Trap.CALL + ";\n-- x",
          "' || spring() || '",
          "') or spring() or ('' = '",
          "%1$s%s%n' or spring() #",
          "\u02BC; " + Trap.CALL + "; -- x",
          "\u00BF\u0027; " + Trap.CALL + "; -- x",
          "\uFF07\uFF02\uFF40; " + Trap.CALL + "; -- x",
          "? ?? :x ${x} {fn now()} @",
          "delimiter //",
          "e\u0301\u202Eeman\u202C\u200Bx",
          "PUBLIC",
          "usher_x",
          "x".repeat(40),
          "%_\\%\\_");

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void noNameIsAStatement(MariaDb server) throws SQLException {
    try (Shop shop = new Shop(server, "%", "names");
        Trap trap = new Trap(shop)) {
      Map<String, Access.Role> roles = new TreeMap<>();
      Map<String, Access.Member> members = new TreeMap<>();
      for (String attack : ATTACKS) {
        there(trap, attack);
        String account = shop.name("carol" + members.size() + name(attack));
        Cause why = Cause.of(attack, Shop.HERE);
        roles.put(attack, new Access.Role(attack, List.of(right(shop, attack, why)), Map.of()));
        members.put(
            attack,
            new Access.Member(
                attack, account, false, attributes(attack), Map.of(attack, Set.of(why))));
      }
      Access meant = access(shop, roles, members);
      shop.apply(meant);
      assertThat(shop.left(meant)).isEmpty();
      for (String attack : ATTACKS) {
        try (Connection connection = shop.connectAs(members.get(attack).account())) {
          String view = Ground.name(view(shop, attack));
          assertThat(Sql.column(connection, "select " + Ground.name(attack) + " from " + view))
              .as(attack)
              .containsExactly(attack);
        }
      }
      try (Session<?> session = shop.open(Everything.LIMIT)) {
        for (Access.Member member : members.values()) {
          assertThat(Everything.probe(session, member.account())).hasSize(1);
        }
      }
      Access nothing = access(shop, Map.of(), Map.of());
      shop.apply(nothing);
      assertThat(shop.left(nothing)).isEmpty();
      trap.mustNotHaveSprung();
      trap.springsBy(Trap.CALL);
    }
  }

  /** Its mark says which it is. */
  private static String view(Shop shop, String attack) {
    return shop.server
        .rows(
            "select name from usher.`view` where environment = %s and `table` = %s"
                .formatted(Ground.text(shop.first().environment()), Ground.text(attack)))
        .getFirst()
        .getFirst();
  }

  /** A table and a column of that name, and a row that holds it. */
  private static void there(Trap trap, String attack) {
    trap.asAttacker(
        "create table %s (%s varchar(100) charset utf8mb4, other int)"
            .formatted(Ground.name(attack), Ground.name(attack)),
        "insert into %s values (%s, 1), ('else', 2), (null, 3)"
            .formatted(Ground.name(attack), Ground.text(attack)));
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
        Stream.of(shop.first().environment(), shop.first().system(), attack)
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
    return new Access(
        shop.first(),
        MariaDbConnector.mariaDb(InstantSource.system()).type(),
        Instant.EPOCH,
        roles,
        members);
  }

  /** Names of accounts hold no control characters, and what is not ASCII may not get in. */
  private static String name(String attack) {
    return attack.codePoints().allMatch(c -> c >= ' ' && c < 127) ? attack : "";
  }
}
