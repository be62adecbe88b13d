/** What the server says of itself: one JSON object a line. */
@NullMarked
package dev.usher.server.log;

import org.jspecify.annotations.NullMarked;
