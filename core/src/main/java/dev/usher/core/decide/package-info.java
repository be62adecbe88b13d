/** A decision: all, part or none, with its reason. */
@NullMarked
package dev.usher.core.decide;

import org.jspecify.annotations.NullMarked;
