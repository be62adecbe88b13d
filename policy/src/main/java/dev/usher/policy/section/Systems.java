package dev.usher.policy.section;

import dev.usher.core.model.Application;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The systems and where they are. */
public final class Systems {
  private static final List<String> KEYS =
      List.of("type", "description", "in", "account", "adopt", "auth", "drift");
  private static final List<String> CHECKED = List.of("type", "description", "in", RouteTable.KEY);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  private final Map<String, SystemType> types;
  private final Map<String, SystemType> bySystem;
  private final Map<String, Policy.Environment> environments;
  private final Defined defined;
  private final Connections connections;
  private final Settings settings;
  private final RouteTable routes;
  private final Problems problems;

  /**
   * @param types by name
   * @param bySystem what was found of them
   */
  public Systems(
      Map<String, SystemType> types,
      Map<String, SystemType> bySystem,
      Map<String, Policy.Environment> environments,
      Defined defined,
      Connections connections,
      Problems problems) {
    this.types = types;
    this.bySystem = bySystem;
    this.environments = environments;
    this.defined = defined;
    this.connections = connections;
    this.settings = new Settings(defined, problems);
    this.routes = new RouteTable(problems);
    this.problems = problems;
  }

  /** Each by name; one whose type is not known is left out. */
  public Map<String, Policy.System> read(Sections sections) {
    Map<String, Policy.System> all = new LinkedHashMap<>();
    for (Node.Entry entry : sections.map("systems").values()) {
      system(entry).ifPresent(system -> all.put(system.name(), system));
    }
    return all;
  }

  private Optional<Policy.System> system(Node.Entry entry) {
    Optional<SystemType> type = type(entry);
    boolean isChecked = type.filter(SystemType::isChecked).isPresent();
    List<String> keys = new ArrayList<>(isChecked ? CHECKED : KEYS);
    if (type.isPresent()) keys.addAll(type.get().settings().keySet().stream().sorted().toList());
    else types.values().forEach(each -> keys.addAll(each.settings().keySet()));
    Optional<Fields> found = Fields.of(entry.value(), "a system", keys, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    fields.require(
        "in",
        isChecked
            ? "write in: { dev: {}, prod: {} }"
            : "write in: { dev: { url: \"…\", admin: \"env:NAME\" } }");
    Optional<Node.Scalar> account = fields.text("account");
    account.ifPresent(this::checkAccount);
    Map<String, Policy.Connection> in = in(fields, type);
    if (type.isEmpty()) return Optional.empty();
    checkCarried(fields, type.get());
    return Optional.of(
        new Policy.System(
            entry.key().value(),
            type.get(),
            fields.text("description").map(Node.Scalar::value).orElse(""),
            in,
            settings.words(fields, type.get()),
            settings.things(fields, type.get()),
            account.map(Node.Scalar::value).orElse("{name}"),
            fields.flag("adopt"),
            auth(fields, type.get()),
            Connections.drift(fields).orElse(Policy.Drift.REPORT),
            routes.read(fields, type.get()),
            entry.key().at()));
  }

  private Optional<SystemType> type(Node.Entry entry) {
    if (!(entry.value() instanceof Node.Keyed keyed)) return Optional.empty();
    Node.Entry type = keyed.entries().get("type");
    if (type == null) {
      problems.incomplete();
      problems.error(
          "missing-key",
          entry.key().at(),
          "a system needs `type`",
          "there are: " + Words.listed(names()));
      return Optional.empty();
    }
    Optional<Node.Scalar> name = Fields.text(type.value(), "`type`", problems);
    if (name.isEmpty()) return Optional.empty();
    SystemType known = bySystem.get(entry.key().value());
    if (known == null) {
      // What addresses of such a system mean cannot be told.
      problems.incomplete();
      problems.error(
          "bad-type",
          name.get().at(),
          "there is no type of system `" + Words.shown(name.get().value()) + "`",
          Words.instead(name.get().value(), names()));
    }
    return Optional.ofNullable(known);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(types.keySet());
    names.add(Application.NAME);
    return names;
  }

  private Map<String, Policy.Connection> in(Fields fields, Optional<SystemType> type) {
    Map<String, Policy.Connection> all = new LinkedHashMap<>();
    Optional<Node> node = fields.node("in");
    if (node.isEmpty()) return all;
    switch (node.get()) {
      case Node.Broken _ -> {}
      case Node.Keyed keyed -> {
        for (Node.Entry entry : keyed.entries().values()) {
          boolean known = !defined.environments(List.of(entry.key())).isEmpty();
          if (known && template(entry.key().value())) {
            problems.error(
                "target-in-template",
                entry.key().at(),
                "`" + entry.key().value() + "` is a template and has no targets of its own",
                "targets belong to the environments made from it");
          }
          connections
              .read(entry.value(), type, this::checkAccount)
              .filter(_ -> known)
              .ifPresent(connection -> all.put(entry.key().value(), connection));
        }
      }
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map",
              node.get().at(),
              "a system's `in` is a map: each environment, and behind it the target",
              "write in: { dev: { url: \"…\", admin: \"env:NAME\" } }");
    }
    return all;
  }

  private boolean template(String environment) {
    Policy.Environment found = environments.get(environment);
    return found != null && found.template();
  }

  private void checkAccount(Node.Scalar account) {
    Matcher matcher = PLACEHOLDER.matcher(account.value());
    boolean named = false;
    while (matcher.find()) {
      String inside = matcher.group(1);
      named |= inside.equals("name");
      if (!inside.equals("name") && !inside.equals("env")) {
        problems.inside(
            account,
            new Parsed.Wrong<>(
                "bad-account",
                "an account is made of {name} and {env} and what stands around them",
                Words.instead(inside, List.of("name", "env")),
                matcher.start(),
                matcher.group().length()));
      }
    }
    if (!named) {
      problems.error(
          "bad-account",
          account.at(),
          "without {name} all would share one account",
          "write \"{name}\" or \"{name}_{env}\"");
    }
  }

  private void checkCarried(Fields fields, SystemType type) {
    if (fields.has("creators") && !type.can().contains(Capability.FUTURE_OBJECTS)) {
      problems.notYet(
          fields.at("creators"),
          "what the creators make later is not covered from birth yet, but at the next apply");
    }
    if (fields.flag("adopt") && !type.can().contains(Capability.ADOPT)) {
      problems.error(
          "cannot-adopt",
          fields.at("adopt"),
          "accounts of a " + type.name() + " cannot be taken over",
          "drop `adopt`: "
              + (type.settings().containsKey("adopt-accounts")
                  ? "name such an account in `adopt-accounts`"
                  : "remove such an account there")
              + ", or write another `account`");
    }
  }

  private String auth(Fields fields, SystemType type) {
    Optional<Node.Scalar> written = fields.text("auth");
    if (written.isEmpty()) return type.defaultAuth();
    String auth = written.get().value();
    if (!type.auths().contains(auth)) {
      problems.error(
          "bad-auth",
          written.get().at(),
          "`auth` cannot be `" + Words.shown(auth) + "`",
          Words.instead(auth, type.auths()));
    } else if (!auth.equals(type.defaultAuth())) {
      problems.notYet(
          written.get().at(), "only `auth: " + type.defaultAuth() + "` is set up by usher yet");
    }
    return auth;
  }
}
