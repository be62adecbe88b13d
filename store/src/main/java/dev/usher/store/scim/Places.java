package dev.usher.store.scim;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.types.AttributeDefinition;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which attributes are columns, and where in the document the others are. */
enum Places {
  USERS {
    @Override
    Place of(Path path, Parameters parameters) {
      return column(path)
          .orElseGet(
              () ->
                  switch (written(path)) {
                    case "username" -> new Place.Text("t.user_name", false);
                    case "active" -> new Place.Flag("t.active");
                    case "groups", "groups.value" ->
                        new Place.Each(
                            "directory_member m where m.member_id = t.id and m.told and",
                            new Place.Id("m.group_id"));
                    case "password" -> throw unknown(path);
                    default -> document(Target.of(path), parameters);
                  });
    }

    private Place document(Target target, Parameters parameters) {
      String attribute = target.attribute().orElseThrow(() -> unknown(Path.root()));
      boolean exact = target.known().filter(it -> isExact(it, target.sub())).isPresent();
      String owner =
          target
              .extension()
              .map(urn -> "(t.document -> cast(" + parameters.add(urn) + " as text))")
              .orElse("t.document");
      String name = parameters.add(attribute);
      if (target.known().filter(Attribute::many).isPresent())
        return new Place.Each(
            "jsonb_array_elements(%s -> cast(%s as text)) e(v) where".formatted(owner, name),
            new Place.Text(
                "e.v ->> cast(%s as text)".formatted(parameters.add(target.sub().orElse("value"))),
                exact));
      boolean isComplex =
          target.known().filter(it -> it.type() == AttributeDefinition.Type.COMPLEX).isPresent();
      Optional<String> sub =
          target.sub().or(() -> isComplex ? Optional.of("value") : Optional.empty());
      if (sub.isPresent())
        return new Place.Text(
            "%s -> cast(%s as text) ->> cast(%s as text)"
                .formatted(owner, name, parameters.add(sub.get())),
            exact);
      return new Place.Text("%s ->> cast(%s as text)".formatted(owner, name), exact);
    }

    @Override
    Place within(Path attribute, Path path, Parameters parameters) {
      Target target = Target.of(attribute);
      if (target.known().filter(Attribute::many).isEmpty())
        return of(attribute.attribute(path), parameters);
      String written = path.getElement(0).getAttribute();
      Optional<Attribute> sub = target.known().flatMap(it -> it.within().find(written));
      return new Place.Text(
          "e.v ->> cast(%s as text)"
              .formatted(parameters.add(sub.map(Attribute::name).orElse(written))),
          sub.filter(Attribute::caseExact).isPresent());
    }
  },
  GROUPS {
    @Override
    Place of(Path path, Parameters parameters) {
      return column(path)
          .orElseGet(
              () ->
                  switch (written(path)) {
                    case "displayname" -> new Place.Text("t.display_name", false);
                    case "members", "members.value" ->
                        new Place.Each(
                            "directory_member m where m.group_id = t.id and m.told and",
                            new Place.Id("m.member_id"));
                    default -> throw unknown(path);
                  });
    }

    @Override
    Place within(Path attribute, Path path, Parameters parameters) {
      if (!written(attribute).equals("members") || !written(path).equals("value"))
        throw unknown(path);
      return new Place.Id("m.member_id");
    }
  };

  private static final List<String> OURS =
      List.of(
          "urn:ietf:params:scim:schemas:core:2.0:user:",
          "urn:ietf:params:scim:schemas:core:2.0:group:");

  abstract Place of(Path path, Parameters parameters);

  /** The same of a path within the filter of an attribute: {@code emails[type eq "work"]}. */
  abstract Place within(Path attribute, Path path, Parameters parameters);

  /** Of an attribute with parts it is the part that counts: of itself the value. */
  private static boolean isExact(Attribute attribute, Optional<String> sub) {
    if (attribute.type() != AttributeDefinition.Type.COMPLEX) return attribute.caseExact();
    return attribute.within().find(sub.orElse("value")).filter(Attribute::caseExact).isPresent();
  }

  private static Optional<Place> column(Path path) {
    return switch (written(path)) {
      case "id" -> Optional.of(new Place.Id("t.id"));
      case "externalid" -> Optional.of(new Place.Text("t.external_id", true));
      case "meta.created" -> Optional.of(new Place.Moment("t.created"));
      case "meta.lastmodified" -> Optional.of(new Place.Moment("t.modified"));
      default -> Optional.empty();
    };
  }

  private static String written(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    for (String urn : OURS) if (name.startsWith(urn)) return name.substring(urn.length());
    return name;
  }

  static ScimRefused unknown(Path path) {
    return new ScimRefused(Why.INVALID_FILTER, "\"" + path + "\" is nothing to filter or sort by.");
  }
}
