@NullMarked
package dev.usher.store.ledger;

import org.jspecify.annotations.NullMarked;
