/**
 * {@code /api/v1}: what the command line does, over HTTP. A handler parses, calls one method of
 * {@link dev.usher.engine.Usher} as whoever asks, and gives the report back with the keys that
 * {@code --json} has. {@code openapi.json} describes all of it.
 */
@NullMarked
package dev.usher.server.api;

import org.jspecify.annotations.NullMarked;
