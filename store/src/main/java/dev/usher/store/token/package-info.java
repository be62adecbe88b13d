/** Bearer tokens in the store: by their digests, never as their bearers show them. */
@NullMarked
package dev.usher.store.token;

import org.jspecify.annotations.NullMarked;
