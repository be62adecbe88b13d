package dev.usher.policy.section;

import dev.usher.core.model.Parsed;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one target is, and where usher's own account for it is found. Nothing here ever shows what
 * was written as URL or account: it may hold a password.
 */
public final class Connections {
  private static final List<String> KEYS = List.of("url", "admin", "account", "adopt", "drift");
  private static final Pattern ADMIN = Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]*|file:.+");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}?");
  private static final Pattern OURS = Pattern.compile("USHER_VAR_[A-Z0-9_]+");

  private final Function<String, Optional<String>> variables;
  private final Problems problems;

  /**
   * @param variables the environment's, by name
   */
  public Connections(Function<String, Optional<String>> variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  Optional<Policy.Connection> read(
      Node node, Optional<SystemType> type, Consumer<Node.Scalar> checkAccount) {
    boolean isChecked = type.filter(SystemType::isChecked).isPresent();
    Optional<Fields> found = Fields.of(node, "a target", isChecked ? List.of() : KEYS, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    if (isChecked) return Optional.of(Policy.Connection.none(fields.at()));
    fields.require(
        "url",
        type.map(SystemType::urls)
            .map(
                urls ->
                    "write url: \"%s//host:port%s\""
                        .formatted(urls.prefix(), urls.named() ? "/…" : ""))
            .orElse("say where it is"));
    fields.require(
        "admin", "write admin: \"env:NAME\" or \"file:PATH\", where user:password is found");
    Optional<Node.Scalar> account = fields.text("account");
    account.ifPresent(checkAccount);
    fields.node("admin").ifPresent(this::hideUnlessReference);
    Optional<Node.Scalar> admin = fields.text("admin").filter(this::isReference);
    Optional<String> url = fields.text("url").flatMap(text -> url(text, type));
    boolean adopt = fields.flag("adopt");
    Optional<Policy.Drift> drift = drift(fields);
    if (url.isEmpty() || admin.isEmpty()) return Optional.empty();
    Source at = fields.at();
    return Optional.of(
        new Policy.Connection(
            url.get(), admin.get().value(), account.map(Node.Scalar::value), adopt, drift, at));
  }

  /** What becomes of drift there, where it is said. */
  static Optional<Policy.Drift> drift(Fields fields) {
    return fields
        .choice("drift", List.of("mend", "report"))
        .map(word -> word.equals("mend") ? Policy.Drift.MEND : Policy.Drift.REPORT);
  }

  private void hideUnlessReference(Node node) {
    if (!(node instanceof Node.Scalar scalar) || !ADMIN.matcher(scalar.value()).matches()) {
      problems.secret(node);
    }
  }

  private boolean isReference(Node.Scalar admin) {
    if (ADMIN.matcher(admin.value()).matches()) return true;
    problems.error(
        "literal-admin",
        admin.at(),
        "`admin` says where usher's account is found, never the account itself",
        "write \"env:NAME\" for a variable or \"file:PATH\" for a file that holds user:password;"
            + " if a password stands here, change it: it is in the repository");
    return false;
  }

  private Optional<String> url(Node.Scalar text, Optional<SystemType> type) {
    int before = text.value().length();
    Optional<String> filled = filled(text);
    if (filled.isEmpty() || type.isEmpty()) return Optional.empty();
    List<Parsed.Wrong<String>> wrong = UrlCheck.of(filled.get(), type.get().urls());
    boolean replaced = filled.get().length() != before || !filled.get().equals(text.value());
    for (Parsed.Wrong<String> each : wrong) {
      if (each.code().equals("secret-in-url")) problems.secret(text);
      if (replaced) problems.error(each.code(), text.at(), each.message(), each.hint());
      else problems.inside(text, each);
    }
    return wrong.isEmpty() ? filled : Optional.empty();
  }

  /** The text with its variables' values. */
  private Optional<String> filled(Node.Scalar text) {
    StringBuilder filled = new StringBuilder();
    List<Parsed.Wrong<String>> wrong = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text.value());
    while (matcher.find()) {
      String name = matcher.group(1);
      Optional<String> value = Optional.empty();
      if (!matcher.group().endsWith("}") || !OURS.matcher(name).matches()) {
        wrong.add(
            new Parsed.Wrong<>(
                "bad-variable",
                "a URL reads only variables called USHER_VAR_…",
                "call it ${USHER_VAR_HOST}, so that no other variable ends up in a URL",
                matcher.start(),
                matcher.group().length()));
      } else {
        value = variables.apply(name);
        if (value.isEmpty()) {
          wrong.add(
              new Parsed.Wrong<>(
                  "unset-variable",
                  "the variable " + Words.shown(name) + " is not set",
                  "set it in usher's environment",
                  matcher.start(),
                  matcher.group().length()));
        }
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(filled);
    wrong.forEach(each -> problems.inside(text, each));
    return wrong.isEmpty() ? Optional.of(filled.toString()) : Optional.empty();
  }
}
