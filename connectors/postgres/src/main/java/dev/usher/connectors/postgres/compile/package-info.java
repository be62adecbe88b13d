/** From what is meant to the facts that ought to be, or to why a cluster cannot carry it. Pure. */
@NullMarked
package dev.usher.connectors.postgres.compile;

import org.jspecify.annotations.NullMarked;
