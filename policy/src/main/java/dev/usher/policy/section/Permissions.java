package dev.usher.policy.section;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Name;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.cel.Scope;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One permission of a role. */
public final class Permissions {
  private static final List<String> KEYS =
      List.of("do", "on", "except", "columns", "rows", "when", "may-move", "exposes");

  private final Map<String, SystemType> systems;
  private final AddressParser addresses;
  private final Actions actions;
  private final Conditions conditions;
  private final Problems problems;

  public Permissions(
      Map<String, SystemType> systems,
      AddressParser addresses,
      Conditions conditions,
      Problems problems) {
    this.systems = systems;
    this.addresses = addresses;
    this.actions = new Actions(systems, problems);
    this.conditions = conditions;
    this.problems = problems;
  }

  /** The types of systems that permissions can speak of. */
  Set<SystemType> types() {
    return Set.copyOf(systems.values());
  }

  /** The types of systems that these addresses can mean. */
  Set<SystemType> typesOf(List<Pattern> on) {
    return on.stream()
        .flatMap(each -> Kinds.of(each, systems).keySet().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A permission with the place of each of its excepts. */
  record Read(Permission permission, List<Except> excepts) {}

  /** What one line of {@code except} takes out. */
  record Except(Node.Scalar written, List<Pattern> patterns) {}

  Optional<Read> read(Node node) {
    Optional<Fields> found = Fields.of(node, "a permission", KEYS, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    List<Node.Scalar> words = fields.someTexts("do", "write do: read, or do: [read, write]");
    List<Node.Scalar> written = fields.someTexts("on", "write on: shop-db/public/*");
    Set<String> known = actions.known(words);
    List<Node.Scalar> readable = new ArrayList<>();
    List<Pattern> on = patterns(written, addresses::inRole, readable);
    List<Except> excepts = excepts(fields.texts("except"), on);
    List<Pattern> except =
        excepts.stream().flatMap(each -> each.patterns().stream()).distinct().toList();
    List<Node.Scalar> columns = fields.texts("columns");
    List<Map<SystemType, Set<String>>> kinds =
        on.stream().map(each -> Kinds.of(each, systems)).toList();
    Optional<Condition> rows =
        fields
            .text("rows")
            .flatMap(text -> conditions.read(text, Scope.ROWS))
            .or(() -> new When(conditions, problems).read(fields, kinds));
    actions.check(words, readable, kinds);
    boolean narrowed =
        fields.has("columns")
            || on.stream().anyMatch(each -> each.column().isPresent())
            || except.stream().anyMatch(each -> each.column().isPresent());
    if (narrowed) checkColumnActions(words, kinds);
    if (fields.has("columns")) checkColumns(fields, columns, on, excepts, kinds);
    if (fields.has("rows")) checkRows(fields, words, kinds);
    checkMayMove(fields, known, columns, rows);
    if (fields.has("exposes") && !fields.has("rows")) {
      problems.error(
          "exposes-nothing",
          fields.at("exposes"),
          "`exposes` goes with `rows`: only they are kept from being handed on",
          "drop it");
    }
    notYet(fields, known, kinds);
    if (known.isEmpty() || on.isEmpty()) return Optional.empty();
    return Optional.of(
        new Read(
            new Permission(
                known,
                on,
                except,
                fields.has("columns")
                    ? Optional.of(
                        columns.stream()
                            .map(Node.Scalar::value)
                            .collect(Collectors.toCollection(LinkedHashSet::new)))
                    : Optional.empty(),
                rows,
                fields.flag("may-move"),
                patterns(fields.texts("exposes"), addresses::inRole, new ArrayList<>()),
                fields.at()),
            excepts));
  }

  private List<Pattern> patterns(
      List<Node.Scalar> written,
      Function<String, Parsed<Pattern>> parser,
      List<Node.Scalar> readable) {
    List<Pattern> patterns = new ArrayList<>();
    for (Node.Scalar each : written) {
      switch (parser.apply(each.value())) {
        case Parsed.Ok<Pattern>(Pattern pattern) -> {
          patterns.add(pattern);
          readable.add(each);
        }
        case Parsed.Wrong<Pattern> wrong -> problems.inside(each, wrong);
      }
    }
    return patterns;
  }

  /** The excepts, each below the literal part of every {@code on} that it can narrow. */
  private List<Except> excepts(List<Node.Scalar> written, List<Pattern> on) {
    List<Except> all = new ArrayList<>();
    if (on.isEmpty()) return all;
    for (Node.Scalar each : written) {
      List<Pattern> narrowing = new ArrayList<>();
      Optional<Parsed.Wrong<Pattern>> wrong = Optional.empty();
      for (Pattern pattern : on) {
        switch (addresses.below(literal(pattern), each.value())) {
          case Parsed.Ok<Pattern>(Pattern except) -> {
            if (Overlap.of(pattern, except)) narrowing.add(except);
          }
          case Parsed.Wrong<Pattern> mistake -> wrong = Optional.of(mistake);
        }
      }
      if (narrowing.isEmpty()) {
        Parsed.Wrong<Pattern> none =
            wrong.filter(_ -> !isWrittenInFull(each)).orElseGet(() -> matchesNothing(each, on));
        problems.inside(each, none);
      }
      all.add(new Except(each, narrowing));
    }
    return all;
  }

  private boolean isWrittenInFull(Node.Scalar except) {
    int slash = except.value().indexOf('/');
    return slash > 0 && systems.containsKey(except.value().substring(0, slash));
  }

  private Parsed.Wrong<Pattern> matchesNothing(Node.Scalar except, List<Pattern> on) {
    List<Step> prefix = literal(on.getFirst());
    String below = prefix.stream().map(Step::toString).collect(Collectors.joining("/"));
    String hint =
        "it is read below `"
            + below
            + "/`: write what follows that, such as orders or orders.total";
    Step last = on.getFirst().steps().getLast();
    if (isWrittenInFull(except) && except.value().startsWith(below + "/")) {
      hint =
          "it is read below `"
              + below
              + "/`: write "
              + Words.shown(except.value().substring(below.length() + 1));
    } else if (last instanceof Step.One one
        && one.name() instanceof Name.OneOf some
        && some.isLiteral()
        && except.value().indexOf('.') < 0) {
      hint = "for a column write " + one + "." + Words.shown(except.value());
    }
    return new Parsed.Wrong<>(
        "except-nothing",
        "this takes nothing out of what stands in `on`",
        hint,
        0,
        except.value().length());
  }

  /** The steps that name one thing each, as far as they go, without the last of all. */
  private static List<Step> literal(Pattern pattern) {
    List<Step> literal = new ArrayList<>();
    for (Step step : pattern.steps().subList(0, pattern.steps().size() - 1)) {
      if (!(step instanceof Step.One one)
          || !(one.name() instanceof Name.OneOf some)
          || !some.isLiteral()) {
        break;
      }
      literal.add(step);
    }
    if (literal.isEmpty()) literal.add(pattern.steps().getFirst());
    return literal;
  }

  /** What is narrowed to columns is held column by column. */
  private void checkColumnActions(
      List<Node.Scalar> words, List<Map<SystemType, Set<String>>> kinds) {
    for (Node.Scalar word : words) {
      Set<String> whole = new TreeSet<>();
      for (Map<SystemType, Set<String>> here : kinds) {
        here.forEach(
            (type, names) -> {
              for (String kind : names) {
                if (!Kinds.hasColumns(type, kind)) continue;
                type.expand(word.value(), kind).stream()
                    .filter(action -> !type.byColumn(kind, action))
                    .forEach(whole::add);
              }
            });
      }
      if (whole.isEmpty()) continue;
      boolean itself = whole.equals(Set.of(word.value()));
      problems.error(
          "not-by-column",
          word.at(),
          (itself
                  ? "`" + word.value() + "`"
                  : "`" + word.value() + "` holds " + String.join(", ", whole) + ", which")
              + " goes with whole tables, and this permission is narrowed to columns",
          "split the permission: one with columns and the actions that go by column, one for "
              + String.join(", ", whole));
    }
  }

  private void checkColumns(
      Fields fields,
      List<Node.Scalar> columns,
      List<Pattern> on,
      List<Except> excepts,
      List<Map<SystemType, Set<String>>> kinds) {
    if (columns.isEmpty()) {
      problems.error(
          "empty-list",
          fields.at("columns"),
          "`columns` is empty",
          "name them, or drop `columns` for all of them");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Node.Scalar column : columns) {
      if (!names.add(column.value())) {
        problems.error(
            "duplicate-entry", column.at(), "this column is in the list already", "drop it here");
      }
      if (column.value().equals("*")) {
        problems.error(
            "bad-column",
            column.at(),
            "a column is named in full",
            "drop `columns` for all of them");
      }
    }
    boolean some =
        kinds.stream()
            .flatMap(each -> each.entrySet().stream())
            .anyMatch(
                each ->
                    each.getValue().stream()
                        .anyMatch(kind -> Kinds.hasColumns(each.getKey(), kind)));
    if (!some && !kinds.isEmpty() && kinds.stream().noneMatch(Map::isEmpty)) {
      problems.error(
          "no-columns",
          fields.at("columns"),
          "what stands in `on` has no columns",
          "drop `columns`");
    }
    if (on.stream().anyMatch(each -> each.column().isPresent())) {
      problems.error(
          "columns-twice",
          fields.at("columns"),
          "`on` names columns already",
          "name the table in `on`, and its columns here");
    }
    for (Except except : excepts) {
      boolean outside =
          !except.patterns().isEmpty()
              && except.patterns().stream()
                  .allMatch(
                      each ->
                          each.column().isPresent()
                              && names.stream().noneMatch(each.column().get()::matches));
      if (outside) {
        problems.error(
            "except-nothing",
            except.written().at(),
            "this column is not among `columns`, so there is nothing to take out",
            "drop it");
      }
    }
  }

  private void checkRows(
      Fields fields, List<Node.Scalar> words, List<Map<SystemType, Set<String>>> kinds) {
    boolean some = false;
    for (Node.Scalar word : words) {
      Set<String> whole = new TreeSet<>();
      for (Map<SystemType, Set<String>> here : kinds) {
        for (Map.Entry<SystemType, Set<String>> each : here.entrySet()) {
          SystemType type = each.getKey();
          for (String kind : each.getValue()) {
            if (!Kinds.hasColumns(type, kind)) continue;
            some = true;
            for (String action : type.expand(word.value(), kind)) {
              boolean byRow =
                  type.expand("read", kind).contains(action)
                      || type.bundles().getOrDefault("write", Map.of()).values().stream()
                          .anyMatch(actions -> actions.contains(action));
              if (!byRow) whole.add(action);
            }
          }
        }
      }
      if (!whole.isEmpty()) {
        problems.error(
            "not-by-row",
            word.at(),
            "`" + String.join(", ", whole) + "` cannot be held for single rows",
            "give it in a permission of its own, without `rows`");
      }
    }
    if (!some && !kinds.isEmpty() && kinds.stream().noneMatch(Map::isEmpty)) {
      problems.error(
          "no-rows",
          fields.at("rows"),
          "what stands in `on` has no rows",
          When.isMeant(kinds) ? "an application's resources have `when`" : "drop `rows`");
    }
  }

  /** A row must not be moved out of one's rows by changing what the condition reads. */
  private void checkMayMove(
      Fields fields, Set<String> words, List<Node.Scalar> columns, Optional<Condition> rows) {
    boolean updates = words.contains("update") || words.contains("write");
    boolean mayMove = fields.flag("may-move");
    if (mayMove && (!fields.has("rows") || !updates)) {
      problems.error(
          "may-move-nothing",
          fields.at("may-move"),
          "`may-move` goes with `rows` and update",
          "drop it");
    }
    if (mayMove || !updates || rows.isEmpty()) return;
    Set<String> read = Mentions.columns(rows.get());
    for (Node.Scalar column : columns) {
      if (read.contains(column.value()) && words.equals(Set.of("update"))) {
        problems.error(
            "moves-rows",
            column.at(),
            "`rows` reads this column: who may change it can move a row out of sight or into it",
            "take it out of `columns`, or say may-move: true");
      }
    }
  }

  private void notYet(Fields fields, Set<String> words, List<Map<SystemType, Set<String>>> kinds) {
    boolean rows =
        kinds.stream()
            .flatMap(each -> each.entrySet().stream())
            .filter(
                each ->
                    each.getValue().stream()
                        .anyMatch(kind -> Kinds.hasColumns(each.getKey(), kind)))
            .anyMatch(each -> !each.getKey().can().contains(Capability.ROWS));
    if (fields.has("rows") && rows) {
      problems.notYet(
          fields.at("rows"),
          "`rows` is checked and answered by `can`, but not provisioned yet: `plan` refuses it");
    }
    boolean own =
        kinds.stream()
            .flatMap(each -> each.keySet().stream())
            .anyMatch(type -> type.words().contains("own") && !type.can().contains(Capability.OWN));
    if (words.contains("own") && own) {
      problems.notYet(fields.at("do"), "`own` is not provisioned yet: `plan` refuses it");
    }
  }
}
