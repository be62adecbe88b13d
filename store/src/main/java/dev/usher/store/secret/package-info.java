/**
 * Secrets at rest: each is sealed with a key of the store, and that with a key that is not in the
 * store.
 */
@NullMarked
package dev.usher.store.secret;

import org.jspecify.annotations.NullMarked;
