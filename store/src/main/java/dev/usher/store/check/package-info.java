/** Whose answers change, for all servers that share the store. */
@NullMarked
package dev.usher.store.check;

import org.jspecify.annotations.NullMarked;
