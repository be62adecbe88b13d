/** The ledger in the server's database: the lines of a ledger's file as rows. */
@NullMarked
package dev.usher.store.ledger;

import org.jspecify.annotations.NullMarked;
