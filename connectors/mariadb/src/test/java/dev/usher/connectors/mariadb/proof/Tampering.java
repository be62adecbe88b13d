package dev.usher.connectors.mariadb.proof;

import static dev.usher.connectors.mariadb.Ground.account;
import static dev.usher.connectors.mariadb.Ground.name;
import static dev.usher.connectors.mariadb.Ground.text;

import dev.usher.connectors.mariadb.Ground;
import dev.usher.core.model.Resource;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Changes by hand to what usher made: all of it is to be found and mended. */
final class Tampering {
  private Tampering() {}

  static void tamper(
      Ground ground, RandomGenerator random, List<Content> contents, Map<String, String> accounts) {
    List<String> made =
        ground
            .server
            .rows(
                "select distinct name from usher.mark where kind = 'account' and not adopted"
                    + " and environment like '%"
                    + ground.tag
                    + "'")
            .stream()
            .map(List::getFirst)
            .toList();
    List<String> roles =
        ground
            .server
            .rows(
                "select name from usher.mark where kind = 'role' and environment like '%"
                    + ground.tag
                    + "'")
            .stream()
            .map(List::getFirst)
            .toList();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      if (made.isEmpty() || roles.isEmpty()) return;
      Content content = contents.get(random.nextInt(contents.size()));
      String who = account(made.get(random.nextInt(made.size())));
      String role = name(roles.get(random.nextInt(roles.size())));
      String database = name(content.database());
      String pattern = name(content.database().replaceAll("([\\\\_%])", "\\\\$1"));
      List<Resource> tables =
          content.catalogue().entries().keySet().stream()
              .filter(thing -> thing.path().size() == 1)
              .filter(thing -> thing.path().getFirst().kind().isEmpty())
              .toList();
      Resource thing = tables.get(random.nextInt(tables.size()));
      String table = database + "." + name(thing.path().getFirst().name());
      String column = name(content.catalogue().entry(thing).orElseThrow().columns().getFirst());
      String sql =
          switch (random.nextInt(11)) {
            case 0 -> "grant select, delete on " + table + " to " + who + " with grant option";
            case 1 -> "grant update (" + column + "), trigger on " + table + " to " + role;
            case 2 -> "grant create, select on " + pattern + ".* to " + who;
            case 3 -> "grant event on " + pattern + ".* to " + role + " with grant option";
            case 4 -> "set default role none " + (ground.server.isMySql() ? "to " : "for ") + who;
            case 5 -> "alter user " + who + " account lock";
            case 6 -> "drop user if exists " + who;
            case 7 -> "drop role if exists " + role;
            case 8 -> "revoke all privileges, grant option from " + role;
            case 9 -> "revoke all privileges, grant option from " + who;
            default -> "grant " + role + " to " + who + " with admin option";
          };
      try (Connection usher = ground.server.connect("", ground.usher, Ground.PASSWORD)) {
        Sql.run(usher, sql);
      } catch (IllegalStateException goneByAnEarlierOne) {
        if (!isOfWhatIsGone(goneByAnEarlierOne)) throw goneByAnEarlierOne;
      } catch (SQLException closing) {
        throw new IllegalStateException(text(sql), closing);
      }
    }
  }

  /** No such grantee, role, user; nothing to revoke. */
  private static boolean isOfWhatIsGone(IllegalStateException failure) {
    return failure.getCause() instanceof SQLException error
        && List.of(1133, 1959, 1960, 1269, 1396, 1141, 1147, 1410, 3523, 3530)
            .contains(error.getErrorCode());
  }
}
