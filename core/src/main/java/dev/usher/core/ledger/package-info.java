/** What was done: entries chained over canonical bytes. */
@NullMarked
package dev.usher.core.ledger;

import org.jspecify.annotations.NullMarked;
