package dev.usher.engine;

import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Account;
import dev.usher.connectors.api.Description.Permission;
import dev.usher.connectors.api.Description.Role;
import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Setting;
import dev.usher.core.model.Target;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A description as the files of a policy.
 *
 * @param url holds no user and no password
 * @param admin where usher's own account is found, never the account
 */
record ImportText(Target target, SystemType type, String url, String admin, LocalDate on) {
  /** So many names in one pattern, so many people in one line. */
  private static final int IN_A_LINE = 8;

  /** Where it is and what usher looks at there. */
  String estate(Whole whole) {
    StringBuilder text = new StringBuilder();
    line(text, "# Imported from " + url + " on " + on + ".");
    line(
        text,
        "# It describes what is there: usher plan has nothing to do. What it leaves out is at");
    line(text, "# the end of roles.yaml, and stays as it is.");
    line(text, "environments:");
    line(text, "  " + Yaml.of(target.environment()) + ": {}");
    line(text, "");
    line(text, "systems:");
    line(text, "  " + Yaml.of(target.system()) + ":");
    line(text, "    type: " + type.name());
    line(text, "    in:");
    line(
        text,
        "      %s: { url: %s, admin: %s }"
            .formatted(Yaml.of(target.environment()), Yaml.quoted(url), Yaml.quoted(admin)));
    if (type.can().contains(Capability.ADOPT)) {
      line(text, "    adopt: true   # accounts that exist are taken over");
    }
    for (String key : new TreeSet<>(whole.settings().keySet())) {
      List<String> values = whole.settings().getOrDefault(key, List.of());
      boolean one = !(type.settings().get(key) instanceof Setting.Names);
      String written = Yaml.list(values);
      line(text, "    " + key + ": " + (one || values.size() > 1 ? written : "[" + written + "]"));
    }
    for (String key : new TreeSet<>(whole.things().keySet())) {
      Map<String, List<String>> things = whole.things().getOrDefault(key, Map.of());
      if (things.isEmpty()) continue;
      line(text, "    " + key + ":");
      new TreeMap<>(things)
          .forEach((name, is) -> line(text, "      " + Yaml.of(name) + ": " + Yaml.list(is)));
    }
    return text.toString();
  }

  /** Who has an account there. */
  String people(Map<String, Account> accounts) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "# Who has everything by membership is taken for a person; who holds or owns something");
    line(text, "# itself, for a service. Move them as you know better: to usher both are alike.");
    for (boolean service : List.of(false, true)) {
      List<String> names =
          accounts.entrySet().stream()
              .filter(entry -> entry.getValue().service() == service)
              .map(Map.Entry::getKey)
              .toList();
      if (names.isEmpty()) continue;
      line(text, service ? "services:" : "people:");
      names.forEach(name -> line(text, "  " + Yaml.of(name) + ": {}"));
    }
    return text.toString();
  }

  /** What they can do, and what no policy says. */
  String roles(Description described) {
    StringBuilder text = new StringBuilder();
    if (!described.roles().isEmpty()) {
      line(text, "roles:");
      described.roles().forEach((name, role) -> role(text, name, role));
      line(text, "");
      line(text, "grants:");
      grants(text, described.accounts());
      line(text, "");
    }
    unsaid(text, described.unsaid());
    return text.toString();
  }

  private void role(StringBuilder text, String name, Role role) {
    line(text, "  " + Yaml.of(name) + ":");
    if (!role.includes().isEmpty()) {
      line(text, "    includes: [" + joined(new TreeSet<>(role.includes())) + "]");
    }
    if (role.can().isEmpty()) return;
    line(text, "    can:");
    role.can().forEach(permission -> permission(text, permission));
  }

  private void permission(StringBuilder text, Permission permission) {
    if (permission.columns().contains("*")) {
      permission(text, byAddress(permission));
      return;
    }
    List<String> on =
        permission.on().stream()
            .flatMap(pattern -> inLines(pattern).stream())
            .map(Object::toString)
            .toList();
    String words = Yaml.list(words(permission));
    if (on.size() == 1 && permission.columns().isEmpty()) {
      line(text, "      - { do: " + words + ", on: " + address(on.getFirst()) + " }");
      return;
    }
    line(text, "      - do: " + words);
    if (on.size() == 1) line(text, "        on: " + address(on.getFirst()));
    else {
      line(text, "        on:");
      on.forEach(each -> line(text, "          - " + address(each)));
    }
    if (!permission.columns().isEmpty()) {
      line(text, "        columns: [" + joined(new TreeSet<>(permission.columns())) + "]");
    }
  }

  /** A column of that name stands in an address, for `columns` would take it for all. */
  private static Permission byAddress(Permission permission) {
    Name columns = Name.of(permission.columns().toArray(String[]::new));
    return new Permission(
        permission.kind(),
        permission.actions(),
        permission.on().stream()
            .map(pattern -> new Pattern(pattern.steps(), Optional.of(columns)))
            .toList(),
        Set.of());
  }

  /** In quotes unless it is made of names alone: YAML has other uses for most signs. */
  private static String address(String address) {
    return address.matches("[\\p{L}_][\\p{L}\\p{N}_/-]*(/\\*)?") ? address : Yaml.quoted(address);
  }

  /** Bundles as far as they go, the largest first, then the system's own actions. */
  private List<String> words(Permission permission) {
    Set<String> bundles = new TreeSet<>();
    Set<String> rest = new TreeSet<>(permission.actions());
    type.bundles().keySet().stream()
        .sorted(
            Comparator.comparing((String bundle) -> -type.expand(bundle, permission.kind()).size())
                .thenComparing(Comparator.naturalOrder()))
        .forEach(
            bundle -> {
              Set<String> expanded = type.expand(bundle, permission.kind());
              if (expanded.isEmpty() || !rest.containsAll(expanded)) return;
              bundles.add(bundle);
              rest.removeAll(expanded);
            });
    List<String> words = new ArrayList<>(bundles);
    words.addAll(rest);
    return words;
  }

  /** A choice of many names as several of few. */
  private static List<Pattern> inLines(Pattern pattern) {
    if (!(pattern.steps().getLast() instanceof Step.One(String kind, Name.OneOf(Set<String> names)))
        || names.size() <= IN_A_LINE) {
      return List.of(pattern);
    }
    List<Pattern> lines = new ArrayList<>();
    for (List<String> some : lines(List.copyOf(new TreeSet<>(names)))) {
      List<Step> steps = new ArrayList<>(pattern.steps());
      steps.set(steps.size() - 1, new Step.One(kind, Name.of(some.toArray(String[]::new))));
      lines.add(new Pattern(steps, pattern.column()));
    }
    return lines;
  }

  private static List<List<String>> lines(List<String> all) {
    List<List<String>> lines = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IN_A_LINE) {
      lines.add(all.subList(from, Math.min(all.size(), from + IN_A_LINE)));
    }
    return lines;
  }

  private void grants(StringBuilder text, Map<String, Account> accounts) {
    Map<String, List<String>> byRole = new LinkedHashMap<>();
    accounts.forEach(
        (name, account) ->
            account
                .roles()
                .forEach(role -> byRole.computeIfAbsent(role, _ -> new ArrayList<>()).add(name)));
    String because = "Imported from %s on %s".formatted(url.substring(url.indexOf("//") + 2), on);
    new TreeMap<>(byRole)
        .forEach(
            (role, names) -> {
              for (List<String> some : lines(names)) {
                line(text, "  - to: [" + joined(some) + "]");
                line(text, "    role: " + Yaml.of(role));
                line(text, "    in: " + Yaml.of(target.environment()));
                line(text, "    because: " + Yaml.quoted(because));
              }
            });
  }

  private static void unsaid(StringBuilder text, List<Unsaid> unsaid) {
    if (unsaid.isEmpty()) return;
    line(text, "# What no line above says, by the row of the catalogue. usher leaves it as it is;");
    line(text, "# usher verify names what somebody of the policy reaches by it.");
    for (Unsaid one : unsaid) line(text, "# " + Yaml.shown(one.row() + ": " + one.text()));
  }

  private static String joined(Iterable<String> texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(Yaml.of(text)));
    return all.stream().collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
