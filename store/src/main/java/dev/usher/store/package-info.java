/** The server's own data, in a PostgreSQL: what the ports of the engine are kept in. */
@NullMarked
package dev.usher.store;

import org.jspecify.annotations.NullMarked;
