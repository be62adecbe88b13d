/**
 * Text of the reports. Pure: a report and an {@link dev.usher.cli.terminal.Ink} in, a string out.
 */
@NullMarked
package dev.usher.cli.render;

import org.jspecify.annotations.NullMarked;
