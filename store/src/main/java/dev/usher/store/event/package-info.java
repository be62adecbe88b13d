/** Who is told of what, as rows: subscriptions, how far each has been told, what was given up. */
@NullMarked
package dev.usher.store.event;

import org.jspecify.annotations.NullMarked;
