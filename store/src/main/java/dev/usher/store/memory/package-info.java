/** Who held what when, as rows with two spans each. */
@NullMarked
package dev.usher.store.memory;

import org.jspecify.annotations.NullMarked;
