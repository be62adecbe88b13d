package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the policy means of everything that exists in one target, in the shape in which a live
 * system answers. Members with equal roles have equal access, and what every right covers alike is
 * accessible alike: each class of members is decided once for each class of things.
 */
final class Expected {
  private final Access access;
  private final Catalogue catalogue;
  private final Meaning meaning;

  /** Rights that mean some rows alone. */
  private final List<Right> narrowed;

  /** By account: another account of the same person has nothing of this. */
  private final Map<String, Member> members = new HashMap<>();

  private final List<List<Resource>> alike;
  private final Map<Class, Map<Resource, Map<String, Much>>> known = new HashMap<>();

  /** How much of a thing, and why. */
  record Much(Extent extent, Cause why) {}

  /** What members have alike that have equal access. Attributes tell apart only by rows. */
  record Class(Set<String> roles, Map<String, Value> attributes) {}

  /**
   * What decisions tell things apart by. What leads to other things or comes along with them is
   * like nothing else.
   *
   * @param covered by each right that touches it, by the right's number: which cells of it
   */
  private record Likeness(
      String kind,
      List<String> columns,
      Map<Integer, BitSet> covered,
      Optional<Resource> onlyItself) {}

  Expected(Access access, Catalogue catalogue) {
    this.access = access;
    this.catalogue = catalogue;
    this.meaning = new Meaning(access, catalogue);
    access.members().values().forEach(member -> members.put(member.account(), member));
    this.narrowed =
        access.roles().values().stream()
            .flatMap(role -> role.rights().stream())
            .filter(right -> right.rows().isPresent())
            .toList();
    this.alike = alike();
  }

  /** Everything that somebody might hold, in classes that no decision tells apart. */
  private List<List<Resource>> alike() {
    Map<Resource, Map<Integer, BitSet>> covered = covered();
    Set<Resource> unlike =
        catalogue.entries().values().stream()
            .flatMap(entry -> entry.companions().stream())
            .map(Companion::other)
            .collect(Collectors.toCollection(HashSet::new));
    Map<Likeness, List<Resource>> classes = new LinkedHashMap<>();
    catalogue
        .entries()
        .forEach(
            (thing, entry) -> {
              String kind = access.type().kindOf(thing);
              boolean leads = access.type().passage().containsKey(kind);
              Map<Integer, BitSet> by = covered.getOrDefault(thing, Map.of());
              Optional<Resource> itself =
                  leads || unlike.contains(thing) ? Optional.of(thing) : Optional.empty();
              if (by.isEmpty() && itself.isEmpty()) return;
              classes
                  .computeIfAbsent(
                      new Likeness(kind, entry.columns(), by, itself), _ -> new ArrayList<>())
                  .add(thing);
            });
    return List.copyOf(classes.values());
  }

  /** By thing and by number of each right that touches it. */
  private Map<Resource, Map<Integer, BitSet>> covered() {
    CatalogueIndex index = new CatalogueIndex(catalogue);
    Map<Resource, Map<Integer, BitSet>> covered = new HashMap<>();
    int number = 0;
    for (Access.Role role : access.roles().values()) {
      for (Right right : role.rights()) {
        int own = number++;
        boolean byColumn = right.isByColumn();
        for (Resource thing : index.near(right.on())) {
          if (!right.touches(thing)) continue;
          covered
              .computeIfAbsent(thing, _ -> new HashMap<>())
              .put(own, cells(right, byColumn, thing));
        }
      }
    }
    return covered;
  }

  /** The whole for now, the whole for good, and each column. */
  private BitSet cells(Right right, boolean byColumn, Resource thing) {
    List<String> columns = catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns();
    BitSet cells = new BitSet();
    boolean whole = right.covers(thing);
    cells.set(0, whole);
    cells.set(1, byColumn ? right.coversForGood(thing) : whole);
    for (int i = 0; i < columns.size(); i++)
      cells.set(i + 2, byColumn ? right.covers(thing.column(columns.get(i))) : whole);
    return cells;
  }

  /** The class of an account; that of one who holds nothing for those who are not meant here. */
  Class classOf(String account) {
    return Optional.ofNullable(members.get(account))
        .map(
            member ->
                new Class(
                    member.roles().keySet(), narrowed.isEmpty() ? Map.of() : member.attributes()))
        .orElse(new Class(Set.of(), Map.of()));
  }

  /** Thing, then action; what is not in it cannot be done. */
  Map<Resource, Map<String, Much>> of(String account) {
    Member member = members.get(account);
    return member == null
        ? Map.of()
        : known.computeIfAbsent(classOf(account), _ -> decide(member.subject()));
  }

  private Map<Resource, Map<String, Much>> decide(String subject) {
    Map<Resource, Map<String, Much>> all = new HashMap<>();
    if (access.heldBy(subject).isEmpty()) return all;
    for (List<Resource> things : alike) {
      Resource example = things.getFirst();
      Map<String, Much> here = new HashMap<>();
      meaning
          .decideAll(subject, example)
          .forEach(
              (action, decision) ->
                  some(subject, example, action)
                      .or(() -> much(subject, example, action, decision))
                      .ifPresent(much -> here.put(action, much)));
      if (!here.isEmpty()) things.forEach(thing -> all.put(thing, here));
    }
    return all;
  }

  /** Where rows are narrowed, which; and the columns of which some rows are held. */
  private Optional<Much> some(String subject, Resource thing, String action) {
    if (narrowed.stream().noneMatch(right -> right.touches(thing))) return Optional.empty();
    return ExpectedRows.of(access, catalogue, subject, thing, action);
  }

  /** What the account's conditions speak of, as the system ought to know it. */
  Map<String, Value> attributes(String account) {
    Member member = members.get(account);
    return member == null || narrowed.isEmpty()
        ? Map.of()
        : ExpectedRows.attributes(access, member);
  }

  private Optional<Much> much(String subject, Resource thing, String action, Decision decision) {
    return switch (decision) {
      case Decision.None _ -> Optional.empty();
      case Decision.All(Cause why, _) -> Optional.of(new Much(new Extent.Whole(), why));
      case Decision.Part(_, Cause why) -> {
        Set<String> columns = new LinkedHashSet<>();
        for (String column : catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns())
          if (meaning.decide(subject, action, thing.column(column), Optional.empty())
              instanceof Decision.All) columns.add(column);
        yield columns.isEmpty()
            ? Optional.empty()
            : Optional.of(new Much(new Extent.Columns(columns), why));
      }
    };
  }
}
