package dev.usher.engine.scim;

import com.unboundid.scim2.common.types.AttributeDefinition;
import com.unboundid.scim2.common.types.EnterpriseUserExtension;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.SchemaUtils;
import java.beans.IntrospectionException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The attributes that RFC 7643 defines, found by their names however these are written: names of
 * attributes and of schemas are not case-sensitive (sections 2.1 and 10.3).
 */
public final class Attributes {
  public static final String USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";
  public static final String GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
  public static final String ENTERPRISE_URN =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** As the documents of {@code /Schemas} tell them. */
  public static final SchemaResource USER_SCHEMA = schema(UserResource.class);

  public static final SchemaResource GROUP_SCHEMA = schema(GroupResource.class);
  public static final SchemaResource ENTERPRISE_SCHEMA = schema(EnterpriseUserExtension.class);

  static final Attributes USER = new Attributes(USER_SCHEMA.getAttributes());
  static final Attributes ENTERPRISE = new Attributes(ENTERPRISE_SCHEMA.getAttributes());
  private static final Attributes NONE = new Attributes(List.of());

  private final Map<String, Attribute> byName = new HashMap<>();

  /**
   * What RFC 7643 says of one.
   *
   * @param name as it is written there
   * @param many whether it has several values
   */
  public record Attribute(
      String name,
      AttributeDefinition.Type type,
      boolean many,
      boolean caseExact,
      Attributes within) {}

  private Attributes(Collection<AttributeDefinition> definitions) {
    for (AttributeDefinition one : definitions) {
      Collection<AttributeDefinition> within = one.getSubAttributes();
      byName.put(
          one.getName().toLowerCase(Locale.ROOT),
          new Attribute(
              one.getName(),
              one.getType(),
              one.isMultiValued(),
              one.isCaseExact(),
              within == null ? new Attributes(List.of()) : new Attributes(within)));
    }
  }

  private static SchemaResource schema(Class<?> resource) {
    try {
      return Objects.requireNonNull(SchemaUtils.getSchema(resource));
    } catch (IntrospectionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Those of a schema; of one that RFC 7643 does not define, none are known. */
  static Attributes of(String urn) {
    if (urn.equalsIgnoreCase(USER_URN)) return USER;
    return urn.equalsIgnoreCase(ENTERPRISE_URN) ? ENTERPRISE : NONE;
  }

  /** The schema's name as RFC 7643 writes it; another one as it is. */
  static String urn(String written) {
    for (String known : List.of(USER_URN, GROUP_URN, ENTERPRISE_URN))
      if (known.equalsIgnoreCase(written)) return known;
    return written;
  }

  public Optional<Attribute> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Its name as RFC 7643 writes it; of an unknown one as it is. */
  String name(String written) {
    return find(written).map(Attribute::name).orElse(written);
  }
}
