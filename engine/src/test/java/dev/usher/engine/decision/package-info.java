/** The decision log with sinks that work, fail and hang. */
@NullMarked
package dev.usher.engine.decision;

import org.jspecify.annotations.NullMarked;
