package dev.usher.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A policy for one database in one environment, written as people write it. */
final class PolicyFolder {
  /** How roles name the database. */
  static final String SYSTEM = "shop";

  private final List<String> people = new ArrayList<>();
  private final Map<String, List<String>> teams = new TreeMap<>();
  private final Map<String, List<String>> roles = new TreeMap<>();
  private final List<String> grants = new ArrayList<>();

  PolicyFolder person(String name) {
    people.add(name);
    return this;
  }

  PolicyFolder team(String name, List<String> members) {
    teams.put(name, members);
    return this;
  }

  /**
   * @param permissions each as {@link #can} makes it
   */
  PolicyFolder role(String name, List<String> permissions) {
    roles.put(name, permissions);
    return this;
  }

  PolicyFolder grant(String to, String role) {
    grants.add("  - { to: %s, role: %s, in: prod, because: A figure }\n".formatted(to, role));
    return this;
  }

  /** A permission: {@code read} on {@code s1/*}. */
  static String can(String words, String path) {
    return "      - { do: %s, on: \"%s/%s\" }\n".formatted(words, SYSTEM, path);
  }

  /** Writes it under the playground's folder of that name, over what was there. */
  Path write(Playground playground, String folder, List<String> schemas, String url)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("environments:\n  prod: {}\nsystems:\n  ").append(SYSTEM);
    text.append(":\n    type: postgresql\n    in:\n      prod: { url: \"").append(url);
    text.append("\", admin: \"file:").append(playground.secret()).append("\" }\n");
    text.append("    schemas: [").append(String.join(", ", schemas));
    text.append("]\n    public: keep\npeople:\n");
    people.forEach(name -> text.append("  ").append(name).append(": {}\n"));
    if (!teams.isEmpty()) text.append("teams:\n");
    teams.forEach(
        (name, members) ->
            text.append("  %s: { members: [%s] }\n".formatted(name, String.join(", ", members))));
    text.append("roles:\n");
    roles.forEach(
        (name, permissions) -> {
          text.append("  ").append(name).append(":\n    can:\n");
          permissions.forEach(text::append);
        });
    text.append("grants:\n");
    grants.forEach(text::append);
    Path policy = playground.scene().folder(folder + "/access");
    Files.writeString(policy.resolve("policy.yaml"), text);
    return policy;
  }
}
