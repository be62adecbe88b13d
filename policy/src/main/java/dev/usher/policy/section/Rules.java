package dev.usher.policy.section;

import dev.usher.core.condition.Value;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must never be so ({@code never}), and examples that must come out ({@code expect}). */
public final class Rules {
  private static final List<String> NEVER = List.of("who", "can", "on", "standing", "why");
  private static final List<String> EXPECT =
      List.of("who", "can", "cannot", "on", "row", "context");

  private final Map<String, SystemType> systems;
  private final AddressParser addresses;
  private final Actions actions;
  private final Defined defined;
  private final Problems problems;

  public Rules(
      Map<String, SystemType> systems,
      AddressParser addresses,
      Defined defined,
      Problems problems) {
    this.systems = systems;
    this.addresses = addresses;
    this.actions = new Actions(systems, problems);
    this.defined = defined;
    this.problems = problems;
  }

  /** In the order of the text. */
  public List<Policy.Never> nevers(Sections sections) {
    List<Policy.Never> all = new ArrayList<>();
    for (Node node : sections.list("never")) never(node).ifPresent(all::add);
    return all;
  }

  /** In the order of the text. */
  public List<Policy.Expect> expects(Sections sections) {
    List<Policy.Expect> all = new ArrayList<>();
    for (Node node : sections.list("expect")) expect(node).ifPresent(all::add);
    return all;
  }

  private Optional<Policy.Never> never(Node node) {
    Optional<Fields> found = Fields.of(node, "a never", NEVER, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    List<Who> who =
        defined.who(
            fields.someTexts("who", "write who: team:backend, or \"*\" for everyone"), true);
    List<Node.Scalar> words = fields.someTexts("can", "write can: [write, truncate]");
    List<Node.Scalar> readable = new ArrayList<>();
    List<Pattern> on = patterns(fields.someTexts("on", "write on: \"prod/**\""), readable);
    Set<String> known = check(words, readable, on);
    String why = fields.text("why").map(Node.Scalar::value).orElse("");
    if (who.isEmpty() || known.isEmpty() || on.isEmpty()) return Optional.empty();
    return Optional.of(new Policy.Never(who, known, on, fields.flag("standing"), why, fields.at()));
  }

  private Optional<Policy.Expect> expect(Node node) {
    Optional<Fields> found = Fields.of(node, "an expect", EXPECT, problems);
    if (found.isEmpty()) return Optional.empty();
    Fields fields = found.get();
    fields.require("who", "write who: alice");
    List<Who> who = defined.who(fields.text("who").stream().toList(), false);
    boolean can = fields.has("can");
    if (can == fields.has("cannot")) {
      problems.error(
          "can-or-cannot",
          can ? fields.at("cannot") : fields.at(),
          "an expect has either `can` or `cannot`",
          can ? "make two of it" : "write can: read, or cannot: update");
    }
    List<Node.Scalar> words =
        can || !fields.has("cannot")
            ? fields.texts("can")
            : fields.someTexts("cannot", "write cannot: update");
    fields.require("on", "write on: prod/shop-db/public/orders");
    List<Node.Scalar> readable = new ArrayList<>();
    List<Pattern> on = patterns(fields.text("on").stream().toList(), readable);
    Set<String> known = check(words, readable, on);
    Map<String, Value> row =
        fields.node("row").map(each -> Values.read(each, "row", false, problems)).orElse(Map.of());
    if (who.isEmpty() || known.isEmpty() || on.isEmpty()) return Optional.empty();
    return Optional.of(
        new Policy.Expect(
            who.getFirst(),
            can,
            known,
            on.getFirst(),
            row,
            context(fields, on.getFirst()),
            fields.at()));
  }

  /** What is said with the question; only an application is asked so. */
  private Map<String, Value> context(Fields fields, Pattern on) {
    Optional<Node> node = fields.node("context");
    if (node.isEmpty()) return Map.of();
    if (!Kinds.inPolicy(on, systems).keySet().stream().allMatch(SystemType::isChecked))
      problems.error(
          "context-unheard",
          fields.at("context"),
          "only an application is asked with a context",
          "drop it: a database is not told one");
    return Values.read(node.get(), "context", false, problems);
  }

  private Set<String> check(List<Node.Scalar> words, List<Node.Scalar> written, List<Pattern> on) {
    List<Map<SystemType, Set<String>>> kinds =
        on.stream().map(each -> Kinds.inPolicy(each, systems)).toList();
    actions.check(words, written, kinds);
    return actions.known(words);
  }

  private List<Pattern> patterns(List<Node.Scalar> written, List<Node.Scalar> readable) {
    List<Pattern> patterns = new ArrayList<>();
    for (Node.Scalar each : written) {
      switch (addresses.pattern(each.value())) {
        case Parsed.Ok<Pattern>(Pattern pattern) -> {
          patterns.add(pattern);
          readable.add(each);
        }
        case Parsed.Wrong<Pattern> wrong -> problems.inside(each, wrong);
      }
    }
    return patterns;
  }
}
