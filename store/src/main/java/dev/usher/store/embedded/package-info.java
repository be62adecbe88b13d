/**
 * A PostgreSQL of usher's own, in a folder: for a first run, for tests, and for whoever needs no
 * other. It asks everybody for a password and has on disk what it said was done.
 */
@NullMarked
package dev.usher.store.embedded;

import org.jspecify.annotations.NullMarked;
