package dev.usher.core;

import dev.usher.core.access.Derivation;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Connection;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A small policy, built by hand, over a type of system that no connector has. */
public final class Shop {
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  public static final Source AT = new Source("access/test.yaml", 1, 1);
  public static final Target DEV = new Target("dev", "shop");
  public static final Target PROD = new Target("prod", "shop");
  public static final SystemType TYPE =
      new SystemType(
          "store",
          "database",
          List.of(new Level("schema", Set.of()), new Level("table", Set.of("sequence"))),
          Map.of(
              "database", new Kind(Set.of("connect"), Set.of()),
              "schema", new Kind(Set.of("usage", "create"), Set.of()),
              "table",
                  new Kind(
                      Set.of("select", "insert", "update", "delete"),
                      Set.of("select", "insert", "update")),
              "sequence", new Kind(Set.of("usage"), Set.of())),
          Map.of(
              "read", Map.of("table", Set.of("select")),
              "write", Map.of("table", Set.of("insert", "update", "delete"))),
          Map.of("database", "connect", "schema", "usage"),
          Map.of("update", "select", "delete", "select"),
          Map.of(),
          Set.of(),
          List.of("password"),
          63,
          new SystemType.Urls("store:", true, Set.of()));

  public final Map<String, Policy.Environment> environments =
      new TreeMap<>(Map.of("dev", environment("dev", false), "prod", environment("prod", true)));
  public final Map<String, Connection> in =
      new TreeMap<>(Map.of("dev", at("url"), "prod", at("url")));
  public final List<Grant> grants = new ArrayList<>();
  public final Map<String, Policy.Role> roles = new TreeMap<>();
  public final Map<String, Policy.Team> teams = new TreeMap<>();
  public final Map<String, Subject> subjects = new TreeMap<>();
  public final Map<String, Policy.Directory> directories = new TreeMap<>();
  public final List<Policy.Never> nevers = new ArrayList<>();
  public final List<Policy.Expect> expects = new ArrayList<>();
  public Policy.Offices offices = Policy.Offices.NOBODYS;

  public Shop person(String name, Map<String, Value> attributes) {
    subjects.put(
        name,
        new Subject(
            name,
            Subject.Kind.PERSON,
            attributes,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AT));
    return this;
  }

  public Shop team(String name, Who... members) {
    teams.put(name, new Policy.Team(name, List.of(members), Optional.empty(), AT));
    return this;
  }

  public Shop teamWhere(String name, Condition where) {
    teams.put(name, new Policy.Team(name, List.of(), Optional.of(where), AT));
    return this;
  }

  public Shop role(String name, List<String> includes, Permission... can) {
    roles.put(name, new Policy.Role(name, "", includes, List.of(can), Carry.TOGETHER, AT));
    return this;
  }

  public Shop grant(Who to, String role, String... in) {
    return grant(to, role, Optional.empty(), Optional.empty(), false, in);
  }

  public Shop grant(
      Who to,
      String role,
      Optional<Instant> from,
      Optional<Instant> until,
      boolean onRequest,
      String... in) {
    grants.add(
        new Grant(
            List.of(to),
            role,
            List.of(in),
            from,
            until,
            "because",
            onRequest
                ? Optional.of(new Policy.OnRequest(java.time.Duration.ofHours(1), List.of(), true))
                : Optional.empty(),
            AT));
    return this;
  }

  public Policy policy() {
    return new Policy(
        ZoneOffset.UTC,
        environments,
        Map.of(
            "shop",
            new Policy.System(
                "shop", TYPE, "", in, Map.of(), Map.of(), "{name}_{env}", false, "password", AT)),
        directories,
        subjects,
        teams,
        roles,
        grants,
        nevers,
        expects,
        offices);
  }

  public static Policy.Environment environment(String name, boolean isProtected) {
    return new Policy.Environment(name, isProtected, false, Optional.empty(), AT);
  }

  public static Connection at(String url) {
    return new Connection(url, "env:X", Optional.empty(), false, AT);
  }

  public Derivation derivation() {
    return new Derivation(policy());
  }

  public static Who one(String name) {
    return new Who.One(name);
  }

  public static Who inTeam(String name) {
    return new Who.OfTeam(name);
  }

  public static Permission can(String word, Pattern on) {
    return can(Set.of(word), on, List.of(), Optional.empty(), Optional.empty());
  }

  public static Permission can(
      Set<String> words,
      Pattern on,
      List<Pattern> except,
      Optional<Set<String>> columns,
      Optional<Condition> rows) {
    return new Permission(words, List.of(on), except, columns, rows, false, List.of(), AT);
  }

  /** A pattern written as in the language, without quotes and choices. */
  public static Pattern pattern(String text) {
    int dot = text.lastIndexOf('.');
    Optional<Name> column = dot < 0 ? Optional.empty() : Optional.of(name(text.substring(dot + 1)));
    List<Step> steps = new ArrayList<>();
    for (String part : (dot < 0 ? text : text.substring(0, dot)).split("/")) {
      int colon = part.indexOf(':');
      steps.add(
          part.equals("**")
              ? new Step.Deep()
              : new Step.One(
                  colon < 0 ? "" : part.substring(0, colon), name(part.substring(colon + 1))));
    }
    return new Pattern(steps, column);
  }

  private static Name name(String text) {
    return text.equals("*") ? new Name.Any() : Name.of(text.split("\\|"));
  }

  /** A thing in prod: {@code public/orders.total}. */
  public static Resource prod(String path) {
    return pattern(path.isEmpty() ? "prod/shop" : "prod/shop/" + path).asResource().orElseThrow();
  }

  public static Segment segment(String name) {
    return Segment.plain(name);
  }
}
