/** Tests of what is remembered. */
@NullMarked
package dev.usher.store.memory;

import org.jspecify.annotations.NullMarked;
