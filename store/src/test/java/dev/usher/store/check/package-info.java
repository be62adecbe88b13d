/** Whose answers change, on a real store. */
@NullMarked
package dev.usher.store.check;

import org.jspecify.annotations.NullMarked;
