/** The connector on real servers: what it does is held against the meaning, by other routes. */
package dev.usher.connectors.postgres.proof;
