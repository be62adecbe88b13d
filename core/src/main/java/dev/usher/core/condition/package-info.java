/**
 * Conditions over {@code row}, {@code subject} and {@code context}: our own sealed tree, and its
 * one evaluation.
 *
 * <p>The convention about what is not there: a comparison with NULL, with a column that the row has
 * not, or with an attribute that the subject has not, is UNKNOWN. So is the negation of UNKNOWN.
 * {@code &&} takes the least and {@code ||} the greatest of FALSE, UNKNOWN, TRUE, as SQL does. A
 * grant lets a row through on TRUE alone; a {@code never} is broken unless the condition is FALSE.
 */
@NullMarked
package dev.usher.core.condition;

import org.jspecify.annotations.NullMarked;
