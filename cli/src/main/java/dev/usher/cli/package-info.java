/** The command line's start: {@code Main} and {@code Wiring}. */
@NullMarked
package dev.usher.cli;

import org.jspecify.annotations.NullMarked;
