/** The command line as a client of a server: HTTP there, JSON back, and how it proves who asks. */
@NullMarked
package dev.usher.cli.remote;

import org.jspecify.annotations.NullMarked;
