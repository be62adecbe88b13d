package dev.usher.engine.scim;

import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import java.util.Optional;

/**
 * Which resources, in which order, and which part of them (RFC 7644 section 3.4.2).
 *
 * @param sortBy in the order of creation where it is not said
 * @param count at most so many
 */
public record ScimQuery(
    Optional<Filter> filter, Optional<Path> sortBy, boolean descending, From from, int count) {

  /** Where the page begins. */
  public sealed interface From {
    /** The first is 1. */
    record Index(long start) implements From {}

    /**
     * RFC 9865.
     *
     * @param text as it was given out with the page before; empty for the first
     */
    record Cursor(String text) implements From {}
  }
}
