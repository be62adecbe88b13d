/**
 * For tests only: the contract that every connector keeps, a fake that keeps it, real PostgreSQL
 * and Redis servers, databases of one's own, seeds, and random schemas and policies.
 */
@NullMarked
package dev.usher.testkit;

import org.jspecify.annotations.NullMarked;
