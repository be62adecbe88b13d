package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the roles of a target hold on each thing there: the whole thing where a right covers it for
 * good, single columns where not, and what neither can work without. Things that no right tells
 * apart are decided once.
 */
public final class CompileHeld {
  /**
   * One right of one role.
   *
   * @param number its place among all; of several reasons that would do the first is told
   * @param group the role of the server that is to have it
   */
  record Carried(int number, String group, Right right) {
    Carried first(Carried other) {
      return other.number < number ? other : this;
    }
  }

  /** What a right is about, apart from what may be done. Rights of many roles share one. */
  private record Scope(List<Pattern> on, List<Pattern> except, Optional<Set<String>> columns) {}

  /** How much of a thing a scope covers: all for now, all for good, these columns. */
  private record Cover(int scope, boolean now, boolean forGood, Set<String> columns) {}

  /** What tells things apart. */
  private record Likeness(String kind, String owner, List<Cover> covers) {}

  /** A thing and what is known of it, looked up once. */
  private record Member(Resource thing, Owner owner, Entry entry) {}

  /** What is to be held on one thing. */
  record Holding(Owner on, Acl acl) {}

  /** What a right allows on things of one kind. */
  private record Action(String name, String privilege, boolean byColumn) {}

  private final Access access;
  private final Catalogue catalogue;
  private final Map<Resource, Owner> owned;
  private final Map<Acl, Acl> known;
  private final Carriers carriers;
  private final List<List<Carried>> scopes = new ArrayList<>();

  /** What comes along, and one reason, which is enough; only on what has an owner. */
  private final Map<Resource, Map<Item, Carried>> needed = new LinkedHashMap<>();

  private final List<Holding> held = new ArrayList<>();
  private final BitSet giving = new BitSet();

  /**
   * @param owned what there is, with its owner
   * @param known what is held on things as they are
   * @param carriers of roles, some of which were there before
   * @param births what will be there, and who is to find the way to it
   */
  CompileHeld(
      Access access,
      Catalogue catalogue,
      CatalogueIndex index,
      Map<Resource, Owner> owned,
      Map<Acl, Acl> known,
      Carriers carriers,
      List<Carried> rights,
      Map<Resource, Map<String, Carried>> births) {
    this.access = access;
    this.catalogue = catalogue;
    this.owned = owned;
    this.known = known;
    this.carriers = carriers;
    Map<Likeness, Map<Item, Set<Cause>>> given = new HashMap<>();
    Map<Likeness, List<Member>> classes = classes(index, rights);
    classes.forEach((likeness, members) -> given.put(likeness, give(likeness, members)));
    births.forEach(
        (thing, users) -> {
          way(List.of(thing), users);
          users.values().forEach(one -> giving.set(one.number()));
        });
    classes.forEach((likeness, members) -> hold(members, given.getOrDefault(likeness, Map.of())));
    needed.forEach(
        (thing, more) -> {
          Owner owner = owned.get(thing);
          if (owner != null) hold(owner, Map.of(), more);
        });
  }

  /** What is held on each thing; nothing on what is not in it. */
  List<Holding> held() {
    return held;
  }

  boolean gives(Carried right) {
    return giving.get(right.number());
  }

  private Map<Likeness, List<Member>> classes(CatalogueIndex index, List<Carried> rights) {
    Map<Scope, List<Carried>> byScope = new LinkedHashMap<>();
    for (Carried one : rights) {
      Right right = one.right();
      byScope
          .computeIfAbsent(
              new Scope(right.on(), right.except(), right.columns()), _ -> new ArrayList<>())
          .add(one);
    }
    Map<Resource, List<Cover>> covered = new LinkedHashMap<>();
    for (List<Carried> same : byScope.values()) {
      int scope = scopes.size();
      scopes.add(same);
      Right right = same.getFirst().right();
      Cover whole = new Cover(scope, true, true, Set.of());
      boolean byColumn = right.isByColumn();
      for (Resource thing : index.near(right.on())) {
        if (!right.touches(thing)) continue;
        covered
            .computeIfAbsent(thing, _ -> new ArrayList<>(2))
            .add(byColumn ? cover(scope, right, thing) : whole);
      }
    }
    Map<Likeness, List<Member>> classes = new LinkedHashMap<>();
    covered.forEach(
        (thing, covers) -> {
          Owner owner = owned.get(thing);
          Entry entry = catalogue.entries().get(thing);
          if (owner == null || entry == null) return;
          classes
              .computeIfAbsent(
                  new Likeness(access.type().kindOf(thing), owner.owner(), covers),
                  _ -> new ArrayList<>())
              .add(new Member(thing, owner, entry));
        });
    return classes;
  }

  private Cover cover(int scope, Right right, Resource thing) {
    if (right.coversForGood(thing)) return new Cover(scope, true, true, Set.of());
    Set<String> columns = new LinkedHashSet<>();
    for (String column : catalogue.entry(thing).orElse(Entry.BARE).columns()) {
      if (right.covers(thing.column(column))) columns.add(column);
    }
    return new Cover(scope, right.covers(thing), false, columns);
  }

  /** What is given on each of these things, no column of what is held whole. */
  private Map<Item, Set<Cause>> give(Likeness like, List<Member> members) {
    Map<Item, Set<Cause>> items = new LinkedHashMap<>();
    Map<String, Carried> users = new LinkedHashMap<>();
    Map<String, Map<String, Carried>> byAction = new HashMap<>();
    for (Cover cover : like.covers()) {
      for (Carried one : scopes.get(cover.scope())) {
        for (Action action : actions(one.right(), like.kind())) {
          List<String> columns = columns(cover, action);
          if (columns.isEmpty()) continue;
          for (String column : columns) {
            items
                .computeIfAbsent(
                    new Item(column, action.privilege(), one.group(), like.owner(), false),
                    _ -> new TreeSet<>())
                .add(one.right().cause());
          }
          giving.set(one.number());
          users.merge(one.group(), one, Carried::first);
          byAction
              .computeIfAbsent(action.name(), _ -> new LinkedHashMap<>())
              .merge(one.group(), one, Carried::first);
        }
      }
    }
    items.keySet().removeIf(item -> !item.column().isEmpty() && items.containsKey(item.whole()));
    way(members.stream().map(Member::thing).toList(), users);
    companions(members, byAction);
    return items;
  }

  /** Which columns, empty for the whole thing; none at all where nothing is given. */
  private static List<String> columns(Cover cover, Action action) {
    if (action.byColumn() ? cover.forGood() : cover.now()) return List.of("");
    return action.byColumn() ? List.copyOf(cover.columns()) : List.of();
  }

  private List<Action> actions(Right right, String kind) {
    SystemType type = access.type();
    SystemType.Kind known = type.kinds().get(kind);
    if (known == null) return List.of();
    return known.actions().stream()
        .filter(action -> !action.equals("own") && right.allows(type, kind, action))
        .map(name -> new Action(name, privilege(name), type.byColumn(kind, name)))
        .toList();
  }

  private static String privilege(String action) {
    return action.toUpperCase(Locale.ROOT);
  }

  /** The way to the things. */
  private void way(List<Resource> things, Map<String, Carried> users) {
    if (users.isEmpty()) return;
    Set<List<Segment>> led = new HashSet<>();
    for (Resource thing : things) {
      int depth = thing.path().size();
      if (depth == 0 || !led.add(thing.path().subList(0, depth - 1))) continue;
      for (Resource up : thing.ancestors()) {
        String passage = access.type().passage().get(access.type().kindOf(up));
        if (passage != null) {
          need(up, passage, users, group -> carriers.hasWay(group, up, privilege(passage)));
        }
      }
    }
  }

  /** What the use of the things draws from. */
  private void companions(List<Member> members, Map<String, Map<String, Carried>> byAction) {
    for (Member member : members) {
      for (Companion companion : member.entry().companions()) {
        Map<String, Carried> users = byAction.getOrDefault(companion.action(), Map.of());
        need(
            companion.other(),
            companion.its(),
            users,
            group ->
                carriers.goesWithout(
                    group,
                    member.thing(),
                    privilege(companion.action()),
                    companion.other(),
                    privilege(companion.its())));
      }
    }
  }

  private void need(
      Resource other, String action, Map<String, Carried> users, Predicate<String> isSettled) {
    Owner owner = owned.get(other);
    if (owner == null || users.isEmpty()) return;
    Map<Item, Carried> all = needed.computeIfAbsent(other, _ -> new LinkedHashMap<>());
    users.forEach(
        (group, why) -> {
          if (isSettled.test(group)) return;
          all.merge(
              new Item("", privilege(action), group, owner.owner(), false), why, Carried::first);
        });
  }

  private void hold(List<Member> members, Map<Item, Set<Cause>> given) {
    Acl alike = Acl.of(given);
    alike = alike.like(known.get(alike));
    for (Member member : members) {
      Map<Item, Carried> more = needed.remove(member.thing());
      if (more != null) hold(member.owner(), given, more);
      else if (!given.isEmpty()) held.add(new Holding(member.owner(), alike));
    }
  }

  private void hold(Owner on, Map<Item, Set<Cause>> given, Map<Item, Carried> more) {
    Map<Item, Set<Cause>> all = new LinkedHashMap<>(given);
    more.forEach((item, why) -> all.putIfAbsent(item, Set.of(why.right().cause())));
    held.add(new Holding(on, Acl.of(all)));
  }
}
