/** The decision log as rows. */
@NullMarked
package dev.usher.store.decision;

import org.jspecify.annotations.NullMarked;
