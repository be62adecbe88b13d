/**
 * What directories say, as rows: what is filtered by is a column, a membership is a row of its own
 * and changes alone, and what is in force stands beside what was said.
 */
@NullMarked
package dev.usher.store.scim;

import org.jspecify.annotations.NullMarked;
