/**
 * One policy held against another: who gains and who loses what, for whatever may exist in the
 * targets. What it tells is held against {@code core/meaning} by the tests.
 */
@NullMarked
package dev.usher.core.compare;

import org.jspecify.annotations.NullMarked;
