package dev.usher.sdk.guard;

import dev.usher.core.check.Asked;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Names;
import dev.usher.core.model.Target;
import java.util.Map;
import java.util.Optional;

/**
 * What a request would do in an application.
 *
 * @param kind of the resource: {@code order}
 * @param name of the resource, with any characters: it is quoted here, and not by whoever asks
 * @param attributes what is known of the resource; a condition that reads another is not met
 * @param context what is said besides, to conditions
 */
public record Operation(
    Target application,
    String action,
    String kind,
    String name,
    Map<String, Value> attributes,
    Map<String, Value> context) {
  public Operation {
    attributes = Map.copyOf(attributes);
    context = Map.copyOf(context);
  }

  /** Of which nothing more is known. */
  public Operation(Target application, String action, String kind, String name) {
    this(application, action, kind, name, Map.of(), Map.of());
  }

  /** The same on a resource of which that is known. */
  public Operation with(Map<String, Value> attributes) {
    return new Operation(application, action, kind, name, attributes, context);
  }

  /** The same with that said besides. */
  public Operation in(Map<String, Value> context) {
    return new Operation(application, action, kind, name, attributes, context);
  }

  Asked by(Caller caller) {
    String resource = application + "/" + kind + ":" + Names.quote(name);
    return new Asked(
        caller.kind(), caller.name(), action, kind, resource, Optional.of(attributes), context);
  }
}
