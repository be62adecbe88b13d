package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.engine.Expected.Much;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is meant of things of which somebody has some rows alone. */
final class ExpectedRows {
  private ExpectedRows() {}

  /** Empty where every row is meant of whatever is held, or nothing is held. */
  static Optional<Much> of(
      Access access, Catalogue catalogue, String subject, Resource thing, String action) {
    Member member = access.members().get(subject);
    if (member == null) return Optional.empty();
    List<String> columns = catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns();
    Map<String, Set<String>> rows = new TreeMap<>();
    List<Right> all = new ArrayList<>();
    for (Set<String> worn : access.worn(member.roles().keySet()))
      at(access, access.heldIn(worn), columns, thing, action, rows, all);
    if (rows.isEmpty()) return Optional.empty();
    Extent extent = Extent.of(rows, columns);
    boolean some = extent instanceof Extent.Some || extent instanceof Extent.Uneven;
    return some ? Optional.of(new Much(extent, all.getFirst().cause())) : Optional.empty();
  }

  /** What is held at once, by column; what is read by another hat is not read in this one. */
  private static void at(
      Access access,
      List<Held> held,
      List<String> columns,
      Resource thing,
      String action,
      Map<String, Set<String>> found,
      List<Right> all) {
    String kind = access.type().kindOf(thing);
    List<Right> rights =
        held.stream()
            .map(Held::right)
            .filter(right -> right.touches(thing) && right.allows(access.type(), kind, action))
            .toList();
    boolean wantsReading = access.type().readsFirst(action).isPresent();
    Set<String> reading = reading(access, held, thing, kind, action);
    boolean narrowed = rights.stream().anyMatch(right -> right.rows().isPresent());
    if (wantsReading && reading.isEmpty() && narrowed) return;
    boolean byColumn = access.type().byColumn(kind, action) && !columns.isEmpty();
    Map<String, Set<String>> rows = new TreeMap<>();
    for (Right right : rights) {
      String digest = Digest.of(right.rows());
      if (!byColumn && right.covers(thing)) add(rows, "", digest);
      for (String column : columns) {
        if (byColumn && right.covers(thing.column(column))) add(rows, column, digest);
      }
    }
    rows.replaceAll((_, some) -> read(some, reading));
    rows.forEach((column, some) -> some.forEach(one -> add(found, column, one)));
    all.addAll(rights);
  }

  private static void add(Map<String, Set<String>> rows, String column, String digest) {
    rows.computeIfAbsent(column, _ -> new TreeSet<>()).add(digest);
  }

  /** The same, of those alone that are read. */
  private static Set<String> read(Set<String> rows, Set<String> reading) {
    Set<String> some =
        rows.contains(Digest.EVERY) ? new TreeSet<>(Set.of(Digest.EVERY)) : new TreeSet<>(rows);
    if (reading.isEmpty() || reading.contains(Digest.EVERY)) return some;
    some.remove(Digest.EVERY);
    for (String one : reading) some.add("read " + one);
    return some;
  }

  /**
   * By what rows are read, where the action reaches only what may be read too; what is read by a
   * view is not read where it is written.
   */
  private static Set<String> reading(
      Access access, List<Held> held, Resource thing, String kind, String action) {
    Optional<String> first = access.type().readsFirst(action);
    Set<String> rows = new TreeSet<>();
    if (first.isEmpty()) return rows;
    for (Held one : held) {
      Right right = one.right();
      if (access.isByView(one.role(), first.get(), thing)) continue;
      if (right.touches(thing) && right.allows(access.type(), kind, first.get()))
        rows.add(Digest.of(right.rows()));
    }
    return rows;
  }

  /** The attributes that the member's conditions speak of, as far as the member has them. */
  static Map<String, Value> attributes(Access access, Member member) {
    Map<String, Value> found = new TreeMap<>();
    for (Held held : access.heldBy(member.subject())) {
      List<String> names = new ArrayList<>();
      held.right().rows().ifPresent(rows -> names.addAll(Mentions.attributes(rows)));
      for (String name : names) {
        Value value = member.attributes().get(name);
        if (value != null && !(value instanceof Value.Null)) found.put(name, value);
      }
    }
    return found;
  }
}
