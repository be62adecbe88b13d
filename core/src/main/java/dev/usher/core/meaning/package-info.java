/**
 * The executable specification: access as brute force, cell by cell, and the questions that are put
 * to it. All else is tested against it.
 */
@NullMarked
package dev.usher.core.meaning;

import org.jspecify.annotations.NullMarked;
