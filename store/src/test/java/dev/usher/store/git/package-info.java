/** Policies from real Git repositories. */
@NullMarked
package dev.usher.store.git;

import org.jspecify.annotations.NullMarked;
