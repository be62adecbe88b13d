/** Sets of native facts, and the one generic difference between two of them. */
@NullMarked
package dev.usher.core.diff;

import org.jspecify.annotations.NullMarked;
