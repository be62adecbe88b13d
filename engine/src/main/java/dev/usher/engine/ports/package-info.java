/** What the use cases need of the world: a ledger's store, and usher's own accounts. */
@NullMarked
package dev.usher.engine.ports;

import org.jspecify.annotations.NullMarked;
