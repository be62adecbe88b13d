/**
 * Which rows of a thing somebody reaches, as a condition of its own, for whoever asks a system in
 * somebody's name; and what such a condition becomes there, apart from its values.
 */
@NullMarked
package dev.usher.core.filter;

import org.jspecify.annotations.NullMarked;
