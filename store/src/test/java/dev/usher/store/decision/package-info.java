/** The decision log, on a real store. */
@NullMarked
package dev.usher.store.decision;

import org.jspecify.annotations.NullMarked;
