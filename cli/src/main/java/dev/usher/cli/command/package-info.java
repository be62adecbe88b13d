/** One class per command: parse, call one method of Usher, render the record that comes back. */
@NullMarked
package dev.usher.cli.command;

import org.jspecify.annotations.NullMarked;
