package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is held, as GRANT and REVOKE say it. */
final class GrantSql {
  private final Map<Target, String> databases;
  private final DatabasePatterns patterns;

  GrantSql(Map<Target, String> databases, DatabasePatterns patterns) {
    this.databases = databases;
    this.patterns = patterns;
  }

  /** {@code SELECT, INSERT (`a`, `b`)}. */
  static String privileges(Map<String, ? extends Set<String>> what) {
    StringJoiner all = new StringJoiner(", ");
    what.forEach(
        (privilege, columns) -> {
          String word = privilege.toUpperCase(Locale.ROOT);
          Set<String> some = new TreeSet<>(columns);
          if (some.remove(Held.WHOLE)) all.add(word);
          if (!some.isEmpty()) all.add(word + " (" + Sql.names(some) + ")");
        });
    return all.toString();
  }

  /** {@code `shop`.`orders`}, {@code FUNCTION `shop`.`f`}, {@code `shop\_dev`.*}. */
  String on(Resource on) {
    String database = databases.getOrDefault(on.target(), "");
    if (on.path().isEmpty()) return Sql.name(patterns.of(database)) + ".*";
    Segment last = on.path().getLast();
    String name = Sql.name(database) + "." + Sql.name(last.name());
    return switch (last.kind()) {
      case "function", "procedure" -> last.kind().toUpperCase(Locale.ROOT) + " " + name;
      default -> name;
    };
  }

  /** What has to go. */
  static SortedMap<String, SortedSet<String>> taken(Held before, Held after) {
    return without(before.what(), after.what());
  }

  /** What is to come when that has gone: with a privilege on the whole go those on columns. */
  static SortedMap<String, SortedSet<String>> given(Held before, Held after) {
    SortedMap<String, SortedSet<String>> left = new TreeMap<>(before.what());
    taken(before, after)
        .forEach(
            (privilege, columns) -> {
              if (columns.contains(Held.WHOLE)) left.remove(privilege);
            });
    return without(after.what(), left);
  }

  private static SortedMap<String, SortedSet<String>> without(
      Map<String, SortedSet<String>> one, Map<String, SortedSet<String>> other) {
    SortedMap<String, SortedSet<String>> rest = new TreeMap<>();
    one.forEach(
        (privilege, columns) -> {
          SortedSet<String> more = new TreeSet<>(columns);
          more.removeAll(other.getOrDefault(privilege, new TreeSet<>()));
          if (!more.isEmpty()) rest.put(privilege, more);
        });
    return rest;
  }
}
