/**
 * The whole store as a file of lines, and back: a logical copy, which any PostgreSQL can read that
 * is new enough.
 */
@NullMarked
package dev.usher.store.backup;

import org.jspecify.annotations.NullMarked;
