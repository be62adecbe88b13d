package dev.usher.policy.section;

import dev.usher.core.model.SystemType;
import dev.usher.core.route.Part;
import dev.usher.core.route.Route;
import dev.usher.core.route.Routes;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What requests to an application do: {@code GET /orders/{id}} reads {@code order:{id}}. */
final class RouteTable {
  static final String KEY = "routes";

  private static final List<String> KEYS = List.of("method", "path", "do", "on");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][A-Za-z0-9_-]{0,62})}");

  /** What {@link dev.usher.core.route.RequestPath} takes without decoding it. */
  private static final Pattern LITERAL =
      Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~!$&'()*,=:@-]+");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,200}");

  private final Problems problems;

  RouteTable(Problems problems) {
    this.problems = problems;
  }

  private record Written(Route route, Node.Scalar path) {}

  /**
   * @param system whose they are; none where it says none
   */
  Routes read(Fields system, SystemType type) {
    Optional<Node> node = system.node(KEY);
    if (!type.isChecked() || node.isEmpty() || node.get() instanceof Node.Broken)
      return Routes.NONE;
    if (!(node.get() instanceof Node.Many many)) {
      problems.error(
          "not-a-list",
          node.get().at(),
          "`" + KEY + "` is a list",
          "write [{ method: GET, path: \"/orders/{id}\", do: read, on: \"order:{id}\" }]");
      return Routes.NONE;
    }
    List<Written> all = new ArrayList<>();
    for (Node item : many.items()) {
      for (Written next : routes(item, type)) {
        checkClash(next, all);
        all.add(next);
      }
    }
    return new Routes(all.stream().map(Written::route).toList());
  }

  private void checkClash(Written next, List<Written> before) {
    before.stream()
        .filter(old -> next.route().to(old.route()) == Route.Relation.CLASHING)
        .findFirst()
        .ifPresent(
            old ->
                problems.error(
                    "routes-clash",
                    next.path().at(),
                    "a request could be this one's and that of `"
                        + Words.shown(old.path().value())
                        + "` in line "
                        + old.path().at().line(),
                    "write them so that one has a text wherever the other has one, or drop one"));
  }

  /** One for each method. */
  private List<Written> routes(Node item, SystemType type) {
    Optional<Fields> found = Fields.of(item, "a route", KEYS, problems);
    if (found.isEmpty()) return List.of();
    Fields fields = found.get();
    Set<String> methods = methods(fields);
    fields.require("path", "write path: \"/orders/{id}\"");
    Optional<Node.Scalar> written = fields.text("path");
    Optional<List<Part>> path = written.flatMap(this::path);
    fields.require("do", "write do: read");
    fields.require("on", "write on: \"order:{id}\"");
    Optional<Node.Scalar> action = fields.text("do");
    Optional<Node.Scalar> on = fields.text("on");
    Optional<String> kind = on.flatMap(text -> kind(text, type));
    Optional<Part> name = on.filter(_ -> kind.isPresent()).flatMap(text -> name(text, path));
    boolean can =
        action.isPresent() && kind.isPresent() && isAction(action.get(), kind.get(), type);
    if (path.isEmpty() || name.isEmpty() || !can) return List.of();
    return methods.stream()
        .map(
            method ->
                new Written(
                    new Route(
                        method,
                        path.get(),
                        action.orElseThrow().value(),
                        kind.orElseThrow(),
                        name.get()),
                    written.orElseThrow()))
        .toList();
  }

  private Set<String> methods(Fields fields) {
    Set<String> all = new LinkedHashSet<>();
    for (Node.Scalar each : fields.someTexts("method", "write method: GET, or [GET, HEAD]")) {
      if (!METHODS.contains(each.value()))
        problems.error(
            "bad-setting",
            each.at(),
            "there is no method `" + Words.shown(each.value()) + "` here",
            Words.instead(each.value(), METHODS));
      else if (!all.add(each.value()))
        problems.error(
            "duplicate-entry",
            each.at(),
            "`" + each.value() + "` is in this list already",
            "drop it here");
    }
    return all;
  }

  private Optional<List<Part>> path(Node.Scalar written) {
    String text = written.value();
    if (!text.startsWith("/")) {
      wrong(written, "a path begins with /", "write \"/orders/{id}\"");
      return Optional.empty();
    }
    String[] segments = text.substring(1).split("/", -1);
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < segments.length; i++) {
      Matcher placeholder = PLACEHOLDER.matcher(segments[i]);
      boolean isEnd = segments[i].isEmpty() && i == segments.length - 1;
      if (placeholder.matches()) {
        parts.add(new Part.Placeholder(placeholder.group(1)));
        if (!names.add(placeholder.group(1))) {
          wrong(written, segments[i] + " is there twice", "give each a name of its own");
          return Optional.empty();
        }
      } else if (isEnd || LITERAL.matcher(segments[i]).matches()) {
        parts.add(new Part.Literal(segments[i]));
      } else {
        wrong(
            written,
            segments[i].isEmpty()
                ? "a path has one / between two segments"
                : "`" + Words.shown(segments[i]) + "` is no segment of a path",
            "write letters, digits and -._~ between slashes, or one {name}; without a query");
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }

  private void wrong(Node.Scalar path, String message, String hint) {
    problems.error("bad-route", path.at(), message, hint);
  }

  private Optional<String> kind(Node.Scalar on, SystemType type) {
    Set<String> kinds = type.level(0).map(SystemType.Level::otherKinds).orElse(Set.of());
    int colon = on.value().indexOf(':');
    String kind = on.value().substring(0, Math.max(0, colon));
    if (kinds.contains(kind)) return Optional.of(kind);
    if (!kinds.isEmpty())
      problems.error(
          "bad-kind",
          on.at(),
          colon < 0
              ? "a resource is written with its kind in front"
              : "there is no kind `" + Words.shown(kind) + "` here",
          colon < 0
              ? "write " + kinds.stream().sorted().findFirst().orElseThrow() + ":{id}"
              : Words.instead(kind, kinds));
    return Optional.empty();
  }

  private Optional<Part> name(Node.Scalar on, Optional<List<Part>> path) {
    String text = on.value().substring(on.value().indexOf(':') + 1);
    Matcher placeholder = PLACEHOLDER.matcher(text);
    if (!placeholder.matches()) {
      if (NAME.matcher(text).matches()) return Optional.of(new Part.Literal(text));
      problems.error(
          "bad-route",
          on.at(),
          "`" + Words.shown(text) + "` names no resource",
          "write one {name} of the path, or letters, digits, - and _");
      return Optional.empty();
    }
    if (path.isEmpty()) return Optional.empty();
    Part part = new Part.Placeholder(placeholder.group(1));
    if (path.get().contains(part)) return Optional.of(part);
    Map<String, Part> there = new TreeMap<>();
    for (Part one : path.get()) if (one instanceof Part.Placeholder) there.put(one.toString(), one);
    problems.error(
        "bad-route",
        on.at(),
        "the path has no " + text,
        there.isEmpty() ? "write it there too" : Words.instead(text, there.keySet()));
    return Optional.empty();
  }

  private boolean isAction(Node.Scalar action, String kind, SystemType type) {
    Set<String> actions = type.kinds().getOrDefault(kind, NOTHING).actions();
    if (actions.contains(action.value())) return true;
    problems.error(
        "no-such-action",
        action.at(),
        "a " + kind + " has no `" + Words.shown(action.value()) + "`",
        actions.isEmpty() ? "name its actions" : "it has " + Words.listed(actions));
    return false;
  }

  private static final SystemType.Kind NOTHING = new SystemType.Kind(Set.of(), Set.of());
}
