package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.Attributes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which attributes the caller wants to see (RFC 7644 section 3.9): {@code id} and {@code schemas}
 * always, and if they name none, all but those that they leave out.
 *
 * @param only in lower case, without the core schemas' URNs
 */
record Wanted(Set<String> only, Set<String> without) {
  private static final List<String> CORE =
      List.of(Attributes.USER_URN + ":", Attributes.GROUP_URN + ":");

  static Wanted of(List<String> only, List<String> without) {
    return new Wanted(names(only), names(without));
  }

  private static Set<String> names(List<String> written) {
    Set<String> names = new HashSet<>();
    for (String list : written)
      for (String one : list.split(",", -1)) {
        String name = one.strip();
        for (String urn : CORE)
          if (name.regionMatches(true, 0, urn, 0, urn.length()))
            name = name.substring(urn.length());
        if (!name.isEmpty()) names.add(name.toLowerCase(Locale.ROOT));
      }
    return names;
  }

  boolean isSaid() {
    return !only.isEmpty() || !without.isEmpty();
  }

  /** Whether all or part of an attribute is wanted. */
  boolean wants(String attribute) {
    String name = attribute.toLowerCase(Locale.ROOT);
    if (only.isEmpty()) return !without.contains(name);
    return only.stream().anyMatch(it -> it.equals(name) || isPart(it, name));
  }

  private static boolean isPart(String name, String of) {
    return name.length() > of.length() + 1
        && name.startsWith(of)
        && (name.charAt(of.length()) == '.' || name.charAt(of.length()) == ':');
  }

  ObjectNode of(ObjectNode resource) {
    if (isSaid()) keep(resource, "");
    return resource;
  }

  private void keep(ObjectNode node, String owner) {
    for (String field : List.copyOf(fields(node))) {
      String name = owner + field.toLowerCase(Locale.ROOT);
      if (owner.isEmpty() && (name.equals("id") || name.equals("schemas"))) continue;
      JsonNode value = node.get(field);
      if (only.contains(name)) continue;
      boolean isIn = only.isEmpty() ? !without.contains(name) : wants(name);
      if (!isIn) node.remove(field);
      else if (value instanceof ObjectNode part) keep(part, name + separator(name));
      else if (value.isArray())
        value.forEach(
            one -> {
              if (one instanceof ObjectNode part) keep(part, name + ".");
            });
    }
  }

  private static String separator(String name) {
    return name.startsWith("urn:") ? ":" : ".";
  }

  private static List<String> fields(ObjectNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }
}
