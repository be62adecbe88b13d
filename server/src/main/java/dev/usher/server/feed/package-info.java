/** The feed for who answers checks in another process. */
@NullMarked
package dev.usher.server.feed;

import org.jspecify.annotations.NullMarked;
