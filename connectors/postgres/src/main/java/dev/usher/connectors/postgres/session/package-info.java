/**
 * An open cluster: the lock of its one writer, statements carried out, sessions ended, passwords
 * given.
 */
@NullMarked
package dev.usher.connectors.postgres.session;

import org.jspecify.annotations.NullMarked;
