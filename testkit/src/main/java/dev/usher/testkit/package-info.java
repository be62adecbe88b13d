/**
 * For tests only: the contract that every connector keeps, a fake that keeps it, real PostgreSQL
 * servers, databases of one's own on them, seeds, and random schemas and policies.
 */
@NullMarked
package dev.usher.testkit;

import org.jspecify.annotations.NullMarked;
