/**
 * Conditions as SQL, faithfully or not at all: {@link dev.usher.sql.Translation} turns a condition
 * into a boolean expression over the columns of one table, in the dialect of one engine, which is
 * TRUE of exactly those rows of which {@link dev.usher.core.condition.Evaluation} says so, or says
 * why it cannot and what to write instead. Pure: no connection, no clock.
 */
@NullMarked
package dev.usher.sql;

import org.jspecify.annotations.NullMarked;
