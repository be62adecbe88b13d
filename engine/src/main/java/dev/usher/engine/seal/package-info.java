/**
 * Checkpoints of the ledger: signed, brought out of the store, and held against an export later. So
 * that nobody can write anew what was done, not even who owns the database.
 */
@NullMarked
package dev.usher.engine.seal;

import org.jspecify.annotations.NullMarked;
