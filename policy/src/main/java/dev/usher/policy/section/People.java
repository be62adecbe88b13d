package dev.usher.policy.section;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** People and services. */
public final class People {
  private static final List<String> PERSON = List.of("name", "email", "attributes", "adopt");
  private static final List<String> SERVICE =
      List.of("owner", "description", "attributes", "adopt", "trust");

  /** http only on this machine. */
  private static final Pattern ISSUER =
      Pattern.compile(
          "https://.+|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]{1,5})?(/.*)?");

  private final Defined defined;
  private final Problems problems;

  public People(Defined defined, Problems problems) {
    this.defined = defined;
    this.problems = problems;
  }

  /** Each by name. */
  public Map<String, Subject> read(Sections sections) {
    Map<String, Subject> all = new LinkedHashMap<>();
    for (Node.Entry entry : sections.map("people").values()) {
      all.put(entry.key().value(), person(entry));
    }
    for (Node.Entry entry : sections.map("services").values()) {
      all.putIfAbsent(entry.key().value(), service(entry));
    }
    return all;
  }

  private Subject person(Node.Entry entry) {
    Optional<Fields> fields = Fields.of(entry.value(), "a person", PERSON, problems);
    fields.ifPresent(each -> each.text("name"));
    Optional<Node.Scalar> email = fields.flatMap(each -> each.text("email"));
    email.filter(text -> !isEmail(text.value())).ifPresent(this::badEmail);
    return new Subject(
        entry.key().value(),
        Subject.Kind.PERSON,
        attributes(fields),
        fields.filter(each -> each.flag("adopt")).isPresent(),
        email.map(Node.Scalar::value),
        Optional.empty(),
        Optional.empty(),
        entry.key().at());
  }

  private static boolean isEmail(String text) {
    int sign = text.indexOf('@');
    return sign > 0
        && sign < text.length() - 1
        && text.indexOf('@', sign + 1) < 0
        && text.chars().noneMatch(letter -> letter <= ' ' || letter == ',');
  }

  private void badEmail(Node.Scalar email) {
    problems.error("bad-email", email.at(), "this is no mail address", "write name@host");
  }

  private Map<String, Value> attributes(Optional<Fields> fields) {
    return fields
        .flatMap(each -> each.node("attributes"))
        .map(node -> Values.read(node, "attributes", true, problems))
        .orElse(Map.of());
  }

  private Subject service(Node.Entry entry) {
    Optional<Fields> fields = Fields.of(entry.value(), "a service", SERVICE, problems);
    fields.ifPresent(each -> each.text("description"));
    Optional<String> owner =
        fields.stream()
            .flatMap(each -> each.text("owner").stream())
            .flatMap(text -> defined.who(List.of(text), false).stream())
            .map(Who::toString)
            .findFirst();
    return new Subject(
        entry.key().value(),
        Subject.Kind.SERVICE,
        attributes(fields),
        fields.filter(each -> each.flag("adopt")).isPresent(),
        Optional.empty(),
        owner,
        fields.flatMap(each -> each.node("trust")).flatMap(this::trust),
        entry.key().at());
  }

  private Optional<Policy.Trust> trust(Node node) {
    Optional<Fields> found = Fields.of(node, "a trust", List.of("issuer", "claims"), problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    problems.notYet(
        fields.at(), "tokens of a service's issuer are taken at gateways, and nowhere else yet");
    fields.require("issuer", "write issuer: \"https://…\"");
    fields.require(
        "claims", "write claims: { repository: acme/shop }: an issuer alone is too wide");
    Optional<Node.Scalar> issuer = fields.text("issuer");
    if (issuer.isPresent() && !ISSUER.matcher(issuer.get().value()).matches()) {
      problems.error(
          "bad-issuer", issuer.get().at(), "an issuer is an https URL", "write \"https://…\"");
    }
    Map<String, String> claims = new LinkedHashMap<>();
    fields.node("claims").ifPresent(each -> claims(each, claims));
    return issuer.map(text -> new Policy.Trust(text.value(), claims));
  }

  private void claims(Node node, Map<String, String> claims) {
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Keyed keyed ->
          keyed
              .entries()
              .forEach(
                  (name, entry) ->
                      Fields.text(entry.value(), "each claim", problems)
                          .ifPresent(text -> claims.put(name, text.value())));
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map", node.at(), "`claims` is a map", "write { repository: acme/shop }");
    }
  }
}
