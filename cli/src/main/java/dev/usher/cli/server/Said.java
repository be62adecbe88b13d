package dev.usher.cli.server;

import dev.usher.core.model.Source;
import java.util.Optional;

/**
 * What was said for a key.
 *
 * @param where a flag or a variable, as the user wrote it; empty for the file
 * @param at its place in the file
 */
record Said(String text, String where, Optional<Source> at) {
  static Said with(String where, String text) {
    return new Said(text, where, Optional.empty());
  }
}
