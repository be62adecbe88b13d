package dev.usher.engine.scim;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.Optional;

/**
 * Which attribute of a user is meant: a PATCH's path, a dotted key, a filter's attribute, what the
 * policy maps. Core attributes may have their schema's URN in front.
 *
 * @param extension the schema that it belongs to, where that is not the user's own
 * @param attribute empty where all of the schema is meant
 * @param filter which of its values
 */
public record Target(
    Optional<String> extension,
    Optional<String> attribute,
    Optional<Filter> filter,
    Optional<String> sub) {

  /**
   * Reads one.
   *
   * @throws ScimRefused for what is no path
   */
  public static Target parse(String path) {
    String urn = Attributes.urn(path.strip());
    if (urn.equals(Attributes.USER_URN) || urn.equals(Attributes.ENTERPRISE_URN)) return all(urn);
    try {
      return of(Path.fromString(path.strip()));
    } catch (BadRequestException | IllegalArgumentException wrong) {
      throw new ScimRefused(
          Why.INVALID_PATH,
          "The path \""
              + path
              + "\" cannot be read: write attribute, attribute.sub or"
              + " attribute[filter].sub.");
    }
  }

  /** All attributes of a schema. */
  static Target all(String urn) {
    return new Target(
        Optional.of(urn).filter(it -> !it.equals(Attributes.USER_URN)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Target of(Path path) {
    String urn = path.getSchemaUrn();
    Optional<String> extension =
        Optional.ofNullable(urn).map(Attributes::urn).filter(it -> !it.equals(Attributes.USER_URN));
    if (path.size() > 2)
      throw new ScimRefused(
          Why.INVALID_PATH, "The path \"" + path + "\" is deeper than attribute.sub.");
    if (path.isRoot())
      return new Target(extension, Optional.empty(), Optional.empty(), Optional.empty());
    Attributes known = extension.map(Attributes::of).orElse(Attributes.USER);
    Path.Element first = path.getElement(0);
    Optional<Attribute> attribute = known.find(first.getAttribute());
    Optional<String> sub = Optional.empty();
    if (path.size() == 2) {
      String written = path.getElement(1).getAttribute();
      sub = Optional.of(attribute.map(it -> it.within().name(written)).orElse(written));
    }
    return new Target(
        extension,
        Optional.of(attribute.map(Attribute::name).orElse(first.getAttribute())),
        Optional.ofNullable(first.getValueFilter())
            .map(filter -> attribute.map(it -> Filters.within(filter, it)).orElse(filter)),
        sub);
  }

  /** What RFC 7643 says of the attribute. */
  public Optional<Attribute> known() {
    return attribute.flatMap(extension.map(Attributes::of).orElse(Attributes.USER)::find);
  }

  /** The user's own attribute of that name, and all of it. */
  boolean isAll(String name) {
    return extension.isEmpty()
        && attribute.equals(Optional.of(name))
        && filter.isEmpty()
        && sub.isEmpty();
  }
}
