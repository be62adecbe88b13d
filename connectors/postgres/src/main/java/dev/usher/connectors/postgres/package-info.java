/** PostgreSQL 14 to 18: the native privileges of a cluster, and the database's own answers. */
@NullMarked
package dev.usher.connectors.postgres;

import org.jspecify.annotations.NullMarked;
