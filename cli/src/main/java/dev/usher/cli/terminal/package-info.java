/** Where the command line reads and writes: results, troubles, progress, colours, exit codes. */
@NullMarked
package dev.usher.cli.terminal;

import org.jspecify.annotations.NullMarked;
