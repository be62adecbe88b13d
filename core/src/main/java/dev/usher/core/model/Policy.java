package dev.usher.core.model;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole folder of policy, read and checked. Every name in it is defined in it.
 *
 * @param timezone where bare dates end; UTC unless said
 */
public record Policy(
    ZoneId timezone,
    Map<String, Environment> environments,
    Map<String, System> systems,
    Map<String, Subject> subjects,
    Map<String, Team> teams,
    Map<String, Role> roles,
    List<Grant> grants,
    List<Never> nevers,
    List<Expect> expects) {

  /**
   * @param isProtected standing write access to it must say why
   * @param template environments are made from it
   * @param ttl how long an environment made from it lives
   */
  public record Environment(
      String name, boolean isProtected, boolean template, Optional<Duration> ttl, Source at) {}

  /**
   * @param type name of its {@link SystemType}
   * @param in its target in each environment, by environment
   * @param settings what its type lets it say, each as a list of words
   * @param things of the settings that name all things of a kind, or what carries roles: the
   *     setting, then the thing's or the role's name, then what it is in the system
   * @param account how an account is named there, with {@code {name}} and {@code {env}}
   * @param adopt whether accounts that exist are taken over
   * @param auth how people get in: one of its type's
   */
  public record System(
      String name,
      String type,
      String description,
      Map<String, Connection> in,
      Map<String, List<String>> settings,
      Map<String, Map<String, List<String>>> things,
      String account,
      boolean adopt,
      String auth,
      Source at) {
    /** A setting's words; empty when it is not said. */
    public List<String> setting(String key) {
      return settings.getOrDefault(key, List.of());
    }

    /** Whether what everybody has there by default is to be taken away. */
    public boolean revokesPublic() {
      return setting("public").contains("revoke");
    }

    /** Whether nobody is to hold anything there but by the policy. */
    public boolean isExclusive() {
      return !setting("exclusive").isEmpty();
    }

    /** What a setting names, by name, with what each is in the system. */
    public Map<String, List<String>> things(String key) {
      return things.getOrDefault(key, Map.of());
    }
  }

  /**
   * Where one target is.
   *
   * @param url with its variables filled in; holds no secret
   * @param admin where usher's own account is found: {@code env:NAME} or {@code file:PATH}
   * @param account as in {@link System}, for this target only
   * @param adopt as in {@link System}, for this target only
   */
  public record Connection(
      String url, String admin, Optional<String> account, boolean adopt, Source at) {}

  /** A person or a service: one name space. */
  public record Subject(
      String name,
      Kind kind,
      Map<String, Value> attributes,
      boolean adopt,
      Optional<String> email,
      Optional<String> owner,
      Optional<Trust> trust,
      Source at) {
    public enum Kind {
      PERSON,
      SERVICE
    }
  }

  /** Whose tokens a service may present instead of a secret. */
  public record Trust(String issuer, Map<String, String> claims) {}

  /**
   * @param members subjects and teams that are listed
   * @param where membership by attribute, beside those listed
   */
  public record Team(
      String name,
      List<Who> members,
      Optional<String> lead,
      Optional<Condition> where,
      Source at) {}

  /** Whom a line speaks of. */
  public sealed interface Who {
    /** A person or a service. */
    record One(String name) implements Who {
      @Override
      public String toString() {
        return name;
      }
    }

    record OfTeam(String team) implements Who {
      @Override
      public String toString() {
        return "team:" + team;
      }
    }

    /** {@code *}: everyone in the policy. */
    record Everyone() implements Who {
      @Override
      public String toString() {
        return "*";
      }
    }

    /** {@code live:*}: everyone in the policy and every account that a target has. */
    record Live() implements Who {
      @Override
      public String toString() {
        return "live:*";
      }
    }

    /** As lines write it: {@code alice}, {@code team:backend}, {@code *}, {@code live:*}. */
    static Parsed<Who> parse(String text) {
      if (text.equals("*")) return new Parsed.Ok<>(new Everyone());
      if (text.equals("live:*")) return new Parsed.Ok<>(new Live());
      int colon = text.indexOf(':');
      if (colon < 0 && !text.isBlank()) return new Parsed.Ok<>(new One(text));
      String name = text.substring(colon + 1);
      if (text.startsWith("team:") && !name.isBlank()) return new Parsed.Ok<>(new OfTeam(name));
      return new Parsed.Wrong<>(
          "bad-subject",
          "this names nobody",
          "write team:NAME for a team, and the bare name for a person or a service",
          0,
          text.length());
    }
  }

  /**
   * @param carry how it is carried beside others that somebody has
   */
  public record Role(
      String name,
      String description,
      List<String> includes,
      List<Permission> can,
      Carry carry,
      Source at) {}

  /**
   * @param words as written in {@code do:}, bundles unexpanded
   * @param on patterns that start at the system
   * @param except patterns that start at the system, resolved against the literal part of {@code
   *     on}
   * @param columns the only columns meant, where said
   * @param exposes views and functions that may hand on what this narrows
   */
  public record Permission(
      Set<String> words,
      List<Pattern> on,
      List<Pattern> except,
      Optional<Set<String>> columns,
      Optional<Condition> rows,
      boolean mayMove,
      List<Pattern> exposes,
      Source at) {}

  /**
   * @param from when it begins, included; absent: always has
   * @param until when it ends, excluded; absent: never
   * @param onRequest present when it gives nothing until asked for and approved
   */
  public record Grant(
      List<Who> to,
      String role,
      List<String> in,
      Optional<Instant> from,
      Optional<Instant> until,
      String because,
      Optional<OnRequest> onRequest,
      Source at) {
    /** Whether the instant lies in its time, requests aside. */
    public boolean holdsAt(Instant instant) {
      return from.map(start -> !instant.isBefore(start)).orElse(true)
          && until.map(instant::isBefore).orElse(true);
    }
  }

  public record OnRequest(Duration atMost, List<Who> approvedBy, boolean reasonRequired) {}

  /**
   * @param words actions or bundles
   * @param on patterns that start at the environment
   * @param standing whether what is on request is left aside
   */
  public record Never(
      List<Who> who,
      Set<String> words,
      List<Pattern> on,
      boolean standing,
      String why,
      Source at) {}

  /**
   * @param can true for {@code can}, false for {@code cannot}
   * @param row the row's values, where one is named
   */
  public record Expect(
      Who who, boolean can, Set<String> words, Pattern on, Map<String, Value> row, Source at) {}

  /** Where the target is. */
  public Optional<Connection> connection(Target target) {
    return Optional.ofNullable(systems.get(target.system()))
        .map(system -> system.in().get(target.environment()));
  }

  /** Whether an account of the subject that exists in the target is taken over. */
  public boolean adopts(Target target, Subject subject) {
    return subject.adopt()
        || Optional.ofNullable(systems.get(target.system())).filter(System::adopt).isPresent()
        || connection(target).filter(Connection::adopt).isPresent();
  }

  /** How the subject's account is named in the target. */
  public String accountName(Target target, String subject) {
    System system = java.util.Objects.requireNonNull(systems.get(target.system()));
    String template = connection(target).flatMap(Connection::account).orElse(system.account());
    return template.replace("{name}", subject).replace("{env}", target.environment());
  }

  /** Every target, sorted. */
  public List<Target> targets() {
    return systems.values().stream()
        .flatMap(system -> system.in().keySet().stream().map(env -> new Target(env, system.name())))
        .sorted()
        .toList();
  }
}
