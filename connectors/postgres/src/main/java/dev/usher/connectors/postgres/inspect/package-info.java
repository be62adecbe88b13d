/** From a live cluster to facts, by a fixed number of bulk questions. */
@NullMarked
package dev.usher.connectors.postgres.inspect;

import org.jspecify.annotations.NullMarked;
