/** Subscriptions to events, over HTTP. */
@NullMarked
package dev.usher.server.event;

import org.jspecify.annotations.NullMarked;
