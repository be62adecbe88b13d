package dev.usher.core.model;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Value;
import dev.usher.core.route.Routes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole folder of policy, read and checked. Every name in it is defined in it.
 *
 * @param timezone where bare dates end; UTC unless said
 * @param offices who has a part in usher itself
 */
public record Policy(
    ZoneId timezone,
    Map<String, Environment> environments,
    Map<String, System> systems,
    Map<String, Directory> directories,
    Map<String, Subject> subjects,
    Map<String, Team> teams,
    Map<String, Role> roles,
    List<Grant> grants,
    List<Never> nevers,
    List<Expect> expects,
    Offices offices) {

  /** One in which nobody has a part in usher itself. */
  public Policy(
      ZoneId timezone,
      Map<String, Environment> environments,
      Map<String, System> systems,
      Map<String, Directory> directories,
      Map<String, Subject> subjects,
      Map<String, Team> teams,
      Map<String, Role> roles,
      List<Grant> grants,
      List<Never> nevers,
      List<Expect> expects) {
    this(
        timezone,
        environments,
        systems,
        directories,
        subjects,
        teams,
        roles,
        grants,
        nevers,
        expects,
        Offices.NOBODYS);
  }

  /**
   * Who has a part in usher itself.
   *
   * @param administrators decide what guards usher, and all of the next
   * @param operators plan, apply, suspend, and all of the next
   * @param auditors see everything
   */
  public record Offices(List<Who> administrators, List<Who> operators, List<Who> auditors) {
    public static final Offices NOBODYS = new Offices(List.of(), List.of(), List.of());
  }

  /**
   * @param isProtected standing write access to it must say why
   * @param template environments are made from it
   * @param ttl how long an environment made from it lives
   * @param onApproval whether a server applies nothing there that gives until somebody says yes
   */
  public record Environment(
      String name,
      boolean isProtected,
      boolean template,
      Optional<Duration> ttl,
      boolean onApproval,
      Source at) {
    /** One where a server applies at once. */
    public Environment(
        String name, boolean isProtected, boolean template, Optional<Duration> ttl, Source at) {
      this(name, isProtected, template, ttl, false, at);
    }
  }

  /** What a server does with what has moved in a target since it was applied. */
  public enum Drift {
    REPORT,
    MEND
  }

  /**
   * @param type name of its {@link SystemType}
   * @param in its target in each environment, by environment
   * @param settings what its type lets it say, each as a list of words
   * @param things of the settings that name all things of a kind, or what carries roles: the
   *     setting, then the thing's or the role's name, then what it is in the system
   * @param account how an account is named there, with {@code {name}} and {@code {env}}
   * @param adopt whether accounts that exist are taken over
   * @param auth how people get in: one of its type's
   * @param drift what becomes of drift there
   * @param routes of an application: what requests to it do
   */
  public record System(
      String name,
      SystemType type,
      String description,
      Map<String, Connection> in,
      Map<String, List<String>> settings,
      Map<String, Map<String, List<String>>> things,
      String account,
      boolean adopt,
      String auth,
      Drift drift,
      Routes routes,
      Source at) {
    /** One whose drift is reported, and which has no routes. */
    public System(
        String name,
        SystemType type,
        String description,
        Map<String, Connection> in,
        Map<String, List<String>> settings,
        Map<String, Map<String, List<String>>> things,
        String account,
        boolean adopt,
        String auth,
        Source at) {
      this(
          name,
          type,
          description,
          in,
          settings,
          things,
          account,
          adopt,
          auth,
          Drift.REPORT,
          Routes.NONE,
          at);
    }

    /** The same, with other connections. */
    public System with(Map<String, Connection> connections) {
      return new System(
          name,
          type,
          description,
          connections,
          settings,
          things,
          account,
          adopt,
          auth,
          drift,
          routes,
          at);
    }

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
   * @param drift as in {@link System}, for this target only
   * @param refused why whoever runs usher does not let it go there, and what to do
   */
  public record Connection(
      String url,
      String admin,
      Optional<String> account,
      boolean adopt,
      Optional<Drift> drift,
      Source at,
      Optional<String> refused) {
    /** As the policy has it. */
    public Connection(
        String url,
        String admin,
        Optional<String> account,
        boolean adopt,
        Optional<Drift> drift,
        Source at) {
      this(url, admin, account, adopt, drift, at, Optional.empty());
    }

    /** Of an application, which nobody goes to. */
    public static Connection none(Source at) {
      return new Connection("", "", Optional.empty(), false, at);
    }

    /** One that says nothing of drift. */
    public Connection(
        String url, String admin, Optional<String> account, boolean adopt, Source at) {
      this(url, admin, account, adopt, Optional.empty(), at);
    }

    /** The same, with usher's own account found elsewhere. */
    public Connection as(String other) {
      return new Connection(url, other, account, adopt, drift, at, refused);
    }

    /** The same, to which usher does not go. */
    public Connection refused(String why) {
      return new Connection(url, admin, account, adopt, drift, at, Optional.of(why));
    }
  }

  /**
   * Where people are known whom the policy's text does not name.
   *
   * @param type {@code scim}: it pushes what it knows (RFC 7644)
   * @param id which of its fields names the subject
   * @param attributes the path of a field (RFC 7644, 3.10) by the attribute that conditions know
   * @param brake how many may be removed before somebody is asked
   */
  public record Directory(
      String name, String type, Id id, Map<String, String> attributes, Brake brake, Source at) {

    /** Which field of a user (RFC 7643, 4.1) names the subject. */
    public enum Id {
      USER_NAME_BEFORE_AT,
      USER_NAME,
      EMAIL_BEFORE_AT,
      EXTERNAL_ID;

      /** The subject's name; absent when the field that it is read from has none. */
      public Optional<String> of(
          String userName, Optional<String> email, Optional<String> externalId) {
        Optional<String> name =
            switch (this) {
              case USER_NAME_BEFORE_AT -> Optional.of(beforeAt(userName));
              case USER_NAME -> Optional.of(userName);
              case EMAIL_BEFORE_AT -> email.map(Id::beforeAt);
              case EXTERNAL_ID -> externalId;
            };
        return name.filter(text -> !text.isEmpty());
      }

      private static String beforeAt(String text) {
        int at = text.indexOf('@');
        return at < 0 ? text : text.substring(0, at);
      }
    }
  }

  /**
   * What a directory may remove within ten minutes; beyond it somebody has to say yes.
   *
   * @param people that may go however few there are
   * @param share of the directory's people, in percent
   */
  public record Brake(int people, int share) {
    public static final Brake USUAL = new Brake(5, 20);

    /** The most that may go of so many. */
    public long most(long all) {
      return Math.max(people, all * share / 100);
    }
  }

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
    private static final int LONGEST = 200;

    public enum Kind {
      PERSON,
      SERVICE;

      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** Whether a subject may be called that: lines must be able to name it, and eyes to see it. */
    public static boolean isName(String text) {
      return !text.isBlank()
          && text.equals(text.strip())
          && text.length() <= LONGEST
          && text.indexOf(':') < 0
          && !text.equals("*")
          && text.codePoints().noneMatch(Visible::isHidden);
    }
  }

  /** Whose tokens a service may present instead of a secret. */
  public record Trust(String issuer, Map<String, String> claims) {}

  /**
   * @param members subjects and teams that are listed
   * @param group of a directory, whose people are in it too
   * @param leads who may see what the others of it have
   * @param where membership by attribute, beside those listed
   */
  public record Team(
      String name,
      List<Who> members,
      Optional<Group> group,
      List<Who> leads,
      Optional<Condition> where,
      Source at) {
    /** One of no directory's group, and without a lead. */
    public Team(String name, List<Who> members, Optional<Condition> where, Source at) {
      this(name, members, Optional.empty(), List.of(), where, at);
    }
  }

  /**
   * @param name as the directory shows it
   */
  public record Group(String directory, String name) {
    @Override
    public String toString() {
      return directory + ":" + name;
    }
  }

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
   * @param row the row's values, or the resource's attributes, where one is named
   * @param context what is said with the question, of an application
   */
  public record Expect(
      Who who,
      boolean can,
      Set<String> words,
      Pattern on,
      Map<String, Value> row,
      Map<String, Value> context,
      Source at) {}

  /** Whose word it is that they are there; absent for those of the text. */
  public Optional<Directory> directory(Subject subject) {
    return directories.values().stream()
        .filter(directory -> directory.at().equals(subject.at()))
        .findFirst();
  }

  /** The same, with other systems. */
  public Policy withSystems(Map<String, System> others) {
    return new Policy(
        timezone,
        environments,
        others,
        directories,
        subjects,
        teams,
        roles,
        grants,
        nevers,
        expects,
        offices);
  }

  /** The same, with other people and services, in other teams. */
  public Policy withPeople(Map<String, Subject> others, Map<String, Team> theirs) {
    return new Policy(
        timezone,
        environments,
        systems,
        directories,
        others,
        theirs,
        roles,
        grants,
        nevers,
        expects,
        offices);
  }

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

  /** What becomes of drift in the target. */
  public Drift drift(Target target) {
    return connection(target)
        .flatMap(Connection::drift)
        .or(() -> Optional.ofNullable(systems.get(target.system())).map(System::drift))
        .orElse(Drift.REPORT);
  }

  /** How the subject's account is named in the target. */
  public String accountName(Target target, String subject) {
    System system = java.util.Objects.requireNonNull(systems.get(target.system()));
    String template = connection(target).flatMap(Connection::account).orElse(system.account());
    return template.replace("{name}", subject).replace("{env}", target.environment());
  }

  /** Whose account it would be in the target; empty where nobody's is named so. */
  public Optional<String> subjectOf(Target target, String account) {
    if (!systems.containsKey(target.system())) return Optional.empty();
    String mark = "\0";
    String[] around = accountName(target, mark).split(mark, -1);
    if (around.length != 2 || !account.startsWith(around[0]) || !account.endsWith(around[1]))
      return Optional.empty();
    int end = account.length() - around[1].length();
    return around[0].length() < end
        ? Optional.of(account.substring(around[0].length(), end))
        : Optional.empty();
  }

  /** The types of its systems. */
  public Set<SystemType> types() {
    return systems.values().stream().map(System::type).collect(Collectors.toSet());
  }

  /** Every target, sorted. */
  public List<Target> targets() {
    return systems.values().stream()
        .flatMap(system -> system.in().keySet().stream().map(env -> new Target(env, system.name())))
        .sorted()
        .toList();
  }
}
