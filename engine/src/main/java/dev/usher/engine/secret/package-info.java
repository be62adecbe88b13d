/** Secrets: where they are, how they are read, and those that the store keeps, sealed. */
@NullMarked
package dev.usher.engine.secret;

import org.jspecify.annotations.NullMarked;
