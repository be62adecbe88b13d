/**
 * What there is to say of a PostgreSQL, as values: its type and URLs, the names and marks that
 * usher makes, the facts of which a state consists.
 */
@NullMarked
package dev.usher.connectors.postgres.model;

import org.jspecify.annotations.NullMarked;
