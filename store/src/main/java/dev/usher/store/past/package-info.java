/** Whose past the store is of, as rows. */
@NullMarked
package dev.usher.store.past;

import org.jspecify.annotations.NullMarked;
