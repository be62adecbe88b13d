/**
 * Tells others what has changed: an event for each entry of the ledger that says what was done, to
 * whoever subscribed to it, in the ledger's order and at least once.
 */
@NullMarked
package dev.usher.engine.event;

import org.jspecify.annotations.NullMarked;
