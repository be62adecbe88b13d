/** Diagnostics, and how they look as text: what is wrong, where, and what to write instead. */
@NullMarked
package dev.usher.core.diagnostic;

import org.jspecify.annotations.NullMarked;
