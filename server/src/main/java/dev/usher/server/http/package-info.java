/**
 * What all parts of the server that talk HTTP share: who asks, what a body may be, how a refusal
 * looks, and the table of routes.
 */
@NullMarked
package dev.usher.server.http;

import org.jspecify.annotations.NullMarked;
