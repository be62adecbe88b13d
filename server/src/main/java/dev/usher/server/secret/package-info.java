/** Secrets that the store keeps, over HTTP: they go in, and never come out. */
@NullMarked
package dev.usher.server.secret;

import org.jspecify.annotations.NullMarked;
