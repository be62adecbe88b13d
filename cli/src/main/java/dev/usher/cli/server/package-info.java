/** {@code usher server}: what may be said of a server, and how its parts are put together. */
@NullMarked
package dev.usher.cli.server;

import org.jspecify.annotations.NullMarked;
