/** Whose past the store is of, and who takes over. */
@NullMarked
package dev.usher.server.past;

import org.jspecify.annotations.NullMarked;
