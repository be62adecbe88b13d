package dev.usher.policy.section;

import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The directories: where people are known whom the text does not name. */
public final class Directories {
  private static final List<String> KEYS = List.of("type", "id", "attributes", "brake");
  private static final List<String> IDS = List.of("userName", "email", "externalId");

  /** A path as RFC 7644 has it in 3.10, with at most a plain comparison in its brackets. */
  private static final Pattern PATH =
      Pattern.compile(
          "(urn:[A-Za-z0-9._:-]+:)?[A-Za-z$][A-Za-z0-9_$-]*"
              + "(\\[[A-Za-z$][A-Za-z0-9_$-]* eq (\"[^\"\\\\]+\"|true|false)])?"
              + "(\\.[A-Za-z$][A-Za-z0-9_$-]*)?");

  private static final int LONGEST_PATH = 300;

  /** Beyond these there is no brake to speak of. */
  private static final int MOST_PEOPLE = 100;

  private static final int MOST_SHARE = 50;

  private final Problems problems;

  public Directories(Problems problems) {
    this.problems = problems;
  }

  /** Each by name. */
  public Map<String, Directory> read(Sections sections) {
    Map<String, Directory> all = new LinkedHashMap<>();
    for (Node.Entry entry : sections.map("directories").values()) {
      Fields.of(entry.value(), "a directory", KEYS, problems)
          .ifPresent(fields -> all.put(entry.key().value(), directory(entry.key(), fields)));
    }
    return all;
  }

  private Directory directory(Node.Scalar name, Fields fields) {
    if (!fields.has("type")) {
      problems.error("missing-key", name.at(), "a directory needs `type`", "write type: scim");
    }
    return new Directory(
        name.value(),
        fields.choice("type", List.of("scim")).orElse("scim"),
        fields.choice("id", IDS).map(Directories::id).orElse(Directory.Id.USER_NAME_BEFORE_AT),
        fields.node("attributes").map(this::attributes).orElse(Map.of()),
        fields.node("brake").flatMap(this::brake).orElse(Brake.USUAL),
        name.at());
  }

  private static Directory.Id id(String word) {
    return switch (word) {
      case "userName" -> Directory.Id.USER_NAME;
      case "email" -> Directory.Id.EMAIL_BEFORE_AT;
      case "externalId" -> Directory.Id.EXTERNAL_ID;
      default -> throw new IllegalArgumentException(word);
    };
  }

  private Map<String, String> attributes(Node node) {
    Map<String, String> all = new LinkedHashMap<>();
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Scalar scalar when scalar.isNull() -> {}
      case Node.Keyed keyed -> {
        for (Node.Entry entry : keyed.entries().values()) {
          Values.checkName(entry.key(), problems);
          Fields.text(entry.value(), "each attribute", problems)
              .filter(this::isPath)
              .ifPresent(path -> all.put(entry.key().value(), path.value()));
        }
      }
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map",
              node.at(),
              "`attributes` is a map: each attribute, and behind it the directory's field",
              "write { department: \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
                  + ":department\" }");
    }
    return all;
  }

  private boolean isPath(Node.Scalar written) {
    String path = written.value();
    boolean fine = path.length() <= LONGEST_PATH && PATH.matcher(path).matches();
    if (fine && !path.toLowerCase(Locale.ROOT).endsWith("password")) return true;
    problems.error(
        "bad-path",
        written.at(),
        fine ? "a password is nobody's attribute" : "this is no path to a field of a user",
        "write title, name.familyName, emails[type eq \"work\"].value, or an extension's URN, a"
            + " colon and its field");
    return false;
  }

  private Optional<Brake> brake(Node node) {
    return Fields.of(node, "a brake, which is never off,", List.of("people", "share"), problems)
        .map(
            fields ->
                new Brake(
                    fields.number("people", 0, MOST_PEOPLE).orElse(Brake.USUAL.people()),
                    fields.number("share", 0, MOST_SHARE).orElse(Brake.USUAL.share())));
  }
}
