package dev.usher.engine.scim;

import java.util.List;
import java.util.Optional;

/**
 * A part of what was found.
 *
 * @param total of all that there are
 * @param next the cursor of the page behind this one; none behind the last, and none where the page
 *     was asked for by its number
 */
public record ScimPage<T>(long total, List<T> resources, Optional<String> next) {
  public ScimPage {
    resources = List.copyOf(resources);
  }
}
