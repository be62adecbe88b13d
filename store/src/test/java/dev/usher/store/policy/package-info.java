/** Policies that come into force, on a real store. */
@NullMarked
package dev.usher.store.policy;

import org.jspecify.annotations.NullMarked;
