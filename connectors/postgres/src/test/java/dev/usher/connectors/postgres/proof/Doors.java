package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.model.Catalogue;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.Answers;
import dev.usher.testkit.live.Thing;
import dev.usher.testkit.live.Things;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must be true at every instant on the way from one policy to another: nobody has what neither
 * gives, who comes gets in only when all is there, who leaves never gets in again.
 */
final class Doors {
  private final Estate estate;
  private final List<Access> before;
  private final List<Access> after;
  private final Set<String> accounts;
  private final Set<String> comers;
  private final Set<String> leavers;
  private final Set<String> closed = new HashSet<>();

  Doors(Estate estate, List<Access> before, List<Access> after) {
    this.estate = estate;
    this.before = before;
    this.after = after;
    Set<String> old = names(before);
    Set<String> young = names(after);
    accounts = new TreeSet<>(old);
    accounts.addAll(young);
    comers = new TreeSet<>(young);
    comers.removeAll(old);
    leavers = new TreeSet<>(old);
    leavers.removeAll(young);
  }

  private static Set<String> names(List<Access> all) {
    return all.stream()
        .flatMap(access -> access.members().values().stream())
        .map(Access.Member::account)
        .collect(Collectors.toSet());
  }

  /** Looks once. */
  void check(String when) {
    look(when, false);
  }

  /** Looks when all is said to be done. */
  void checkFinal(String when) {
    look(when, true);
  }

  private void look(String when, boolean done) {
    for (int i = 0; i < estate.sites().size(); i++) {
      Estate.Site site = estate.sites().get(i);
      try (Connection connection = site.database().connect()) {
        Set<String> open = open(connection);
        for (String leaver : leavers) {
          if (!open.contains(leaver)) closed.add(leaver);
          assertThat(open.contains(leaver) && (done || closed.contains(leaver)))
              .as(when + ": " + leaver + " can come in")
              .isFalse();
        }
        List<Thing> things = Things.read(connection, site.target(), site.schema().managed());
        Catalogue catalogue = OwnCatalogue.read(connection, things);
        Answers answers = new Answers(PostgresType.TYPE, things, estate.server().major());
        Prediction old = Prediction.of(before.get(i), catalogue);
        Prediction young = Prediction.of(after.get(i), catalogue);
        Map<String, BitSet> can = answers.ask(connection, existing(connection));
        BitSet everybody = answers.ask(connection, Set.of(Answers.PUBLIC)).get(Answers.PUBLIC);
        for (String account : accounts) {
          BitSet real = can.getOrDefault(account, new BitSet());
          BitSet wanted = young.of(account, answers);
          wanted.or(everybody);
          boolean whole = done || (comers.contains(account) && open.contains(account));
          if (whole && !(done && leavers.contains(account) && !can.containsKey(account))) {
            assertThat(real).as(when + ": " + account).isEqualTo(wanted);
          }
          BitSet most = old.of(account, answers);
          most.or(wanted);
          BitSet excess = (BitSet) real.clone();
          excess.andNot(most);
          assertThat(excess.stream().mapToObj(bit -> answers.cells().get(bit)).toList())
              .as(when + ": " + account + " can, and neither policy says so")
              .isEmpty();
        }
        if (done) assertThat(open).as(when).containsAll(comers);
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  private Set<String> open(Connection connection) {
    return roles(connection, "rolcanlogin");
  }

  private Set<String> existing(Connection connection) {
    return roles(connection, "true");
  }

  private Set<String> roles(Connection connection, String condition) {
    Stream<String> names = accounts.stream().map(Sql::text);
    return new TreeSet<>(
        Sql.column(
            connection,
            "select rolname from pg_roles where rolname in (%s) and %s"
                .formatted(names.collect(Collectors.joining(", ")), condition)));
  }
}
