package dev.usher.policy.section;

import dev.usher.core.model.Nearest;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Who;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.List;
import java.util.Map;

/** Who has a part in usher itself: the section {@code usher}. */
public final class Offices {
  private static final List<String> KEYS = List.of("administrators", "operators", "auditors");

  private final Defined defined;
  private final Problems problems;

  public Offices(Defined defined, Problems problems) {
    this.defined = defined;
    this.problems = problems;
  }

  public Policy.Offices read(Sections sections) {
    Map<String, Node.Entry> said = sections.map("usher");
    for (Node.Entry entry : said.values())
      if (!KEYS.contains(entry.key().value())) unknown(entry.key());
    return new Policy.Offices(
        holders(said, "administrators"), holders(said, "operators"), holders(said, "auditors"));
  }

  private List<Who> holders(Map<String, Node.Entry> said, String office) {
    Node.Entry entry = said.get(office);
    if (entry == null || entry.value() instanceof Node.Scalar scalar && scalar.isNull())
      return List.of();
    return defined.who(Fields.texts(entry.value(), office, problems), false);
  }

  private void unknown(Node.Scalar key) {
    problems.error(
        "unknown-key",
        key.at(),
        "`usher` has no `" + Words.shown(key.value()) + "`",
        Nearest.to(key.value(), KEYS)
            .map(near -> "did you mean `" + near + "`?")
            .orElse("it can have " + String.join(", ", KEYS)));
  }
}
