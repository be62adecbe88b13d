package dev.usher.core.model;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the language knows of one type of system: the grammar of its addresses, its actions, its
 * settings and what it can carry. A value, so that a policy is checked with no live system.
 *
 * @param name as written in {@code type:}
 * @param root kind of the target itself, such as {@code database}
 * @param levels the levels of a path below the target, outermost first
 * @param kinds every kind by name, the root's included
 * @param bundles portable bundle (read, write, use, own), then kind, then the actions it stands for
 *     there
 * @param passage kind of an ancestor, then the action there that everything below needs and that
 *     comes with it (USAGE of the schema, CONNECT to the database)
 * @param readsFirst actions that reach a row only if another may be done to it too (update and
 *     delete, select)
 * @param settings what may be said of such a system beside what every system has
 * @param can what it can carry
 * @param auths how people may get in; the first unless the system says otherwise, and the one that
 *     has passwords where the type has any
 * @param maxNameBytes longest account name in bytes of UTF-8
 * @param urls what a connection's URL may look like
 */
public record SystemType(
    String name,
    String root,
    List<Level> levels,
    Map<String, Kind> kinds,
    Map<String, Map<String, Set<String>>> bundles,
    Map<String, String> passage,
    Map<String, String> readsFirst,
    Map<String, Setting> settings,
    Set<Capability> can,
    List<String> auths,
    int maxNameBytes,
    Urls urls) {

  /** A bundle of more actions than this is named instead of them. */
  private static final int MANY = 8;

  /** A type is known by its name: addresses are sorted by type, and all of one is much to hash. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Whether it holds no accounts, and asks at each action instead: an application. */
  public boolean isChecked() {
    return can.contains(Capability.CHECKED);
  }

  /** One level: the kind meant when none is written, and those that are written in front. */
  public record Level(String defaultKind, Set<String> otherKinds) {}

  /**
   * A kind of resource.
   *
   * @param actions the system's own actions on it
   * @param columnActions those of them that can be held on single columns; empty where it has none
   * @param overloaded whether things of one name differ by their arguments, so that a name comes
   *     with the types of its arguments: {@code f(integer, text)}
   * @param attributes what conditions may read of one, where that is not its columns
   */
  public record Kind(
      Set<String> actions,
      Set<String> columnActions,
      boolean overloaded,
      Map<String, AttributeType> attributes) {
    public Kind(Set<String> actions, Set<String> columnActions, boolean overloaded) {
      this(actions, columnActions, overloaded, Map.of());
    }

    public Kind(Set<String> actions, Set<String> columnActions) {
      this(actions, columnActions, false);
    }
  }

  /** What an attribute of a resource holds. */
  public enum AttributeType {
    TEXT,
    NUMBER,
    BOOLEAN,
    TIMESTAMP;

    /** As written in a policy. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * URLs of this type.
   *
   * @param prefix what each begins with, such as {@code jdbc:NAME:}
   * @param named whether a name follows the host: {@code //host:port/name}
   * @param parameters the ones that may be given: an allow-list, for some load classes, run
   *     programs, write files or hold a password
   */
  public record Urls(String prefix, boolean named, Set<String> parameters) {}

  /** What a system's setting may hold. */
  public sealed interface Setting {
    record Names() implements Setting {}

    record Choice(List<String> values) implements Setting {}

    /** Said or not. */
    record Flag() implements Setting {}

    /** One word. */
    record Text() implements Setting {}

    /**
     * A map of all things of that kind by name, with what each is in the system, for systems that
     * cannot list what they hold. No other thing of the kind exists.
     */
    record Things(String kind) implements Setting {}

    /** A map of the kinds of resources that such a system has, with their actions. */
    record Kinds() implements Setting {}

    /** A map from roles of the policy to the role that carries each in the system. */
    record Carriers() implements Setting {}
  }

  /**
   * What a type of system may be able to carry. What is not declared is refused, never
   * approximated: the connectors' contract test tries each.
   */
  public enum Capability {
    /** It holds no accounts: it asks usher at each action. Nothing is provisioned there. */
    CHECKED,
    /** Single columns of a thing. */
    COLUMNS,
    /** Single rows of a thing. */
    ROWS,
    /** Roles that somebody puts on, or reads by views: see {@link Carry}. */
    CARRY,
    /** What is made later is covered from birth, not only at the next apply. */
    FUTURE_OBJECTS,
    /** The bundle {@code own}. */
    OWN,
    /** Accounts that exist can be taken over. */
    ADOPT,
    /** What it grants today can be written down as a policy. */
    IMPORT,
    /** Accounts can be given passwords. */
    PASSWORDS,
    /** A password stops by itself at its end; else at the next apply after it. */
    EXPIRING_PASSWORDS,
    /** Every stage of a plan is done whole or not at all; else each step is by itself. */
    TRANSACTIONS,
    /** What is taken stops working for sessions that are open, if need be by their end. */
    SESSIONS
  }

  /** The kind a resource is of. */
  public String kindOf(Resource resource) {
    if (resource.path().isEmpty()) return root;
    String written = resource.path().getLast().kind();
    return written.isEmpty() ? levels.get(resource.path().size() - 1).defaultKind() : written;
  }

  /** Whether that action on that kind is held column by column. */
  public boolean byColumn(String kind, String action) {
    Kind known = kinds.get(kind);
    return known != null && known.columnActions().contains(action);
  }

  /** How people get in unless the system says otherwise. */
  public String defaultAuth() {
    return auths.getFirst();
  }

  /** The action that must be allowed on a row too before this one reaches it. */
  public Optional<String> readsFirst(String action) {
    return Optional.ofNullable(readsFirst.get(action));
  }

  /** The system's own actions that a word (an action or a bundle) stands for on that kind. */
  public Set<String> expand(String word, String kind) {
    Map<String, Set<String>> bundle = bundles.get(word);
    if (bundle != null) return bundle.getOrDefault(kind, Set.of());
    Kind known = kinds.get(kind);
    return known != null && known.actions().contains(word) ? Set.of(word) : Set.of();
  }

  /**
   * Each of the actions with the word that stands for it in few words: the largest bundle that has
   * it and whose actions are all there, if that has more than eight; else the action itself.
   */
  public Map<String, String> brief(Set<String> actions, String kind) {
    Map<String, String> words = new TreeMap<>();
    bundles.keySet().stream()
        .filter(bundle -> expand(bundle, kind).size() > MANY)
        .filter(bundle -> actions.containsAll(expand(bundle, kind)))
        .sorted(
            Comparator.comparing((String bundle) -> -expand(bundle, kind).size())
                .thenComparing(Comparator.reverseOrder()))
        .forEach(bundle -> expand(bundle, kind).forEach(one -> words.putIfAbsent(one, bundle)));
    actions.forEach(one -> words.putIfAbsent(one, one));
    return words;
  }

  /** Every word that may stand in {@code do:}, sorted. */
  public Set<String> words() {
    Set<String> all = new TreeSet<>(bundles.keySet());
    kinds.values().forEach(kind -> all.addAll(kind.actions()));
    return all;
  }

  /** The setting that names all things of that kind; empty where the system lists them itself. */
  public Optional<String> namedBy(String kind) {
    return settings.keySet().stream()
        .filter(key -> new Setting.Things(kind).equals(settings.get(key)))
        .findFirst();
  }

  /** The level's default kind, when there is such a level. */
  public Optional<Level> level(int depth) {
    return depth < levels.size() ? Optional.of(levels.get(depth)) : Optional.empty();
  }
}
