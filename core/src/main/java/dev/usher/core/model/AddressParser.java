package dev.usher.core.model;

import dev.usher.core.model.Pattern.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads addresses: {@code prod/shop-db/public/orders.total}, {@code shop-db/*}{@code /view:{a,b}},
 * {@code prod/**}. Names with special characters stand in double quotes, as in SQL. Pure; knows
 * which environments and systems there are and the grammar of each system's type.
 */
public final class AddressParser {
  private final Set<String> environments;
  private final Map<String, SystemType> systems;
  private final Set<SystemType> everyType;

  /**
   * @param systems by name, each with its type
   */
  public AddressParser(Set<String> environments, Map<String, SystemType> systems) {
    this.environments = Set.copyOf(environments);
    this.systems = Map.copyOf(systems);
    this.everyType = Set.copyOf(systems.values());
  }

  /** For what a policy defines. */
  public static AddressParser of(Policy policy) {
    Map<String, SystemType> systems = new HashMap<>();
    policy.systems().forEach((name, system) -> systems.put(name, system.type()));
    return new AddressParser(policy.environments().keySet(), systems);
  }

  /** An address that starts at the environment, with wildcards. */
  public Parsed<Pattern> pattern(String text) {
    return read(text, List.of(), 0, false);
  }

  /** An address that starts at the system, as roles write it. */
  public Parsed<Pattern> inRole(String text) {
    return read(text, List.of(), 1, false);
  }

  /** The rest of an address in a role: {@code customers.email} below {@code shop-db/public}. */
  public Parsed<Pattern> below(List<Step> prefix, String text) {
    return read(text, prefix, 1, false);
  }

  /** One concrete thing or column; wildcards are wrong. */
  public Parsed<Resource> resource(String text) {
    return switch (read(text, List.of(), 0, true)) {
      case Parsed.Wrong<Pattern> wrong -> wrong.as();
      case Parsed.Ok<Pattern>(Pattern pattern) -> {
        List<Segment> segments = new ArrayList<>();
        for (Step step : pattern.steps()) {
          if (step instanceof Step.One one) segments.add(new Segment(one.kind(), only(one.name())));
        }
        if (segments.size() < 2) {
          yield new Parsed.Wrong<>(
              "bad-address",
              "this names no system",
              "an address is environment/system and then the path: prod/shop-db/public/orders",
              0,
              text.length());
        }
        yield new Parsed.Ok<>(
            new Resource(
                new Target(segments.get(0).name(), segments.get(1).name()),
                segments.subList(2, segments.size()),
                pattern.column().map(AddressParser::only)));
      }
    };
  }

  private static String only(Name name) {
    return switch (name) {
      case Name.Any _ -> "*";
      case Name.OneOf one -> one.names().iterator().next();
    };
  }

  private Parsed<Pattern> read(String text, List<Step> prefix, int start, boolean concrete) {
    try {
      return new Parsed.Ok<>(new Reading(text, prefix, start, concrete).pattern());
    } catch (Mistake mistake) {
      return mistake.wrong;
    }
  }

  /** Ends one reading; never leaves this class. */
  private static final class Mistake extends Exception {
    private static final long serialVersionUID = 1;
    final transient Parsed.Wrong<Pattern> wrong;

    Mistake(String code, String message, String hint, int offset, int length) {
      super(message, null, false, false);
      this.wrong = new Parsed.Wrong<>(code, message, hint, offset, length);
    }
  }

  /** One text being read, from left to right. */
  private final class Reading {
    private final AddressText text;
    private final boolean concrete;

    /** Index of the next step: 0 the environment, 1 the system, from 2 on the path. */
    private int depth;

    /** Whether a {@code **} went before, so that the level is not known. */
    private boolean deep;

    private final List<Step> steps = new ArrayList<>();
    private Optional<Name> column = Optional.empty();
    private Set<SystemType> types = everyType;

    Reading(String text, List<Step> prefix, int start, boolean concrete) {
      this.text = new AddressText(text);
      this.concrete = concrete;
      this.depth = start;
      for (Step step : prefix) {
        steps.add(step);
        if (depth == 1 && step instanceof Step.One one) types = typesOf(one.name());
        depth++;
      }
    }

    Pattern pattern() throws Mistake {
      if (text.atEnd()) throw wrong("bad-address", "this address is empty", SHAPE, 0);
      do {
        step();
      } while (text.take('/'));
      if (!text.atEnd()) throw unexpected();
      return new Pattern(steps, column);
    }

    private void step() throws Mistake {
      int at = text.offset();
      if (column.isPresent()) {
        throw wrong("bad-address", "a column is the end of an address", "drop what follows it", at);
      }
      if (text.takeDeep()) {
        if (concrete) throw wildcard(at);
        steps.add(new Step.Deep());
        deep = true;
        return;
      }
      String kind = text.kind();
      int nameAt = text.offset();
      Name name = name();
      if (!kind.isEmpty()) kind = known(kind, at);
      if (depth == 0) checkEnvironment(name, nameAt);
      if (depth == 1) checkSystem(name, nameAt);
      if (depth >= 2) checkLevel(at);
      if (isOverloaded(kind)) checkArguments(kind, name, nameAt);
      steps.add(new Step.One(kind, name));
      depth++;
      if (text.take('.')) column(kind, nameAt);
    }

    private Name name() throws Mistake {
      int at = text.offset();
      if (text.take('*')) {
        if (text.startsWithName() || text.peek() == '*') throw partial(at);
        if (concrete) throw wildcard(at);
        return new Name.Any();
      }
      if (text.peek() == '{') {
        if (concrete) throw wildcard(at);
        return choice();
      }
      return Name.of(single());
    }

    private Name choice() throws Mistake {
      int at = text.offset();
      text.take('{');
      Set<String> names = new LinkedHashSet<>();
      do {
        text.skipSpaces();
        names.add(single());
        text.skipSpaces();
      } while (text.take(','));
      if (!text.take('}')) {
        throw wrong("bad-address", "this choice is not closed", "write {a,b}", at);
      }
      if (text.startsWithName()) {
        throw wrong(
            "partial-glob",
            "a choice stands for whole names",
            "write each name out inside the braces",
            at);
      }
      return new Name.OneOf(names);
    }

    private String single() throws Mistake {
      int at = text.offset();
      String name;
      if (text.peek() == '"') {
        Optional<String> quoted = text.quoted();
        if (quoted.isEmpty()) {
          throw wrong("bad-address", "this name's quotes are not closed", "write \"…\"", at);
        }
        name = quoted.get();
      } else {
        name = text.bare();
      }
      if (name.isEmpty()) throw unexpected();
      if (text.peek() == '(') {
        Optional<String> types = text.arguments();
        if (types.isEmpty()) {
          throw wrong(
              "bad-address", "these parentheses are not closed", "write f(integer, text)", at);
        }
        name += types.get();
      }
      if (text.peek() == '*') throw partial(at);
      return name;
    }

    private void column(String kind, int nameAt) throws Mistake {
      int at = text.offset();
      if (depth <= 2 && !deep) {
        throw wrong(
            "bad-address",
            "only a table or the like has columns",
            "a name with a dot stands in double quotes: \"a.b\"",
            at);
      }
      boolean some = deep || types.isEmpty();
      for (SystemType type : types) {
        for (String each : kindsHere(type, kind, depth - 1)) {
          SystemType.Kind found = type.kinds().get(each);
          some |= found != null && !found.columnActions().isEmpty();
        }
      }
      if (!some) {
        throw wrong(
            "no-columns",
            "this has no columns",
            "a name with a dot stands in double quotes: \"a.b\"",
            nameAt);
      }
      column = Optional.of(name());
    }

    /** The kind as a step holds it: "" where it is its level's own. */
    private String known(String kind, int at) throws Mistake {
      boolean isKnown = false;
      boolean usual = false;
      for (SystemType type : types)
        for (SystemType.Level level : levels(type)) {
          boolean isUsual = level.defaultKind().equals(kind);
          usual |= isUsual;
          isKnown |= isUsual || level.otherKinds().contains(kind);
        }
      if (depth < 2 && !deep) {
        throw wrong(
            "bad-kind",
            "`" + kind + ":` stands before a name inside a system, not here",
            SHAPE,
            at);
      }
      if (!isKnown && !types.isEmpty()) {
        Set<String> allowed = new TreeSet<>();
        for (SystemType type : types)
          for (SystemType.Level level : levels(type)) {
            allowed.addAll(level.otherKinds());
            allowed.add(level.defaultKind());
          }
        throw new Mistake(
            "bad-kind",
            "there is no kind `" + kind + "` here",
            suggest(kind, allowed, "there are "),
            at,
            kind.length());
      }
      if (usual && deep) {
        throw wrong(
            "bad-kind",
            "after `**` the plain kinds cannot be told apart",
            "write one `*` for each level instead of `**`: shop-db/*/*",
            at);
      }
      return usual ? "" : kind;
    }

    /** Those at which the next step may be. */
    private List<SystemType.Level> levels(SystemType type) {
      if (deep) return type.levels();
      int level = depth - 2;
      return level >= 0 && level < type.levels().size()
          ? List.of(type.levels().get(level))
          : List.of();
    }

    private void checkEnvironment(Name name, int at) throws Mistake {
      if (deep || !(name instanceof Name.OneOf some)) return;
      for (String each : some.names()) {
        if (!environments.contains(each)) {
          throw new Mistake(
              "unknown-environment",
              "there is no environment `" + shown(each) + "`",
              systems.containsKey(each)
                  ? "an address begins with the environment: " + suggestPrefix() + each
                  : suggest(each, environments, "there are "),
              at,
              each.length());
        }
      }
    }

    private String suggestPrefix() {
      return environments.stream().sorted().findFirst().orElse("prod") + "/";
    }

    private void checkSystem(Name name, int at) throws Mistake {
      if (deep) return;
      if (name instanceof Name.OneOf some) {
        for (String each : some.names()) {
          if (!systems.containsKey(each)) {
            throw new Mistake(
                "unknown-system",
                "there is no system `" + shown(each) + "`",
                environments.contains(each)
                    ? "in a role an address begins with the system, for a role is for every"
                        + " environment"
                    : suggest(each, systems.keySet(), "there are "),
                at,
                each.length());
          }
        }
      }
      types = typesOf(name);
    }

    private void checkLevel(int at) throws Mistake {
      int level = depth - 2;
      if (types.isEmpty() || types.stream().anyMatch(type -> level < type.levels().size())) return;
      SystemType type = types.iterator().next();
      throw wrong(
          "bad-address",
          "there is nothing below a " + type.levels().getLast().defaultKind(),
          "an address of "
              + type.name()
              + " ends with "
              + String.join("/", type.levels().stream().map(SystemType.Level::defaultKind).toList())
              + "; a name with a slash stands in double quotes",
          at);
    }

    /** Whether it is so in every system that is meant and has that kind. */
    private boolean isOverloaded(String kind) {
      List<SystemType.Kind> meant =
          types.stream().map(type -> type.kinds().get(kind)).filter(Objects::nonNull).toList();
      return !meant.isEmpty() && meant.stream().allMatch(SystemType.Kind::overloaded);
    }

    private void checkArguments(String kind, Name name, int at) throws Mistake {
      if (!(name instanceof Name.OneOf some)) return;
      for (String each : some.names()) {
        if (!each.endsWith(")")) {
          throw wrong(
              "bad-address",
              "a " + kind + " is named with the types of its arguments",
              "write %s:%s(integer, text), or () where it has none".formatted(kind, shown(each)),
              at);
        }
      }
    }

    private Set<SystemType> typesOf(Name name) {
      return switch (name) {
        case Name.Any _ -> everyType;
        case Name.OneOf(Set<String> names) -> {
          Set<SystemType> found = new LinkedHashSet<>();
          for (String system : names) {
            SystemType type = systems.get(system);
            if (type != null) found.add(type);
          }
          yield found;
        }
      };
    }

    private Mistake partial(int at) {
      return wrong(
          "partial-glob",
          "`*` stands for one whole name, never for a part of one",
          "list the names: {orders,order_items}",
          at);
    }

    private Mistake wildcard(int at) {
      return wrong(
          "wildcard", "here one thing is meant, and no wildcard", "name it in full: " + FULL, at);
    }

    private Mistake unexpected() {
      if (text.atEnd()) {
        return wrong("bad-address", "this address ends too early", SHAPE, text.offset());
      }
      String found = shown(Character.toString(text.peek()));
      return new Mistake(
          "bad-address",
          "`" + found + "` cannot stand here",
          text.peek() == '/'
              ? "write one `/` between two names"
              : "a name with special characters stands in double quotes: \"a b\"",
          text.offset(),
          1);
    }

    private Mistake wrong(String code, String message, String hint, int at) {
      return new Mistake(code, message, hint, at, Math.max(1, text.offset() - at));
    }
  }

  private static final String FULL = "prod/shop-db/public/orders";
  private static final String SHAPE = "an address reads environment/system/path…: " + FULL;

  /** The kinds that a step of that kind may be at that index of the steps. */
  private static Set<String> kindsHere(SystemType type, String kind, int index) {
    Set<String> found = new HashSet<>();
    if (!kind.isEmpty()) found.add(kind);
    else type.level(index - 2).ifPresent(level -> found.add(level.defaultKind()));
    return found;
  }

  private static String suggest(String written, Collection<String> known, String otherwise) {
    return Nearest.to(written, new TreeSet<>(known))
        .map(name -> "did you mean `" + shown(name) + "`?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "none is defined"
                    : otherwise
                        + new TreeSet<>(known)
                            .stream()
                                .limit(12)
                                .map(AddressParser::shown)
                                .collect(Collectors.joining(", ")));
  }

  /**
   * What a user wrote, here or where it is defined, safe to print: short and without control
   * characters.
   */
  private static String shown(String written) {
    return Visible.brief(written);
  }
}
