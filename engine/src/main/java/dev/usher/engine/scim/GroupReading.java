package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import dev.usher.engine.scim.PatchOp.Kind;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of a group. Of a membership it is what changes, never the whole group: as a whole,
 * two who write at once lose each other's members.
 */
public final class GroupReading {
  private GroupReading() {}

  /**
   * A new group, or all of one that is there.
   *
   * @throws ScimRefused for what is no group
   */
  public static List<GroupChange> whole(JsonNode body) {
    List<GroupChange> said = new ArrayList<>(object(Kind.REPLACE, body, Optional.empty()));
    if (said.stream().noneMatch(GroupChange.Named.class::isInstance))
      throw new ScimRefused(Why.INVALID_VALUE, "A group needs a displayName.");
    if (said.stream().noneMatch(GroupChange.Exactly.class::isInstance))
      said.add(new GroupChange.Exactly(List.of()));
    return said;
  }

  /** What a PUT does not name is cleared: who is left out of it is not left in. */
  public static List<GroupChange> replacing(JsonNode body) {
    List<GroupChange> said = new ArrayList<>(whole(body));
    if (said.stream().noneMatch(GroupChange.External.class::isInstance))
      said.add(new GroupChange.External(Optional.empty()));
    return said;
  }

  /**
   * What a PATCH says.
   *
   * @param id of the group: Okta sends it along when it renames one
   */
  public static List<GroupChange> patch(List<PatchOp> operations, String id) {
    List<GroupChange> said = new ArrayList<>();
    for (PatchOp one : operations) {
      if (one.path().isPresent())
        said.addAll(at(one.kind(), path(one.path().get()), one.value(), Optional.of(id)));
      else if (one.kind() == Kind.REMOVE)
        throw new ScimRefused(Why.NO_TARGET, "A remove needs a path.");
      else said.addAll(object(one.kind(), one.value(), Optional.of(id)));
    }
    return said;
  }

  private static List<GroupChange> object(Kind kind, JsonNode object, Optional<String> id) {
    if (!object.isObject())
      throw new ScimRefused(Why.INVALID_SYNTAX, "Without a path the value is an object.");
    List<GroupChange> said = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getKey().equalsIgnoreCase(Attributes.GROUP_URN))
        said.addAll(object(kind, entry.getValue(), id));
      else said.addAll(at(kind, path(entry.getKey()), entry.getValue(), id));
    }
    return said;
  }

  private static Path path(String text) {
    // A schema of somebody's own may have a URL for its name, which no path can begin with.
    if (text.startsWith("http")) return Path.root("urn:other").attribute("attribute");
    try {
      return Path.fromString(text);
    } catch (BadRequestException | IllegalArgumentException wrong) {
      throw new ScimRefused(
          Why.INVALID_PATH,
          "The path \""
              + text
              + "\" cannot be read: write displayName, members or members[value"
              + " eq \"ID\"].");
    }
  }

  private static List<GroupChange> at(Kind kind, Path path, JsonNode value, Optional<String> id) {
    boolean ours =
        path.getSchemaUrn() == null || path.getSchemaUrn().equalsIgnoreCase(Attributes.GROUP_URN);
    String name = path.isRoot() ? "" : path.getElement(0).getAttribute();
    if (Active.isNamed(name)) throw Active.notUnderstood(path.toString());
    if (!ours) return List.of();
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "" -> object(kind, value, id);
      case "displayname" -> List.of(new GroupChange.Named(displayName(kind, value)));
      case "externalid" ->
          List.of(
              new GroupChange.External(
                  kind == Kind.REMOVE || value.isNull()
                      ? Optional.empty()
                      : Optional.of(value.asText())));
      case "members" ->
          List.of(members(kind, Optional.ofNullable(path.getElement(0).getValueFilter()), value));
      case "id" -> {
        if (id.isPresent() && !id.get().equalsIgnoreCase(value.asText()))
          throw new ScimRefused(Why.MUTABILITY, "A group keeps its id.");
        yield List.of();
      }
      // schemas, meta, and what other schemas want: nothing of it is asked for here.
      default -> {
        Active.mustNotBeIn(value);
        yield List.of();
      }
    };
  }

  private static String displayName(Kind kind, JsonNode value) {
    if (kind == Kind.REMOVE || !value.isTextual() || value.textValue().isBlank())
      throw new ScimRefused(Why.INVALID_VALUE, "A group needs a displayName.");
    return value.textValue();
  }

  private static GroupChange members(Kind kind, Optional<Filter> filter, JsonNode value) {
    if (filter.isPresent()) {
      List<String> named = named(filter.get());
      return switch (kind) {
        case ADD, REPLACE -> new GroupChange.Join(named);
        case REMOVE -> new GroupChange.Leave(named);
      };
    }
    return switch (kind) {
      case ADD -> new GroupChange.Join(ids(value));
      case REPLACE -> new GroupChange.Exactly(ids(value));
      case REMOVE ->
          value.isNull() ? new GroupChange.Exactly(List.of()) : new GroupChange.Leave(ids(value));
    };
  }

  private static List<String> named(Filter filter) {
    if (filter.getFilterType() == FilterType.OR)
      return FilterParts.combined(filter).stream().flatMap(it -> named(it).stream()).toList();
    if (filter.getFilterType() == FilterType.EQUAL
        && FilterParts.path(filter).toString().equalsIgnoreCase("value"))
      return List.of(FilterParts.value(filter).asText());
    throw new ScimRefused(
        Why.INVALID_FILTER, "Members are found by members[value eq \"ID\"], and not otherwise.");
  }

  private static List<String> ids(JsonNode value) {
    List<String> ids = new ArrayList<>();
    if (value.isArray()) value.forEach(one -> ids.addAll(ids(one)));
    else if (value.isObject()) {
      String id = "";
      for (Map.Entry<String, JsonNode> entry : value.properties())
        if (entry.getKey().equalsIgnoreCase("value")) id = entry.getValue().asText("");
      if (id.isBlank())
        throw new ScimRefused(Why.INVALID_VALUE, "Each member needs a value: its id.");
      ids.add(id);
    } else if (value.isTextual() && !value.textValue().isBlank()) ids.add(value.textValue());
    else if (!value.isNull())
      throw new ScimRefused(Why.INVALID_VALUE, "Members are a list of {\"value\": \"ID\"}.");
    return ids;
  }
}
