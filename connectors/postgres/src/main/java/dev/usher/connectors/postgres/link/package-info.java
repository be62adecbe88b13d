/** Connections to a cluster, and what its errors mean to whoever reads them. */
@NullMarked
package dev.usher.connectors.postgres.link;

import org.jspecify.annotations.NullMarked;
