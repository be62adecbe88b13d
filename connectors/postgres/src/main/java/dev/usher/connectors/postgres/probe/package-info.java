/**
 * What accounts can really do, by the server's own answers; by another way than {@code inspect} and
 * {@code compile} go.
 */
@NullMarked
package dev.usher.connectors.postgres.probe;

import org.jspecify.annotations.NullMarked;
