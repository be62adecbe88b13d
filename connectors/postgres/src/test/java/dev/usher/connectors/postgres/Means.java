package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Access to one target in few words: {@code role("r", "select", "public/*", "-public/t.c")}. */
public final class Means {
  private final Target target;
  private final Map<String, Access.Role> roles = new TreeMap<>();
  private final Map<String, Access.Member> members = new TreeMap<>();

  public Means(Target target) {
    this.target = target;
  }

  /**
   * Gives the role one more right.
   *
   * @param words with blanks between
   * @param patterns below the target; those with a minus are exceptions, with a plus exposed
   */
  public Means role(String role, String words, String... patterns) {
    return role(role, words, Optional.empty(), Optional.empty(), patterns);
  }

  /** Of some rows alone. */
  public Means rows(String role, String words, Condition rows, String... patterns) {
    return role(role, words, Optional.empty(), Optional.of(rows), patterns);
  }

  /** These columns of some rows. */
  public Means rows(
      String role, String words, Set<String> columns, Condition rows, String... patterns) {
    return role(role, words, Optional.of(columns), Optional.of(rows), patterns);
  }

  /** These columns of some rows, what the condition reads among them. */
  Means moving(String role, String words, Set<String> columns, Condition rows, String... on) {
    return role(role, words, Optional.of(columns), Optional.of(rows), true, on);
  }

  public Means columns(String role, String words, Set<String> columns, String... patterns) {
    return role(role, words, Optional.of(columns), Optional.empty(), patterns);
  }

  private Means role(
      String role,
      String words,
      Optional<Set<String>> columns,
      Optional<Condition> rows,
      String... patterns) {
    return role(role, words, columns, rows, false, patterns);
  }

  private Means role(
      String role,
      String words,
      Optional<Set<String>> columns,
      Optional<Condition> rows,
      boolean mayMove,
      String... patterns) {
    List<Pattern> on = new ArrayList<>();
    List<Pattern> except = new ArrayList<>();
    List<Pattern> exposes = new ArrayList<>();
    for (String pattern : patterns) {
      if (pattern.startsWith("+")) exposes.add(pattern(pattern.substring(1)));
      else if (pattern.startsWith("-")) except.add(pattern(pattern.substring(1)));
      else on.add(pattern(pattern));
    }
    Cause why = Cause.of(words + " of " + role, Shop.HERE);
    Right right =
        new Right(Set.of(words.split(" ")), on, except, columns, rows, mayMove, exposes, why);
    Access.Role before = roles.getOrDefault(role, new Access.Role(role, List.of(), Map.of()));
    List<Right> rights = new ArrayList<>(before.rights());
    rights.add(right);
    roles.put(role, new Access.Role(role, rights, before.includes(), before.carry()));
    return this;
  }

  /** How the role is carried beside others. */
  public Means carry(String role, Carry carry) {
    Access.Role before = roles.getOrDefault(role, new Access.Role(role, List.of(), Map.of()));
    roles.put(role, new Access.Role(role, before.rights(), before.includes(), carry));
    return this;
  }

  public Means includes(String role, String included) {
    Access.Role before = roles.getOrDefault(role, new Access.Role(role, List.of(), Map.of()));
    Map<String, Cause> includes = new TreeMap<>(before.includes());
    includes.put(included, Cause.of(role + " includes " + included, Shop.HERE));
    roles.put(role, new Access.Role(role, before.rights(), includes, before.carry()));
    return this;
  }

  public Means member(String account, String... roles) {
    return member(account, false, roles);
  }

  public Means member(String account, boolean adopt, String... held) {
    return member(account, adopt, Map.of(), held);
  }

  public Means member(String account, Map<String, Value> attributes, String... held) {
    return member(account, false, attributes, held);
  }

  public Means member(
      String account, boolean adopt, Map<String, Value> attributes, String... held) {
    Map<String, Set<Cause>> why = new TreeMap<>();
    for (String role : held) {
      why.put(role, Set.of(Cause.of(role + " for " + account, Shop.HERE)));
    }
    members.put(account, new Access.Member(account, account, adopt, attributes, why));
    return this;
  }

  public Access access() {
    return new Access(
        target,
        PostgresType.TYPE,
        Instant.EPOCH,
        Collections.unmodifiableMap(new TreeMap<>(roles)),
        Map.copyOf(members));
  }

  /** Segments with slashes, a kind with a colon, a column after the last dot of three or more. */
  private Pattern pattern(String text) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.One("", Name.of(target.environment())));
    steps.add(new Step.One("", Name.of(target.system())));
    Optional<Name> column = Optional.empty();
    String path = text;
    int dot = text.lastIndexOf('.');
    if (dot > text.lastIndexOf('/') && !text.contains("(")) {
      column = Optional.of(name(text.substring(dot + 1)));
      path = text.substring(0, dot);
    }
    if (!path.isEmpty()) {
      for (String segment : path.split("/")) {
        int colon = segment.indexOf(':');
        if (segment.equals("**")) steps.add(new Step.Deep());
        else if (colon < 0) steps.add(new Step.One("", name(segment)));
        else
          steps.add(new Step.One(segment.substring(0, colon), name(segment.substring(colon + 1))));
      }
    }
    return new Pattern(steps, column);
  }

  private static Name name(String text) {
    return text.equals("*") ? new Name.Any() : Name.of(text);
  }
}
