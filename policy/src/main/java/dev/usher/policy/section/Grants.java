package dev.usher.policy.section;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Who;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Grants: which role goes to whom, where, when and why. */
public final class Grants {
  private static final List<String> KEYS =
      List.of("to", "role", "in", "from", "until", "because", "on-request");
  private static final List<String> REQUEST = List.of("at-most", "approved-by", "reason");

  private final Map<String, Policy.Environment> environments;
  private final Defined defined;
  private final Gives gives;
  private final Times times;
  private final Instant now;
  private final Problems problems;

  public Grants(
      Map<String, Policy.Environment> environments,
      Defined defined,
      Gives gives,
      ZoneId zone,
      Instant now,
      Problems problems) {
    this.environments = environments;
    this.defined = defined;
    this.gives = gives;
    this.times = new Times(zone, problems);
    this.now = now;
    this.problems = problems;
  }

  /** In the order of the text. */
  public List<Grant> read(Sections sections) {
    List<Grant> all = new ArrayList<>();
    for (Node node : sections.list("grants")) grant(node).ifPresent(all::add);
    return all;
  }

  private Optional<Grant> grant(Node node) {
    Optional<Fields> found = Fields.of(node, "a grant", KEYS, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    List<Who> to = defined.who(fields.someTexts("to", "write to: team:backend"), false);
    fields.require("role", "write role: and the name of a role");
    Optional<String> role = fields.text("role").flatMap(defined::role);
    List<Node.Scalar> written = fields.someTexts("in", "write in: dev, or in: [dev, staging]");
    List<String> in = defined.environments(written);
    Optional<Instant> from = fields.text("from").flatMap(times::from);
    Optional<Instant> until = fields.text("until").flatMap(times::until);
    checkTime(fields, from, until);
    String because = fields.text("because").map(Node.Scalar::value).orElse("");
    Optional<Policy.OnRequest> onRequest = fields.node("on-request").flatMap(this::onRequest);
    if (role.isPresent()) {
      written.forEach(each -> checkGives(role.get(), each));
      if (!fields.has("because")) checkBecause(fields, role.get(), in, fields.has("on-request"));
    }
    if (role.isEmpty() || to.isEmpty() || in.isEmpty()) return Optional.empty();
    return Optional.of(new Grant(to, role.get(), in, from, until, because, onRequest, fields.at()));
  }

  private void checkTime(Fields fields, Optional<Instant> from, Optional<Instant> until) {
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      problems.error(
          "empty-time",
          fields.at("until"),
          "this grant is over before it begins",
          "write an `until` that lies after `from`");
    } else if (until.isPresent() && !now.isBefore(until.get())) {
      problems.note(
          "grant-over", fields.at("until"), "this grant is over: it gives nothing any more");
    } else if (from.isPresent() && now.isBefore(from.get())) {
      problems.note(
          "grant-not-begun", fields.at("from"), "this grant has not begun: it gives nothing yet");
    }
  }

  private void checkGives(String role, Node.Scalar environment) {
    Policy.Environment known = environments.get(environment.value());
    if (known == null || known.template() || problems.isIncomplete()) return;
    if (gives.nothing(role, known.name())) {
      problems.error(
          "grant-of-nothing",
          environment.at(),
          "role `" + role + "` gives nothing at all in `" + known.name() + "`",
          "take `" + known.name() + "` out of `in`, or give the role's systems a target there");
    }
  }

  private void checkBecause(Fields fields, String role, List<String> in, boolean onRequest) {
    for (String name : in) {
      Policy.Environment environment = environments.get(name);
      if (environment == null) continue;
      if (environment.isProtected() && !onRequest && gives.beyondReading(role, name)) {
        problems.error(
            "missing-because",
            fields.at(),
            "`" + name + "` is protected: a standing grant to change something there says why",
            "add because: \"…\", or on-request: { at-most: 2h, approved-by: team:… }");
        return;
      }
    }
    problems.warning(
        "missing-because",
        fields.at(),
        "this grant does not say why",
        "add because: \"…\": it goes with the grant to every audit entry");
  }

  private Optional<Policy.OnRequest> onRequest(Node node) {
    Optional<Fields> found = Fields.of(node, "an `on-request`", REQUEST, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    problems.notYet(fields.at(), "requests cannot be made yet, so this grant gives nothing");
    fields.require("at-most", "write at-most: 2h");
    Optional<Duration> atMost =
        fields.text("at-most").flatMap(text -> Times.length(text, problems));
    List<Who> approvers =
        defined.who(fields.someTexts("approved-by", "write approved-by: team:security"), false);
    Optional<Node.Scalar> reason = fields.text("reason");
    boolean required = reason.filter(text -> text.value().equals("required")).isPresent();
    if (reason.isPresent() && !required && !reason.get().value().equals("optional")) {
      problems.error(
          "bad-reason",
          reason.get().at(),
          "`reason` is required or optional",
          "write reason: required");
    }
    return atMost.map(length -> new Policy.OnRequest(length, approvers, required));
  }
}
