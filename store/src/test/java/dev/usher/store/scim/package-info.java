/** Directories on a real PostgreSQL, as the role that works there. */
@NullMarked
package dev.usher.store.scim;

import org.jspecify.annotations.NullMarked;
