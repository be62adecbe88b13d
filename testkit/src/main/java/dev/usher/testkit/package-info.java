/**
 * For tests only: real PostgreSQL servers, databases of one's own on them, seeds, and random
 * schemas and policies.
 */
@NullMarked
package dev.usher.testkit;

import org.jspecify.annotations.NullMarked;
